import { describe, expect, test } from 'vitest';
import { type Column, layoutTable } from './table.ts';
import { textWidth } from './width.ts';

type Key = 'n' | 'name' | 'size' | 'note';

const COLUMNS: readonly Column<Key>[] = [
  { key: 'n', title: '단', align: 'left' },
  { key: 'name', title: '기법', align: 'left', least: 6 },
  { key: 'size', title: '이미지 크기', align: 'right', leaves: 2 },
  { key: 'note', title: '비고', align: 'left', leaves: 1, least: 8 },
];
const ROWS = [
  { n: '0', name: '그대로', size: '1.62 GB', note: '' },
  { n: '1', name: '멀티스테이지', size: '331 MB', note: '재빌드 시간만 줄었다' },
];

describe('layoutTable', () => {
  test('shows all where there is room, Hangul counted as two cells', () => {
    const { lines, left, isWhole } = layoutTable(COLUMNS, ROWS, 120);
    expect(lines).toEqual([
      '단  기법          이미지 크기  비고',
      '0   그대로            1.62 GB',
      '1   멀티스테이지       331 MB  재빌드 시간만 줄었다',
    ]);
    expect(left).toEqual([]);
    expect(isWhole(1, 'note')).toBe(true);
  });

  test('shortens, then lets columns leave in their order, and never breaks a row', () => {
    for (let width = 10; width <= 60; width++) {
      const { lines, left } = layoutTable(COLUMNS, ROWS, width);
      expect(lines).toHaveLength(3);
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(['', 'note', 'note,size']).toContain(left.join());
    }
    expect(layoutTable(COLUMNS, ROWS, 24).left).toEqual(['note']);
    expect(layoutTable(COLUMNS, ROWS, 24).lines[2]).toBe('1   멀티스…       331 MB');
    expect(layoutTable(COLUMNS, ROWS, 10).left).toEqual(['note', 'size']);
  });

  test('paint sees padded cells and does not disturb the columns', () => {
    const { lines } = layoutTable(COLUMNS, ROWS, 120, (cell, row) =>
      row === 1 ? `\u001b[32m${cell}\u001b[39m` : cell,
    );
    expect(textWidth(lines[2] ?? '')).toBe(textWidth(layoutTable(COLUMNS, ROWS, 120).lines[2] ?? ''));
  });
});
