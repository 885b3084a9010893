import type { MeasureName, MeasureRow, Rung } from '../record/run.ts';
import { ENOUGH_READINGS, TIME_FLOOR_MS } from '../verify/compare-starts.ts';

export type Target = 'compatible' | 'balanced' | 'smallest';

/** How one rung stands against the last good one. */
export interface Judgement {
  readonly kept: 'kept' | 'no-gain' | 'worse';
  /** Axes that improved, best first. */
  readonly gains: readonly Axis[];
  readonly losses: readonly Axis[];
  /** Times that look lost on fewer than three readings: to be read again, not to be believed. */
  readonly doubts: readonly Axis[];
}

export type Axis = 'unpacked' | 'transfer' | 'edit' | 'cold' | 'start' | 'surface';

const GAIN_RATIO = 0.005;
const LOSS_RATIO = 0.02;

/** Fewer than three readings must differ this much. A loss asks for more: a slow minute of the machine must not throw out a good step. */
const FEW_READINGS_RATIO = { better: 2, worse: 3 } as const;

interface AxisRule {
  readonly axis: Axis;
  readonly measure: MeasureName;
  readonly isSize: boolean;
}

const AXES: readonly AxisRule[] = [
  { axis: 'unpacked', measure: 'unpackedBytes', isSize: true },
  { axis: 'transfer', measure: 'transferBytes', isSize: true },
  { axis: 'edit', measure: 'editRebuildMs', isSize: false },
  { axis: 'cold', measure: 'coldBuildMs', isSize: false },
  { axis: 'start', measure: 'firstAnswerMs', isSize: false },
];

/**
 * Is the step worth keeping? It must improve one axis by at least 0.5 % (times: significantly) and worsen none by more than
 * 2 %. Under `smallest` only the two sizes may veto.
 */
export function judgeRung(rung: Rung, parent: Rung, target: Target): Judgement {
  const gains: Axis[] = [];
  const losses: Axis[] = [];
  const doubts: Axis[] = [];
  for (const rule of AXES) {
    const change = compareMeasures(rung.measures[rule.measure], parent.measures[rule.measure], rule.isSize);
    if (change === 'better') gains.push(rule.axis);
    if (change !== 'worse' || (!rule.isSize && target === 'smallest')) continue;
    const isSure = rule.isSize || (isRead(rung, rule.measure) && isRead(parent, rule.measure));
    (isSure ? losses : doubts).push(rule.axis);
  }
  if (hasSmallerSurface(rung, parent)) gains.push('surface');
  if (losses.length > 0) return { kept: 'worse', gains, losses, doubts };
  return { kept: gains.length > 0 ? 'kept' : 'no-gain', gains, losses, doubts };
}

function isRead(rung: Rung, measure: MeasureName): boolean {
  return (rung.measures[measure]?.n ?? 1) >= ENOUGH_READINGS;
}

/** Figures of two methods are never compared. */
function compareMeasures(
  now: MeasureRow | undefined,
  before: MeasureRow | undefined,
  isSize: boolean,
): 'better' | 'worse' | 'same' {
  if (now === undefined || before === undefined || now.method !== before.method || before.value === 0) return 'same';
  if (!isSize) return compareTimes(now, before);
  const ratio = (now.value - before.value) / before.value;
  if (ratio <= -GAIN_RATIO) return 'better';
  return ratio > LOSS_RATIO ? 'worse' : 'same';
}

/**
 * With three readings or more on both sides: the ranges must not touch. With fewer, a fixed ratio and floor stand in for a
 * spread that is not known.
 */
export function compareTimes(now: MeasureRow, before: MeasureRow): 'better' | 'worse' | 'same' {
  if (Math.abs(now.value - before.value) < TIME_FLOOR_MS) return 'same';
  const direction = now.value < before.value ? 'better' : 'worse';
  const [low, high] = direction === 'better' ? [now, before] : [before, now];
  if ((now.n ?? 1) >= ENOUGH_READINGS && (before.n ?? 1) >= ENOUGH_READINGS) {
    return (low.max ?? low.value) < (high.min ?? high.value) ? direction : 'same';
  }
  return high.value >= low.value * FEW_READINGS_RATIO[direction] ? direction : 'same';
}

function hasSmallerSurface(rung: Rung, parent: Rung): boolean {
  const [now, before] = [rung.surface, parent.surface];
  if (now === undefined || before === undefined) return false;
  return (before.root && !now.root) || (before.shell && !now.shell) || now.setuidFiles < before.setuidFiles;
}
