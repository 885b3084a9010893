import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';
import { formatChange, formatPercent } from './format-ratio.ts';

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [9_999, '10.0 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [10_950_000, '10.9 MB'],
    [11_000_000, '11.0 MB'],
    [588_000_000, '588 MB'],
    [1_620_000_000, '1.62 GB'],
    [2_500_000_000_000_000_000, '2500 PB'],
    [-104_000_000, '-104 MB'],
    [Number.NaN, '–'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('what is shown is within half a unit of its third digit (T06)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900_000_000_000_000 }), (bytes) => {
        const [number = '', unit = ''] = formatBytes(bytes).split(' ');
        const shown = Number(number) * 1000 ** ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].indexOf(unit);
        expect(Math.abs(shown - bytes) / bytes).toBeLessThanOrEqual(0.005_000_1);
        expect(number.replace('.', '').length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

test.each([
  [0, '0ms'],
  [40.4, '40ms'],
  [99.4, '99ms'],
  [99.6, '0.1s'],
  [940, '0.9s'],
  [12_340, '12.3s'],
  [59_949, '59.9s'],
  [59_950, '1m00s'],
  [178_000, '2m58s'],
  [220_000, '3m40s'],
  [3_599_400, '59m59s'],
  [3_599_600, '1h00m'],
  [7_500_000, '2h05m'],
  [-1, '–'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-0.154, '-15.4%', '-15.4%'],
  [0, '0 %', '0 %'],
  [-0.0004, '0 %', '0 %'],
  [0.0005, '0.1%', '+0.1%'],
  [0.021, '2.1%', '+2.1%'],
  [-1, '-100.0%', '-100.0%'],
  [12.345, '1235%', '+1235%'],
  [Number.NaN, '–', '–'],
])('%d is %s, as a change %s', (ratio, percent, change) => {
  expect(formatPercent(ratio)).toBe(percent);
  expect(formatChange(ratio)).toBe(change);
});
