import { type Message, message } from '../model/message.ts';
import type { Rung } from '../record/run.ts';
import { ENOUGH_READINGS, startsSlower } from '../verify/compare-starts.ts';
import { compareTimes, type Target } from './judge.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** Nothing beat the image as found. */
    'choice-baseline': Record<string, never>;
    /** `smallest`: the least to transfer among what works. */
    'choice-smallest': Record<string, never>;
    /** The last rung of the trunk: every step before it paid. */
    'choice-all-steps-pay': Record<string, never>;
    /** All that is still to come together saves less than `ratio` (0.05 = 5 %) of the rung reached. */
    'choice-rest-saves-little': { ratio: number };
    /** The next rung rests on fewer probes than this one. */
    'choice-next-less-covered': { next: number };
    /** The next rung starts `ratio` times as slowly as the baseline, each time it is started. */
    'choice-next-starts-slower': { next: number; ratio: number };
  }
}

export interface Choice {
  readonly rung: number;
  readonly target: Target;
  readonly because: Message;
}

/** Below this share of the rung reached, all later savings together do not pay for the change they ask. */
const REST_RATIO = 0.05;

/**
 * Picks the rung to recommend.
 * @param rungs the whole ladder; only kept trunk rungs (and the baseline) are eligible
 */
export function chooseRung(rungs: readonly Rung[], target: Target): Choice {
  const eligible = rungs.filter((r) => r.group !== 'hardening' && (r.kept === 'baseline' || r.kept === 'kept'));
  const first = eligible[0];
  if (first === undefined || eligible.length === 1)
    return { rung: first?.n ?? 0, target, because: message('choice-baseline', {}) };
  if (target === 'smallest') {
    const least = eligible.reduce((a, b) => (sizeOf(b, 'transferBytes') < sizeOf(a, 'transferBytes') ? b : a));
    return { rung: least.n, target, because: message('choice-smallest', {}) };
  }
  return { target, ...walkLadder(eligible, first) };
}

function walkLadder(eligible: readonly Rung[], baseline: Rung): Omit<Choice, 'target'> {
  for (const [i, rung] of eligible.entries()) {
    const next = eligible[i + 1];
    if (next === undefined) break;
    const stop = reasonToStop(rung, eligible.slice(i + 1), baseline);
    if (stop) return { rung: rung.n, because: stop };
  }
  return { rung: eligible.at(-1)?.n ?? 0, because: message('choice-all-steps-pay', {}) };
}

function reasonToStop(rung: Rung, rest: readonly Rung[], baseline: Rung): Message | undefined {
  const next = rest[0];
  if (next === undefined) return undefined;
  if (next.coverage.probed < rung.coverage.probed) return message('choice-next-less-covered', { next: next.n });
  const starts = [next.measures.firstAnswerMs, baseline.measures.firstAnswerMs] as const;
  if (
    starts[0] &&
    starts[1] &&
    (starts[0].n ?? 1) >= ENOUGH_READINGS &&
    startsSlower([starts[0].min ?? starts[0].value], [starts[1].max ?? starts[1].value])
  ) {
    return message('choice-next-starts-slower', { next: next.n, ratio: starts[0].value / starts[1].value });
  }
  const here = sizeOf(rung, 'unpackedBytes');
  const least = Math.min(...rest.map((r) => sizeOf(r, 'unpackedBytes')));
  const savesLittle = here - least < here * REST_RATIO;
  return savesLittle && !rest.some((r) => paysInTime(r, rung))
    ? message('choice-rest-saves-little', { ratio: REST_RATIO })
    : undefined;
}

/** A step that only saves time is worth its change at any size. */
function paysInTime(later: Rung, rung: Rung): boolean {
  const [now, before] = [later.measures.editRebuildMs, rung.measures.editRebuildMs];
  return now !== undefined && before !== undefined && compareTimes(now, before) === 'better';
}

function sizeOf(rung: Rung, measure: 'unpackedBytes' | 'transferBytes'): number {
  return rung.measures[measure]?.value ?? Number.POSITIVE_INFINITY;
}
