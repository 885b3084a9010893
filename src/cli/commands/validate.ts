import { listNotes } from '../../facts/notes/list-notes.ts';
import type { ImageView } from '../../image/contract.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { type Validation, validateImage } from '../../image/validate-image.ts';
import type { NoteRecord } from '../../record/inspection.ts';
import type { ValidationRecord } from '../../record/validation.ts';
import { renderValidation } from '../../report/render-validation.ts';
import { type CliContext, hasColor, widthOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openNamed } from '../read-image.ts';
import type { ImageFlags } from './image-flags.ts';

/** Reads all of an image and says everything that is wrong with it; exits with 1 where anything is. */
export async function validate(context: CliContext, flags: ImageFlags, typed: string): Promise<void> {
  const { process, language } = context;
  const { view, close, limits } = await openNamed(context, flags, typed);
  try {
    const found = await validateImage(view, { limits: limits.tar });
    const record = recordOf(typed, view, found);
    process.stdout.write(
      flags.format === 'json'
        ? `${JSON.stringify(record, null, 2)}\n`
        : renderValidation(record, { language, width: widthOf(context), color: hasColor(context) }),
    );
    process.exitCode = record.isValid ? EXIT.fine : EXIT.findings;
  } finally {
    await close();
  }
}

function recordOf(name: string, view: ImageView, found: Validation): ValidationRecord {
  return {
    schema: 'plimsoll.dev/validate/1',
    image: { name, digest: view.digest, configDigest: view.configDigest },
    layers: view.layers.length,
    isValid: found.faults.length === 0,
    faults: found.faults.map(({ layer, problem: { code, args } }) => ({
      ...(layer !== undefined && { layer }),
      code,
      args,
    })),
    notes: notesOf(view, found),
  };
}

function notesOf(view: ImageView, { faults, indexes }: Validation): NoteRecord[] {
  const whole = indexes.filter((index) => index !== undefined);
  return faults.length > 0 ? [] : listNotes(view, whole, mergeLayers(whole));
}
