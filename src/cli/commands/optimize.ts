import { relative } from 'node:path';
import { optimizeProject } from '../../ladder/optimize-project.ts';
import type { RunRecord } from '../../record/run.ts';
import { renderJson } from '../../report/formats/json.ts';
import { renderMarkdown } from '../../report/formats/markdown.ts';
import { renderTerminal } from '../../report/formats/terminal.ts';
import { renderProgress } from '../../report/render-progress.ts';
import { composeFiles, composeTrial } from '../compose.ts';
import { type CliContext, hasColor, widthOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { makeWish, readAsked } from '../read-wish.ts';
import type { OptimizeFlags } from './optimize-flags.ts';

/** Builds, measures and verifies one technique after another, and prints the ladder. */
export async function optimize(context: CliContext, flags: OptimizeFlags, dir?: string): Promise<void> {
  const { language, process } = context;
  const files = composeFiles();
  const asked = await readAsked(context, files, dir, flags);
  const wish = makeWish(context, asked, flags);
  const shows = process.stderr.isTTY === true || process.env['PLIMSOLL_PROGRESS'] === '1';
  const world = await composeTrial({
    env: process.env,
    engine: { ...(flags.engine === undefined ? {} : engineChoice(flags.engine)), builder: flags.builder },
    callLog: process.env['PLIMSOLL_ENGINE_LOG'],
    signal: context.signal,
    on: (event) => {
      if (shows) process.stderr.write(`${renderProgress(event, language)}\n`);
    },
  });
  const { record, folder } = await optimizeProject(world, wish, asked.project);
  await files.write(`${asked.dir}/.plimsoll/latest`, Buffer.from(folder.id));
  process.stdout.write(render(context, record, flags.format, `${relative(context.cwd, folder.root) || '.'}/run.json`));
  process.exitCode = record.stopped?.code === 'stopped-interrupted' ? interruptCode(context) : EXIT.fine;
}

function render(context: CliContext, record: RunRecord, format: OptimizeFlags['format'], recordPath: string): string {
  if (format === 'json') return renderJson(record);
  if (format === 'markdown') return renderMarkdown(record, context.language);
  return renderTerminal(record, {
    language: context.language,
    width: widthOf(context),
    color: hasColor(context),
    recordPath,
  });
}

function interruptCode(context: CliContext): number {
  return context.interruptedBy() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}

/** An endpoint has a scheme; anything else names a context. */
function engineChoice(given: string): { host: string } | { context: string } {
  return given.includes('://') ? { host: given } : { context: given };
}
