import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FindingRecord, InspectionRecord } from '../record/inspection.ts';
import { chooseFindings } from './choose-findings.ts';
import { choosePaths } from './choose-paths.ts';
import type { FoldedChange } from './fold-paths.ts';

const EMPTY: InspectionRecord = {
  schema: 'plimsoll.dev/inspect/1',
  image: { name: 'a', digest: `sha256:${'0'.repeat(64)}`, configDigest: `sha256:${'0'.repeat(64)}`, platform: '' },
  unpackedBytes: 0,
  deadBytes: 0,
  needlessBytes: 0,
  unknownBytes: 0,
  efficiency: 1,
  layers: [],
  findings: [],
  notes: [],
};

const finding = (code: FindingRecord['code'], bytes: number, isBase?: boolean): FindingRecord => ({
  code,
  bytes,
  files: 1,
  place: '',
  ...(isBase !== undefined && { isBase }),
});

const choose = (findings: FindingRecord[], more: Partial<InspectionRecord> = {}) =>
  chooseFindings({ ...EMPTY, findings: findings.toSorted((a, b) => b.bytes - a.bytes), ...more });

describe('the findings that are shown', () => {
  test('small ones too, where there are fewer than ten', () => {
    const { shown, rest } = choose([finding('tests', 1)], { unpackedBytes: 1e12 });
    expect(shown).toHaveLength(1);
    expect(rest).toEqual({ count: 0, bytes: 0, copies: 0, copiesBytes: 0 });
  });

  test('those of the base behind the others, largest first in each; five of one’s own whatever the base has', () => {
    const base = Array.from({ length: 12 }, (_, i) => finding('headers', 1000 + i, true));
    const own = Array.from({ length: 7 }, (_, i) => finding('deleted-later', 10 + i, false));
    const { shown, rest } = choose([...base, ...own]);
    expect(shown.map(({ bytes }) => bytes)).toEqual([
      ...[16, 15, 14, 13, 12],
      ...[1011, 1010, 1009, 1008, 1007, 1006, 1005, 1004, 1003, 1002],
    ]);
    expect(rest).toMatchObject({ count: 4, bytes: 1001 + 1000 + 11 + 10 });
  });

  test('equal contents that the record does not name are counted with the rest', () => {
    const copies = [finding('duplicate-content', 30), finding('duplicate-content', 20)];
    const { rest } = choose(copies, { duplicateGroups: 9, duplicateBytes: 75 });
    expect(rest).toEqual({ count: 0, bytes: 0, copies: 7, copiesBytes: 25 });
  });

  test('nothing is left out of both', () => {
    const codes = ['deleted-later', 'tests', 'duplicate-content', 'duplicate-package'] as const;
    const some = fc.record({ code: fc.constantFrom(...codes), bytes: fc.nat(1e6), isBase: fc.boolean() });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), (drawn) => {
        const findings = drawn.map(({ code, bytes, isBase }) => finding(code, bytes, isBase));
        const { shown, rest } = choose(findings);
        const sum = (list: readonly FindingRecord[]) => list.reduce((all, { bytes }) => all + bytes, 0);
        expect(shown.length + rest.count + rest.copies).toBe(findings.length);
        expect(sum(shown) + rest.bytes + rest.copiesBytes).toBe(sum(findings));
        const least = Math.min(...shown.map(({ bytes }) => bytes), Number.POSITIVE_INFINITY);
        if (findings.length > 15) expect(shown.length).toBeGreaterThanOrEqual(10);
        if (findings.length <= 10) expect(least).toBe(Math.min(...findings.map(({ bytes }) => bytes), least));
      }),
    );
  });
});

describe('the paths that are shown of a difference', () => {
  const change = (is: FoldedChange['is'], bytes: number): FoldedChange => ({
    ...{ path: `${is}${bytes}`, is, fields: [], bytesBefore: bytes, bytesAfter: 0, files: 1, isFolder: false },
  });

  test('one that came is not hidden behind hundreds that went', () => {
    const removed = Array.from({ length: 457 }, (_, i) => change('removed', 1000 - i));
    const { shown, rest } = choosePaths([...removed, change('added', 1), change('changed', 0)]);
    expect(shown).toHaveLength(20);
    expect(shown.slice(-2).map(({ is }) => is)).toEqual(['added', 'changed']);
    expect(rest).toEqual({ added: 0, removed: 439, changed: 0 });
  });

  test('up to twenty are all shown', () => {
    const some = Array.from({ length: 20 }, (_, i) => change('removed', 100 - i));
    expect(choosePaths(some)).toEqual({ shown: some });
  });
});
