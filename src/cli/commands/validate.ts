import { describeUnopened, describeValidation } from '../../facts/notes/describe-validation.ts';
import { isOpeningFault, validateImage } from '../../image/validate-image.ts';
import { Problem } from '../../model/problem.ts';
import type { ValidationRecord } from '../../record/validation.ts';
import { renderValidation } from '../../report/render-validation.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openNamed } from '../read-image.ts';
import { tellProgress } from '../tell-progress.ts';
import { writeResult } from '../write-result.ts';
import type { ImageFlags } from './image-flags.ts';

/** Reads all of an image and says everything that is wrong with it; exits with 1 where anything is. */
export async function validate(context: CliContext, flags: ImageFlags, typed: string): Promise<void> {
  const record = await readRecord(context, flags, typed);
  writeResult(context, flags.format, record, (options) => renderValidation(record, options));
  context.process.exitCode = record.isValid ? EXIT.fine : EXIT.findings;
}

async function readRecord(context: CliContext, flags: ImageFlags, typed: string): Promise<ValidationRecord> {
  let opened: Awaited<ReturnType<typeof openNamed>>;
  try {
    opened = await openNamed(context, flags, typed);
  } catch (problem) {
    if (problem instanceof Problem && isOpeningFault(problem)) return describeUnopened(typed, { problem });
    throw problem;
  }
  const say = tellProgress(context);
  const { view, close, limits } = opened;
  try {
    const found = await validateImage(view, {
      limits: limits.tar,
      signal: context.signal,
      onLayer: (layer, { contentBytes }) => say({ is: 'layer-read', layer, layers: view.layers.length, contentBytes }),
    });
    return describeValidation(typed, view, found);
  } finally {
    await close();
  }
}
