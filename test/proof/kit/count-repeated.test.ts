import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineCall } from '../../../src/engine/recording.ts';
import { countRepeated, type Kept, readKept } from './count-repeated.ts';

const NOTHING: Kept = { finished: [], edit: {}, cold: {} };
const TWO: Kept = { finished: [0, 1], edit: { 0: 1, 1: 1 }, cold: { 0: 1 } };

function build(tag: string, rung: number): EngineCall {
  return { atMs: 0, kind: 'build', tag: `r:${tag}`, dockerfile: `/p/.plimsoll/runs/r/${rung}/Dockerfile` };
}

const start = (rung: number): EngineCall => ({ atMs: 0, kind: 'start', tag: `r:${rung}` });

describe('countRepeated', () => {
  it('counts every build and start of a finished rung, and none of the others', () => {
    const calls = [build('0', 0), start(1), build('2', 2), start(2), start(2), build('edit', 2), build('edit', 2)];
    expect(countRepeated(calls, TWO, TWO, false)).toBe(2);
    expect(countRepeated(calls, NOTHING, TWO, false)).toBe(0);
  });

  it('counts edits and cold builds of a finished rung that brought no new reading', () => {
    expect(countRepeated([build('edit', 1), build('edit', 1)], TWO, TWO, false)).toBe(2);
    expect(countRepeated([build('cold', 0)], TWO, TWO, false)).toBe(1);
    expect(countRepeated([build('cold', 0), build('cold', 1)], TWO, { ...TWO, cold: { 0: 1, 1: 1 } }, false)).toBe(1);
  });

  it('spares those that brought one, and the build that warms the bench before the first', () => {
    const calls = [build('edit', 1), build('edit', 1), build('edit', 0), build('edit', 1), build('cold', 1)];
    const after = { ...TWO, edit: { 0: 2, 1: 3 }, cold: { 0: 1, 1: 1 } };
    expect(countRepeated(calls, TWO, after, false)).toBe(0);
    expect(countRepeated([build('edit', 2), ...calls], TWO, after, false)).toBe(1);
    expect(countRepeated(calls, TWO, { ...after, edit: { 0: 2, 1: 2 } }, false)).toBe(1);
  });

  it('spares the one that the kill cut off: the last, and no other', () => {
    expect(countRepeated([build('cold', 1)], TWO, TWO, true)).toBe(0);
    expect(countRepeated([build('edit', 1)], TWO, TWO, true)).toBe(0);
    expect(countRepeated([build('edit', 1), build('edit', 1)], TWO, TWO, true)).toBe(0);
    expect(countRepeated([build('edit', 1), build('edit', 1), build('2', 2)], TWO, TWO, true)).toBe(2);
    expect(countRepeated([build('cold', 1), build('cold', 0)], TWO, TWO, true)).toBe(1);
    expect(countRepeated([build('1', 1)], TWO, TWO, true)).toBe(1);
  });

  it('counts what was read again and written over', () => {
    expect(countRepeated([build('cold', 0)], TWO, { ...TWO, cold: {} }, false)).toBe(2);
  });

  it('refuses a log that does not tell whose a build was', () => {
    expect(() => countRepeated([{ atMs: 0, kind: 'build', tag: 'r:edit' }], TWO, TWO, false)).toThrow('of no rung');
  });
});

describe('readKept', () => {
  it('reads finished rungs and the readings that were added to theirs', () => {
    const root = mkdtempSync(join(tmpdir(), 'plimsoll-kept-'));
    for (const n of ['0', '1', '2']) mkdirSync(join(root, n));
    for (const n of ['0', '1']) writeFileSync(join(root, n, 'rung.json'), '{}');
    writeFileSync(join(root, 'again-1.json'), JSON.stringify({ 0: [5, 6], 1: [5, 6, 7] }));
    writeFileSync(join(root, 'again-2.json'), JSON.stringify({ 0: [5, 6], 2: [5] }));
    writeFileSync(join(root, 'readings.json'), JSON.stringify({ cold: { 0: [9] }, edit: { 0: [5] } }));
    expect(readKept(root)).toEqual({ finished: [0, 1], edit: { 0: 3, 1: 2, 2: 0 }, cold: { 0: 1 } });
    rmSync(root, { recursive: true });
    expect(readKept(undefined)).toEqual(NOTHING);
  });
});
