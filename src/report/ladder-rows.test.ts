import { describe, expect, test } from 'vitest';
import { bytes, cause, figures, ms, rung, runRecord, verdict } from '../../test/kit/run-record.ts';
import { pythonRun } from '../../test/kit/sample-runs.ts';
import { readLadder } from './ladder-rows.ts';

describe('readLadder', () => {
  test('Δprev is against the parent rung, not the row before; Δtotal against the image as found', () => {
    const rows = readLadder(
      runRecord('x', [
        rung(0, null, { measures: figures(1000, 400) }),
        rung(1, 'slim-base', { measures: figures(500, 200), verdict: verdict('broken'), kept: 'not-kept' }),
        rung(2, 'cache-mounts', { parent: 0, measures: figures(900, 380) }),
      ]),
    );
    expect(rows.map((row) => row.previousRatio)).toEqual([undefined, -0.5, -0.1]);
    expect(rows.map((row) => row.totalRatio)).toEqual([undefined, -0.5, -0.1]);
  });

  test('figures of two methods are never compared (T22)', () => {
    const rows = readLadder(
      runRecord('x', [
        rung(0, null, { measures: { unpackedBytes: bytes(1000) } }),
        rung(1, 'slim-base', { measures: { unpackedBytes: bytes(500, { method: 'tar' }) } }),
      ]),
    );
    expect(rows[1]?.previousRatio).toBeUndefined();
    expect(rows[1]?.totalRatio).toBeUndefined();
  });

  test('failed and impossible rungs are rows with their cause', () => {
    const rows = readLadder(pythonRun());
    expect(rows.map((row) => row.state)).toEqual([
      'as-before',
      'as-before',
      'as-before',
      'as-before',
      'as-before',
      'impossible',
      'broken',
      'as-before',
    ]);
    expect(rows[5]?.cause?.message.code).toBe('log-no-matching-distribution');
    expect(rows[6]).toMatchObject({ cause: { message: { code: 'log-library-missing' } }, furtherCauses: 1 });
  });

  test('a probe that was red before is told on every row with its status (000-6, T18)', () => {
    const rows = readLadder(pythonRun());
    expect(rows.filter((row) => row.state === 'as-before').map((row) => row.statuses)).toEqual(Array(6).fill('500'));
    expect(rows[6]?.statuses).toBe('');
  });

  test('working but with a red probe of the baseline is as before, not works', () => {
    const probes = [{ id: 'GET /health', outcome: 'as-before' as const }];
    const [row] = readLadder(runRecord('x', [rung(0, null, { verdict: verdict('works', { probes }) })]));
    expect(row?.state).toBe('as-before');
  });

  test('time alone, no gain, hardening are remarked; a failure speaks through its cause', () => {
    const slow = figures(1000, 400, { edit: 20_000 });
    const rows = readLadder(
      runRecord('x', [
        rung(0, null, { measures: slow }),
        rung(1, 'dependencies-first', { measures: figures(1001, 400, { edit: ms(900) }) }),
        rung(2, 'context-trimmed', { measures: figures(999, 400), kept: 'no-gain' }),
        rung(3, 'numeric-user', { measures: figures(1001, 400), group: 'hardening' }),
        rung(4, 'slim-base', {
          measures: slow,
          kept: 'not-kept',
          verdict: verdict('broken', { causes: [cause('died', { exitCode: 1, afterMs: 5 })] }),
        }),
      ]),
    );
    expect(rows.map((row) => row.remark)).toEqual([undefined, 'time-only', 'no-gain', 'hardening', undefined]);
  });

  test('coverage is told where it differs from the baseline', () => {
    const rows = readLadder(
      runRecord('x', [
        rung(0, null),
        rung(1, 'slim-base', { coverage: { probed: 2, known: 3 } }),
        rung(2, 'cache-mounts'),
      ]),
    );
    expect(rows.map((row) => row.coverage)).toEqual([undefined, { probed: 2, known: 3 }, undefined]);
  });
});
