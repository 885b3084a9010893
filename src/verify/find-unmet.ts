import { isDeepStrictEqual } from 'node:util';
import { looksSecret, REDACTED } from '../record/redact.ts';
import type { Unmet } from './answer.ts';
import type { Demands } from './contract.ts';
import { stepsOf } from './json-shape.ts';

const SHOWN = 100;

/**
 * Holds an answer to what its user demands of it. It is looked at as it came, since a demand may be for what is hidden afterwards; what is told of it is
 * hidden too.
 *
 * @param complete false where a limit cut it: what was cut off may hold it, so nothing is told
 * @returns the first demand that is not met
 */
export function findUnmet(
  demands: Demands | undefined,
  bytes: Uint8Array,
  complete: boolean,
  redact: (text: string) => string,
): Unmet | undefined {
  if (demands === undefined || !complete) return undefined;
  const text = Buffer.from(bytes).toString();
  if (demands.text !== undefined && !text.includes(demands.text)) {
    return { is: 'text', text: redact(demands.text).slice(0, SHOWN) };
  }
  const wishes = Object.entries(demands.json ?? {});
  const parsed = wishes.length === 0 ? undefined : parse(text);
  for (const [path, wanted] of wishes) {
    const found = parsed === undefined ? [] : valuesAt(parsed.value, stepsOf(path));
    const other = found.find((value) => !isDeepStrictEqual(value, wanted));
    if (found.length > 0 && other === undefined) continue;
    const show = (value: unknown) => (looksSecret(path) ? REDACTED : redact(JSON.stringify(value)).slice(0, SHOWN));
    return { is: 'json', path, wanted: show(wanted), ...(found.length > 0 ? { now: show(other) } : {}) };
  }
  return undefined;
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Where a path leads; to many places where it asks for every item or any key. */
function valuesAt(root: unknown, steps: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const step of steps) values = values.flatMap((value) => stepInto(value, step));
  return values;
}

function stepInto(value: unknown, step: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === '[*]') return Array.isArray(value) ? value : [];
  if (step === '*') return Array.isArray(value) ? [] : Object.values(value);
  const index = /^\[(\d+)\]$/.exec(step)?.[1];
  if (Array.isArray(value)) return index !== undefined && Number(index) < value.length ? [value[Number(index)]] : [];
  return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
}
