import * as v from 'valibot';
import { RunRecord } from '../../record/run.ts';

/**
 * The record itself: keys in the order of its schema, free-form arguments by name, so that equal records are equal bytes.
 * @throws v.ValiError where it is no valid record
 */
export function renderJson(record: RunRecord): string {
  return `${JSON.stringify(v.parse(RunRecord, record), sortArguments, 2)}\n`;
}

/** What the schema gives no order. */
function sortArguments(key: string, value: unknown): unknown {
  return key === 'args' ? sortKeys(value) : value;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, sortKeys(inner)]));
}
