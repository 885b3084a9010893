import { diffImages } from '../../facts/diff/diff-images.ts';
import { renderDifference } from '../../report/render-difference.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { readImage } from '../read-image.ts';
import { writeResult } from '../write-result.ts';
import type { ImageFlags } from './image-flags.ts';

/** How a container of the second image differs from one of the first; exits with 1 where it does. */
export async function diff(context: CliContext, flags: ImageFlags, before: string, after: string): Promise<void> {
  const record = diffImages(await readImage(context, flags, before), await readImage(context, flags, after));
  writeResult(context, flags.format, record, (options) => renderDifference(record, options));
  context.process.exitCode = record.isSame ? EXIT.fine : EXIT.findings;
}
