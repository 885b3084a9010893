import { toJsonSchema } from '@valibot/to-json-schema';
import { DifferenceRecord } from '../../record/difference.ts';
import { ExplanationRecord } from '../../record/explanation.ts';
import { InspectionRecord } from '../../record/inspection.ts';
import { RunRecord } from '../../record/run.ts';
import { ValidationRecord } from '../../record/validation.ts';
import { VerificationRecord } from '../../record/verification.ts';

const RECORDS = {
  run: {
    form: RunRecord,
    title: 'Plimsoll run record',
    description: 'One climb: every rung with its files, figures, verdict and cause. Sizes in bytes, times in ms.',
  },
  inspect: {
    form: InspectionRecord,
    title: 'Plimsoll inspection',
    description: 'Where the bytes of one image are, and which may be there for nothing. Sizes in bytes.',
  },
  diff: {
    form: DifferenceRecord,
    title: 'Plimsoll difference',
    description: 'How a container of one image differs from one of another. Sizes in bytes.',
  },
  validate: {
    form: ValidationRecord,
    title: 'Plimsoll validation',
    description: 'What is wrong with one image.',
  },
  verify: {
    form: VerificationRecord,
    title: 'Plimsoll verification',
    description: 'Whether one image works, is broken, or cannot be told, with causes and cures.',
  },
  explain: {
    form: ExplanationRecord,
    title: 'Plimsoll explanation',
    description: 'What a log shows, or words are about: cause and cure.',
  },
} as const;

export type RecordName = keyof typeof RECORDS;
export const RECORD_NAMES = Object.keys(RECORDS) as RecordName[];

/** The published JSON Schema of a record; `schema/NAME.schema.json` is its committed text. */
export function schemaOf(name: RecordName): string {
  const { form, title, description } = RECORDS[name];
  const { $schema, ...schema } = toJsonSchema(form, { target: 'draft-2020-12' });
  const titled = { $schema, $id: `https://plimsoll.dev/schema/${name}-1.json`, title, description, ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
