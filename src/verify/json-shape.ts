import { type Digest, sha256 } from '../model/sha256.ts';

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** What is expected at one place of a JSON answer. Plain JSON itself. */
export type Shape =
  /** The same in every answer seen. */
  | { readonly is: 'value'; readonly value: null | boolean | number | string; readonly tolerance?: number | undefined }
  /** A string too long to keep. */
  | { readonly is: 'long'; readonly digest: string; readonly length: number }
  /** It varied between calls or starts, or the user said to ignore it. */
  | {
      readonly is: 'varies';
      readonly types: readonly JsonType[];
      readonly neverEmpty: boolean;
      readonly object?: Shape | undefined;
      readonly array?: Shape | undefined;
    }
  | {
      readonly is: 'object';
      readonly keys: readonly { readonly key: string; readonly always: boolean; readonly shape: Shape }[];
    }
  /** An array of one length, place by place. */
  | { readonly is: 'tuple'; readonly items: readonly Shape[] }
  /** An array whose length varied, or a long one: every item is held to the one shape. */
  | {
      readonly is: 'list';
      readonly item: Shape | null;
      readonly min: number;
      readonly max: number;
      /** Where a long one was the same every time. */
      readonly held?: HeldItems | undefined;
    };

/** The values of a long array in little room. */
export interface HeldItems {
  /** Of all of them, whatever the order of keys; without the numbers where those have a tolerance. */
  readonly digest: Digest;
  /** In their order, the first of them; only with a tolerance. */
  readonly numbers: readonly number[];
  readonly tolerance: number;
}

export interface ShapeRules {
  /** JSON paths (`$.a.b[*].c`, `*` for any key) whose values may differ; their types may not. */
  readonly ignore: readonly string[];
  /** Relative tolerance for numbers. */
  readonly tolerance: number;
  /** Days (`2026-01-31`) around the moment of asking: a text that holds one will hold another tomorrow. */
  readonly days: readonly string[];
}

const LONG_TEXT = 2_000;
const TUPLE_ITEMS = 100;
/** How many items of a list are looked at. */
export const LIST_SAMPLES = 2_000;
/** How many numbers of a list are kept to be held to a tolerance. */
const HELD_NUMBERS = 10_000;
/** Long lists around each other of which each is tried by value, so that the cost stays a few times the answer. */
const HELD_LEVELS = 4;
const OPTIONAL_KEYS = 500;
/** Deeper than any honest answer; below it only types are compared, so that a hostile one cannot exhaust the stack. */
const DEPTH = 64;

/**
 * @param samples the answers of one probe, parsed; at least one
 * @returns a shape every sample fits. Cost: each sample a few times.
 */
export function learnShape(samples: readonly unknown[], rules: ShapeRules): Shape {
  const ignored = rules.ignore.map(parsePath);
  return learnAt(samples, { ...rules, ignored, heldLevels: HELD_LEVELS }, []);
}

interface Learning extends ShapeRules {
  readonly ignored: readonly (readonly string[])[];
  /** Levels of long lists still to be tried by value; none below one that is held. */
  readonly heldLevels: number;
}

function learnAt(samples: readonly unknown[], rules: Learning, path: readonly string[]): Shape {
  const types = [...new Set(samples.map(typeOf))].toSorted();
  if (path.length >= DEPTH || rules.ignored.some((p) => samePath(p, path))) {
    return { is: 'varies', types, neverEmpty: false };
  }
  const [type] = types;
  if (type === undefined || types.length > 1) return learnMixed(samples, types, rules, path);
  if (type === 'object') return learnObject(samples as Record<string, unknown>[], rules, path);
  if (type === 'array') return learnArray(samples as unknown[][], rules, path);
  return learnScalar(samples as (null | boolean | number | string)[], type, rules);
}

function learnMixed(
  samples: readonly unknown[],
  types: readonly JsonType[],
  rules: Learning,
  path: readonly string[],
): Shape {
  const objects = samples.filter((s) => typeOf(s) === 'object');
  const arrays = samples.filter((s) => typeOf(s) === 'array');
  return {
    is: 'varies',
    types,
    neverEmpty: false,
    ...(objects.length > 0 ? { object: learnAt(objects, rules, path) } : {}),
    ...(arrays.length > 0 ? { array: learnAt(arrays, rules, path) } : {}),
  };
}

function learnScalar(samples: readonly (null | boolean | number | string)[], type: JsonType, rules: Learning): Shape {
  const [first = null] = samples;
  const same = samples.every((s) => s === first);
  if (typeof first === 'number') return learnNumber(samples as number[], same, rules.tolerance);
  if (!same) return { is: 'varies', types: [type], neverEmpty: samples.every((s) => s !== '') };
  if (typeof first !== 'string') return { is: 'value', value: first };
  if (rules.days.some((day) => first.includes(day))) return { is: 'varies', types: [type], neverEmpty: true };
  if (first.length > LONG_TEXT) return { is: 'long', digest: sha256(first), length: first.length };
  return { is: 'value', value: first };
}

function learnNumber(samples: readonly number[], same: boolean, tolerance: number): Shape {
  const [first = 0] = samples;
  const varies: Shape = { is: 'varies', types: ['number'], neverEmpty: false };
  if (!samples.every(Number.isFinite)) return varies;
  if (!same && !(tolerance > 0 && samples.every((s) => withinTolerance(first, s, tolerance)))) return varies;
  return tolerance > 0 ? { is: 'value', value: first, tolerance } : { is: 'value', value: first };
}

function learnObject(samples: readonly Record<string, unknown>[], rules: Learning, path: readonly string[]): Shape {
  const byKey = new Map<string, unknown[]>();
  for (const sample of samples) {
    for (const [key, value] of Object.entries(sample)) {
      const seen = byKey.get(key);
      if (seen) seen.push(value);
      else byKey.set(key, [value]);
    }
  }
  let optional = 0;
  const keys: { key: string; always: boolean; shape: Shape }[] = [];
  for (const [key, values] of [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const always = values.length === samples.length;
    if (!always && ++optional > OPTIONAL_KEYS) continue;
    keys.push({ key, always, shape: learnAt(values, rules, [...path, key]) });
  }
  return { is: 'object', keys };
}

function learnArray(samples: readonly (readonly unknown[])[], rules: Learning, path: readonly string[]): Shape {
  const lengths = samples.map((s) => s.length);
  const min = Math.min(...lengths);
  const max = Math.max(...lengths);
  if (min === max && max <= TUPLE_ITEMS) {
    const items = Array.from({ length: max }, (_, i) =>
      learnAt(
        samples.map((s) => s[i]),
        rules,
        [...path, '[*]'],
      ),
    );
    return { is: 'tuple', items };
  }
  const held = min === max && rules.heldLevels > 0 ? holdItems(samples, rules, path) : undefined;
  const inner = { ...rules, heldLevels: held ? 0 : rules.heldLevels - 1 };
  const items = samples.flatMap((s) => s.slice(0, LIST_SAMPLES));
  const item = items.length > 0 ? learnAt(items, inner, [...path, '[*]']) : null;
  return { is: 'list', item, min, max, ...(held ? { held } : {}) };
}

/** @returns undefined where the samples differ, or something in them may */
function holdItems(
  samples: readonly (readonly unknown[])[],
  rules: Learning,
  path: readonly string[],
): HeldItems | undefined {
  const [first, ...others] = samples;
  if (first === undefined || !isSteady(first, rules, path)) return undefined;
  const values = readValues(first, rules.tolerance);
  if (values === undefined) return undefined;
  const held = { ...values, numbers: values.numbers.slice(0, HELD_NUMBERS), tolerance: rules.tolerance };
  return others.every((s) => fitsHeld(held, s)) ? held : undefined;
}

/** Whether nothing in it is ignored or says the day, nor goes deeper than is compared. */
function isSteady(value: unknown, rules: Learning, path: readonly string[]): boolean {
  if (path.length >= DEPTH || rules.ignored.some((p) => samePath(p, path))) return false;
  if (typeof value === 'string') return !rules.days.some((day) => value.includes(day));
  if (Array.isArray(value)) {
    const at = [...path, '[*]'];
    return value.every((item) => isSteady(item, rules, at));
  }
  if (typeOf(value) !== 'object') return true;
  return Object.entries(value as object).every(([key, inner]) => isSteady(inner, rules, [...path, key]));
}

/** Whether the values are those that were held. Cost: all of them once. */
export function fitsHeld(held: HeldItems, items: readonly unknown[]): boolean {
  const now = readValues(items, held.tolerance);
  if (now?.digest !== held.digest) return false;
  return held.numbers.every((was, i) => withinTolerance(was, now.numbers[i] ?? Number.NaN, held.tolerance));
}

/** @returns undefined for what is deeper than any honest answer, and for numbers JSON cannot write */
function readValues(
  items: readonly unknown[],
  tolerance: number,
): { readonly digest: Digest; readonly numbers: readonly number[] } | undefined {
  const words: string[] = [];
  const numbers: number[] = [];
  const write = (value: unknown, levels: number): boolean => {
    if (levels === 0 || (typeof value === 'number' && !Number.isFinite(value))) return false;
    if (Array.isArray(value)) {
      words.push('[');
      return value.every((item) => write(item, levels - 1)) && words.push(']') > 0;
    }
    if (typeOf(value) === 'object') {
      const entries = Object.entries(value as object).toSorted(([a], [b]) => (a < b ? -1 : 1));
      words.push('{');
      const isWritten = entries.every(([key, v]) => words.push(JSON.stringify(key), ':') > 0 && write(v, levels - 1));
      return isWritten && words.push('}') > 0;
    }
    const isTolerated = typeof value === 'number' && tolerance > 0;
    if (isTolerated) numbers.push(value);
    return words.push(isTolerated ? '#' : JSON.stringify(value), ',') > 0;
  };
  return write(items, DEPTH + 1) ? { digest: sha256(words.join('')), numbers } : undefined;
}

export function typeOf(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

export function withinTolerance(was: number, now: number, tolerance: number): boolean {
  return Math.abs(was - now) <= tolerance * Math.max(Math.abs(was), Math.abs(now));
}

/** `$.a["b c"][*].d` → `a`, `b c`, `[*]`, `d`. Numbers in brackets mean any place. */
/** `$.a["b"][0].*` → `a`, `b`, `[0]`, `*`. */
export function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  for (const part of path.matchAll(/\.([^.[\]]+)|\[(?:"([^"\]]*)"|'([^'\]]*)'|\*|\d+)\]/g)) {
    steps.push(part[1] ?? part[2] ?? part[3] ?? part[0]);
  }
  return steps;
}

/** Places of a list are one. */
function parsePath(path: string): readonly string[] {
  return stepsOf(path).map((step) => (/^\[\d+\]$/.test(step) ? '[*]' : step));
}

function samePath(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.length !== path.length) return false;
  return pattern.every((step, i) => step === path[i] || (step === '*' && path[i] !== '[*]'));
}
