import { relative, resolve } from 'node:path';
import { composeFiles } from '../compose.ts';
import type { CliContext } from '../context.ts';
import { type RecordFormat, renderRecord } from '../render-record.ts';
import { readLatestRun } from './apply-latest.ts';

/** Prints the latest run of a project once more, in any form. */
export async function report(
  context: CliContext,
  flags: { readonly format: RecordFormat },
  dir?: string,
): Promise<void> {
  const { record, root } = await readLatestRun(composeFiles(), resolve(context.cwd, dir ?? '.'));
  context.process.stdout.write(
    renderRecord(context, record, flags.format, `${relative(context.cwd, root) || '.'}/run.json`),
  );
}
