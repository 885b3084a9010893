import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasureRow, Rung } from '../record/run.ts';
import { chooseRung } from './choose.ts';
import { judgeRung } from './judge.ts';

const bytes = (value: number): MeasureRow => ({ value, unit: 'byte', basis: 'measured', method: 'layers' });
const ms = (value: number, more: Partial<MeasureRow> = {}): MeasureRow => ({
  value,
  unit: 'ms',
  basis: 'measured',
  method: 'wall',
  ...more,
});

function rung(n: number, measures: Rung['measures'], more: Partial<Rung> = {}): Rung {
  return {
    n,
    parent: n === 0 ? null : n - 1,
    technique: n === 0 ? null : `technique-${n}`,
    group: 'trunk',
    building: 'built',
    kept: n === 0 ? 'baseline' : 'kept',
    files: [],
    edits: [],
    measures,
    layers: [],
    steps: [],
    coverage: { probed: 3, known: 3 },
    ...more,
  };
}

describe('judgeRung', () => {
  const base = rung(0, { unpackedBytes: bytes(1000), editRebuildMs: ms(20_000) });

  it('keeps half a percent less', () => {
    expect(judgeRung(rung(1, { unpackedBytes: bytes(995), editRebuildMs: ms(20_000) }), base, 'balanced').kept).toBe(
      'kept',
    );
  });

  it('spares a smaller saving', () => {
    expect(judgeRung(rung(1, { unpackedBytes: bytes(996) }), base, 'balanced').kept).toBe('no-gain');
  });

  it('keeps a step that only saves time', () => {
    expect(judgeRung(rung(1, { unpackedBytes: bytes(1000), editRebuildMs: ms(900) }), base, 'balanced')).toMatchObject({
      kept: 'kept',
      gains: ['edit'],
    });
  });

  it('takes a noisy single reading for no difference', () => {
    expect(judgeRung(rung(1, { editRebuildMs: ms(16_000) }), base, 'balanced').kept).toBe('no-gain');
  });

  it('lets ranges that touch tell nothing, however far the medians', () => {
    const spread = (value: number, min: number, max: number) => ms(value, { n: 3, min, max });
    const before = rung(0, { editRebuildMs: spread(20_000, 9_000, 30_000) });
    expect(judgeRung(rung(1, { editRebuildMs: spread(8_000, 5_000, 9_500) }), before, 'balanced').kept).toBe('no-gain');
    expect(judgeRung(rung(1, { editRebuildMs: spread(8_000, 5_000, 8_900) }), before, 'balanced').kept).toBe('kept');
  });

  it('refuses bytes bought with other bytes, and time under balanced but not under smallest', () => {
    const slower = rung(1, { unpackedBytes: bytes(900), editRebuildMs: ms(60_000) });
    expect(judgeRung(slower, base, 'balanced')).toMatchObject({ kept: 'kept', doubts: ['edit'] });
    expect(judgeRung(slower, base, 'smallest').kept).toBe('kept');
    const fatter = rung(1, { unpackedBytes: bytes(900), transferBytes: bytes(103) });
    const before = rung(0, { unpackedBytes: bytes(1000), transferBytes: bytes(100) });
    expect(judgeRung(fatter, before, 'smallest').kept).toBe('worse');
  });

  it('never compares two methods (T22)', () => {
    const other = rung(1, { unpackedBytes: { ...bytes(10), method: 'tar' } });
    expect(judgeRung(other, base, 'balanced').kept).toBe('no-gain');
  });
});

describe('chooseRung (000-20)', () => {
  const size = (n: number, u: number, more: Partial<Rung> = {}) =>
    rung(n, { unpackedBytes: bytes(u), transferBytes: bytes(u / 3) }, more);

  it('stops where the rest saves little', () => {
    const choice = chooseRung([size(0, 1000), size(1, 300), size(2, 290)], 'balanced');
    expect(choice).toMatchObject({ rung: 1, because: { code: 'choice-rest-saves-little' } });
  });

  it('goes on where the rest together pays', () => {
    expect(chooseRung([size(0, 1000), size(1, 300), size(2, 290), size(3, 100)], 'balanced').rung).toBe(3);
  });

  it('goes on for time alone', () => {
    const slow = rung(1, { unpackedBytes: bytes(300), editRebuildMs: ms(20_000) });
    const fast = rung(2, { unpackedBytes: bytes(300), editRebuildMs: ms(900) });
    expect(chooseRung([size(0, 1000), slow, fast], 'balanced').rung).toBe(2);
  });

  it('stops before a rung that fewer probes cover', () => {
    const thin = size(2, 10, { coverage: { probed: 2, known: 3 } });
    expect(chooseRung([size(0, 1000), size(1, 300), thin], 'balanced').rung).toBe(1);
    expect(chooseRung([size(0, 1000), size(1, 300), thin], 'smallest').rung).toBe(2);
  });

  it('reproduces the paper: slim is the balance of full, slim and one a hair smaller (004-13)', () => {
    expect(chooseRung([size(0, 3050), size(1, 1930), size(2, 1910)], 'balanced').rung).toBe(1);
  });

  it('stays with the image as found when nothing was kept', () => {
    expect(chooseRung([size(0, 1000), size(1, 100, { kept: 'not-kept' })], 'balanced')).toMatchObject({ rung: 0 });
  });

  it('never picks a rung that was not kept, and under smallest nothing eligible is smaller', () => {
    const kept = fc.constantFrom('kept', 'no-gain', 'worse', 'not-kept') as fc.Arbitrary<Rung['kept']>;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 10_000 }), kept), { maxLength: 8 }), (steps) => {
        const rungs = [size(0, 10_000), ...steps.map(([u, k], i) => size(i + 1, u, { kept: k }))];
        for (const target of ['compatible', 'balanced', 'smallest'] as const) {
          const chosen = rungs[chooseRung(rungs, target).rung];
          expect(chosen?.kept === 'kept' || chosen?.kept === 'baseline').toBe(true);
        }
        const least = rungs[chooseRung(rungs, 'smallest').rung]?.measures.transferBytes?.value ?? 0;
        expect(rungs.filter((r) => r.kept === 'kept' && (r.measures.transferBytes?.value ?? 0) < least)).toEqual([]);
      }),
    );
  });
});
