import { expect, test } from 'vitest';
import { pythonRun, SAMPLE_RUNS } from '../../../test/kit/sample-runs.ts';
import { renderJson } from './json.ts';

test.each(Object.entries(SAMPLE_RUNS))('%s: the text is the record, one line break at the end', (_name, makeRun) => {
  const text = renderJson(makeRun());
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(makeRun())));
  expect(text.endsWith('}\n')).toBe(true);
  expect(text.endsWith('\n\n')).toBe(false);
});

test('equal records are equal bytes, whatever order their keys were set in', () => {
  const record = pythonRun();
  const turned = turnKeys(record);
  expect(Object.keys(turned as object)).not.toEqual(Object.keys(record));
  expect(renderJson(turned as typeof record)).toBe(renderJson(record));
});

test('what is no record is not printed as one', () => {
  expect(() => renderJson({ ...pythonRun(), schema: 'other' as never })).toThrow();
});

function turnKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, turnKeys(inner)]),
  );
}
