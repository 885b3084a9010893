/** One figure of a proof; a time is never given without how often it was taken. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'byte' | 'ms' | 'ratio' | 'count';
  readonly basis: 'measured' | 'computed';
  readonly n: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** One thing that has to hold, with what was found instead of a bare yes. */
export interface Check {
  readonly name: string;
  readonly wanted: string;
  readonly got: string;
  readonly passed: boolean;
}

export interface PartResult {
  readonly figures: readonly Figure[];
  readonly checks: readonly Check[];
  /** Whatever explains a figure: kept in the result file, read by people. */
  readonly details?: unknown;
}

/** Something a result rests on: when it changes, the result is stale. */
export interface Input {
  readonly name: string;
  /** Files and folders, absolute; tests beside the code and words for people do not count. */
  readonly paths: readonly string[];
  /** It is not part of the repository and may be absent here: then its digest is taken as it was. */
  readonly outside?: boolean;
}

export interface PartContext {
  readonly root: string;
  /** Reaches the engine. */
  readonly env: NodeJS.ProcessEnv;
  /** An empty folder of this part, removed afterwards unless asked otherwise. */
  readonly scratch: string;
  /** Less of everything, to try the part itself; its result is not stored. */
  readonly small: boolean;
  say(line: string): void;
}

export interface Part {
  readonly id: string;
  readonly proves: string;
  readonly needsEngine: boolean;
  /** Bases of the examples and the built program have to be there. */
  readonly needsProgram: boolean;
  readonly inputs: readonly Input[];
  run(context: PartContext): Promise<PartResult>;
}

export function count(name: string, value: number, n: number): Figure {
  return { name, value, unit: 'count', basis: 'computed', n };
}

/** The median of readings, with their range. */
export function reading(name: string, unit: Figure['unit'], values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    name,
    value: medianOf(sorted),
    unit,
    basis: 'measured',
    n: sorted.length,
    ...(sorted.length > 1 ? { min: sorted[0], max: sorted.at(-1) } : {}),
  };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

export function check(name: string, wanted: string, got: string | number, passed: boolean): Check {
  return { name, wanted, got: String(got), passed };
}

export function atMost(name: string, value: number, limit: number, unit = ''): Check {
  return check(name, `at most ${limit}${unit}`, `${round(value)}${unit}`, value <= limit);
}

export function atLeast(name: string, value: number, limit: number, unit = ''): Check {
  return check(name, `at least ${limit}${unit}`, `${round(value)}${unit}`, value >= limit);
}

export function isZero(name: string, value: number): Check {
  return check(name, '0', value, value === 0);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
