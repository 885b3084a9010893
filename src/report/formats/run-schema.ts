import { toJsonSchema } from '@valibot/to-json-schema';
import { RunRecord } from '../../record/run.ts';

/** The published JSON Schema of a run record; `schema/run.schema.json` is its committed text. */
export function runSchema(): string {
  const { $schema, ...schema } = toJsonSchema(RunRecord, { target: 'draft-2020-12' });
  const titled = {
    $schema,
    $id: 'https://plimsoll.dev/schema/run-1.json',
    title: 'Plimsoll run record',
    description: 'One climb: every rung with its files, figures, verdict and cause. Sizes in bytes, times in ms.',
    ...schema,
  };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
