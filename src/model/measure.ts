/** How a number came to be: read off the world, derived from such readings, or guessed with a stated rule. */
export type Basis = 'measured' | 'computed' | 'estimated';

export type Unit = 'byte' | 'ms' | 'ratio' | 'count';

/** A number that says what it is. `value` is the median where `n > 1`. */
export interface Measure {
  readonly value: number;
  readonly unit: Unit;
  readonly basis: Basis;
  /** Named way of measuring; figures of two methods are never compared. */
  readonly method: string;
  readonly n?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** @param values readings of one quantity under one condition, at least one @throws RangeError on none */
export function measureOf(values: readonly number[], unit: Unit, basis: Basis, method: string): Measure {
  const sorted = values.toSorted((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a measure needs at least one reading');
  const value = median(sorted);
  return values.length === 1
    ? { value, unit, basis, method }
    : { value, unit, basis, method, n: values.length, min: first, max: last };
}

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
