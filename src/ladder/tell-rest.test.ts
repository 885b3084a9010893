import { expect, it } from 'vitest';
import type { ProgressEvent } from '../model/progress.ts';
import { tellRest } from './tell-rest.ts';

it('estimates the rest from the pace of the rungs done and the cold builds to come', () => {
  let now = 0;
  const told: ProgressEvent[] = [];
  const on = tellRest((e) => told.push(e), 4, { nowMs: () => now, sleep: async () => {} });
  const rung = (n: number, ms: number) => {
    on({ is: 'rung-started', rung: n, technique: null });
    on({ is: 'rung-built', rung: n, ms });
    now += ms;
    on({ is: 'rung-verified', rung: n, ms: 0, running: 'works' });
  };
  rung(0, 1000);
  rung(1, 100);
  rung(2, 300);
  const rests = told.flatMap((e) => (e.is === 'rung-verified' ? [e.restMs] : []));
  expect(rests).toEqual([3 * 1000 + 2000, 2 * 100 + 2000, 200 + 2000]);
});
