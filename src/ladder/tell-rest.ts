import type { ProgressEvent } from '../model/progress.ts';
import type { ClockPort } from '../verify/ports.ts';

/**
 * Adds to each verified rung how long the rest will take: the rungs still planned at the pace of those done, and two cold
 * builds at the end. An estimate: later rungs are mostly smaller, so it errs on the long side.
 * @param planned rungs expected, the image as found included
 */
export function tellRest(
  on: (event: ProgressEvent) => void,
  planned: number,
  clock: ClockPort,
): (event: ProgressEvent) => void {
  const spentMs: number[] = [];
  let startedMs = clock.nowMs();
  let coldMs = 0;
  return (event) => {
    if (event.is === 'rung-started') startedMs = clock.nowMs();
    if (event.is === 'rung-built' && event.rung === 0) coldMs = event.ms;
    if (event.is !== 'rung-verified') return on(event);
    spentMs.push(clock.nowMs() - startedMs);
    // The first rung is the cold one: it tells little of the others.
    const paces = spentMs.length > 1 ? spentMs.slice(1) : spentMs;
    const pace = paces.reduce((sum, ms) => sum + ms, 0) / paces.length;
    const left = Math.max(0, planned - event.rung - 1);
    on({ ...event, restMs: Math.round(left * pace + 2 * coldMs) });
  };
}
