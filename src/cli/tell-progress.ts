import type { ProgressEvent } from '../model/progress.ts';
import { renderProgress } from '../report/render-progress.ts';
import type { CliContext } from './context.ts';

/** Layers that are read within this time need no progress. */
const QUIET_MS = 2000;

/** Tells what goes on, on a terminal or where it is asked for: a script's stderr is for what went wrong. */
export function tellProgress({ process, language }: CliContext): (event: ProgressEvent) => void {
  const isTold = process.stderr.isTTY === true || process.env['PLIMSOLL_PROGRESS'] === '1';
  const started = performance.now();
  return (event) => {
    if (!isTold || (event.is === 'layer-read' && performance.now() - started < QUIET_MS)) return;
    process.stderr.write(`${renderProgress(event, language)}\n`);
  };
}
