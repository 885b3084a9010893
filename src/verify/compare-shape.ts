import { sha256 } from '../model/sha256.ts';
import { fitsHeld, type JsonType, LIST_SAMPLES, type Shape, typeOf, withinTolerance } from './json-shape.ts';

export type Step = string | number;

export interface Difference {
  readonly is: 'missing' | 'added' | 'type' | 'length' | 'value';
  /** `$.a.b[0]` */
  readonly path: string;
  readonly was: string;
  readonly now: string;
}

/** @returns the first difference in the order of the expectation's keys, undefined where the answer fits. The order of an answer's keys does not matter. */
export function compareShape(shape: Shape, value: unknown, path: readonly Step[] = []): Difference | undefined {
  switch (shape.is) {
    case 'value':
      return compareValue(shape.value, shape.tolerance ?? 0, value, path);
    case 'long':
      if (typeof value !== 'string') return typeDifference(['string'], value, path);
      return sha256(value) === shape.digest
        ? undefined
        : difference('value', path, `text of ${shape.length}`, showValue(value));
    case 'varies':
      return compareVaried(shape, value, path);
    case 'object':
      return compareObject(shape, value, path);
    case 'tuple':
      return compareTuple(shape.items, value, path);
    case 'list':
      return compareList(shape, value, path);
  }
}

function compareValue(
  was: null | boolean | number | string,
  tolerance: number,
  now: unknown,
  path: readonly Step[],
): Difference | undefined {
  if (typeOf(was) !== typeOf(now)) return typeDifference([typeOf(was)], now, path);
  if (was === now) return undefined;
  if (typeof was === 'number' && typeof now === 'number' && withinTolerance(was, now, tolerance)) return undefined;
  return difference('value', path, showValue(was), showValue(now));
}

function compareVaried(
  shape: Extract<Shape, { is: 'varies' }>,
  value: unknown,
  path: readonly Step[],
): Difference | undefined {
  const type = typeOf(value);
  if (!shape.types.includes(type)) return typeDifference(shape.types, value, path);
  if (shape.neverEmpty && value === '') return difference('value', path, 'some text', '""');
  const deeper = type === 'object' ? shape.object : type === 'array' ? shape.array : undefined;
  return deeper === undefined ? undefined : compareShape(deeper, value, path);
}

function compareObject(
  shape: Extract<Shape, { is: 'object' }>,
  value: unknown,
  path: readonly Step[],
): Difference | undefined {
  if (typeOf(value) !== 'object') return typeDifference(['object'], value, path);
  const now = new Map(Object.entries(value as Record<string, unknown>));
  for (const { key, always, shape: expected } of shape.keys) {
    const at = [...path, key];
    if (now.has(key)) {
      const found = compareShape(expected, now.get(key), at);
      if (found) return found;
    } else if (always) return difference('missing', at, describeShape(expected), 'nothing');
  }
  // Keys that came and went in the baseline say that new ones are no news.
  if (shape.keys.some((k) => !k.always)) return undefined;
  const known = new Set(shape.keys.map((k) => k.key));
  const added = [...now.keys()].toSorted().find((key) => !known.has(key));
  return added === undefined ? undefined : difference('added', [...path, added], 'nothing', showValue(now.get(added)));
}

function compareTuple(items: readonly Shape[], value: unknown, path: readonly Step[]): Difference | undefined {
  if (!Array.isArray(value)) return typeDifference(['array'], value, path);
  if (value.length !== items.length) return difference('length', path, String(items.length), String(value.length));
  for (const [i, item] of items.entries()) {
    const found = compareShape(item, value[i], [...path, i]);
    if (found) return found;
  }
  return undefined;
}

function compareList(
  shape: Extract<Shape, { is: 'list' }>,
  value: unknown,
  path: readonly Step[],
): Difference | undefined {
  if (!Array.isArray(value)) return typeDifference(['array'], value, path);
  const fixed = shape.min === shape.max;
  const low = fixed ? shape.min : Math.min(shape.min, Math.max(1, Math.floor(shape.min / 2)));
  const high = fixed ? shape.max : Math.max(shape.max * 2, shape.max + 10);
  if (value.length < low || value.length > high) {
    return difference(
      'length',
      path,
      String(fixed || value.length < low ? shape.min : shape.max),
      String(value.length),
    );
  }
  if (shape.item === null) return undefined;
  for (const [i, item] of value.slice(0, LIST_SAMPLES).entries()) {
    const found = compareShape(shape.item, item, [...path, i]);
    if (found) return found;
  }
  if (shape.held === undefined || fitsHeld(shape.held, value)) return undefined;
  return difference('value', path, `${shape.max} items`, `${value.length} items, not the same`);
}

function typeDifference(was: readonly JsonType[], now: unknown, path: readonly Step[]): Difference {
  return difference('type', path, was.join(' or '), typeOf(now));
}

function difference(is: Difference['is'], path: readonly Step[], was: string, now: string): Difference {
  return { is, path: formatPath(path), was, now };
}

function describeShape(shape: Shape): string {
  if (shape.is === 'value') return showValue(shape.value);
  if (shape.is === 'varies') return shape.types.join(' or ');
  return shape.is === 'object' ? 'object' : shape.is === 'long' ? 'string' : 'array';
}

function showValue(value: unknown): string {
  const type = typeOf(value);
  if (type === 'object' || type === 'array') return type;
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
  return text.slice(0, 100);
}

function formatPath(path: readonly Step[]): string {
  const shown = path.slice(0, 12).map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_]\w{0,60}$/.test(step) ? `.${step}` : `[${JSON.stringify(step.slice(0, 60))}]`;
  });
  return `$${shown.join('')}${path.length > 12 ? '…' : ''}`;
}
