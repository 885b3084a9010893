import { describe, expect, it } from 'vitest';
import { codes, configured, goodApp, input, probes, tryOut } from '../../test/kit/verify-baseline.ts';
import type { FakeApp } from '../../test/kit/verify-world.ts';
import type { Cause } from '../model/verdict.ts';
import { discoverProbes } from './discover-probes.ts';
import { judgeAlone } from './judge-baseline.ts';
import { readStop } from './judge-stop.ts';

const DEAF = Number.POSITIVE_INFINITY;
const stopping = (stopsAfterMs: number) => (start: number) => goodApp(start, { stopsAfterMs });
const demanding = (stopsWithinMs: number) => discoverProbes({ ...input, configured: { probes, stopsWithinMs } });

describe('how a container ended when it was asked to', () => {
  const ended = (exitCode: number, oomKilled = false) => ({ running: false, exitCode, oomKilled });

  it.each([0, 1, 143])('by itself, with code %i, however long it took', (exitCode) => {
    expect(readStop(ended(exitCode), 60_000, 10)).toEqual({ by: 'itself', graceSeconds: 10 });
  });

  it('by the engine where it was killed when its time was over', () => {
    expect(readStop(ended(137), 10_003, 10)).toEqual({ by: 'engine', graceSeconds: 10 });
  });

  it('nobody knows how, where it was killed before, for want of memory, or goes on', () => {
    expect(readStop(ended(137), 400, 10)).toBeUndefined();
    expect(readStop(ended(137, true), 10_003, 10)).toBeUndefined();
    expect(readStop({ running: true, oomKilled: false }, 10_003, 10)).toBeUndefined();
  });
});

describe('an image that no longer ends when it is asked to', () => {
  it('is worse than one that did', async () => {
    const { world, baseline, verify } = await tryOut(stopping(DEAF));
    expect(baseline.expectations.stops).toBe(true);
    const { verdict } = await verify();
    expect(verdict.running).toBe('broken');
    expect(verdict.causes).toEqual([
      { message: { code: 'stop-ignored', args: { seconds: 30 } }, cure: { code: 'cure-hear-stop', args: {} } },
    ]);
    expect(verdict.probes.every(({ outcome }) => outcome !== 'fail')).toBe(true);
    expect(world.left()).toEqual([]);
  });

  it('is no worse where the other one had to be killed too, or nobody knows', async () => {
    const { baseline, verify } = await tryOut(stopping(DEAF), configured, stopping(DEAF));
    expect(baseline.expectations.stops).toBe(false);
    expect((await verify()).verdict.running).toBe('works-as-before');
  });

  it('is given another, longer chance: a slow stop is no verdict', async () => {
    const { verify } = await tryOut(stopping(12_000));
    const { verdict } = await verify();
    expect(verdict).toMatchObject({ running: 'works-as-before', causes: [] });
    const once = await tryOut((start) => goodApp(start, { stopsAfterMs: start === 0 ? DEAF : 5 }));
    expect((await once.verify()).verdict.running).toBe('works-as-before');
  });

  it('starts once where there is nothing to doubt', async () => {
    const { world, verify } = await tryOut(stopping(9_000));
    await verify();
    expect(world.started.filter(({ image }) => image === 'rung')).toHaveLength(1);
  });
});

describe('a stop that is demanded', () => {
  const alone = async (app: (start: number) => FakeApp, withinMs = 4_000) =>
    judgeAlone((await tryOut(app, demanding(withinMs), app)).baseline, []);

  it('is a question of its own, asked last', async () => {
    const verdict = await alone(stopping(3_000));
    expect(verdict.running).toBe('works-as-before');
    expect(verdict.probes.at(-1)).toEqual({ id: 'stop', outcome: 'pass' });
  });

  it('breaks an image alone that has to be killed', async () => {
    const verdict = await alone(stopping(5_000));
    expect(verdict.running).toBe('broken');
    expect(verdict.probes.at(-1)).toMatchObject({ id: 'stop', outcome: 'fail' });
    expect(verdict.causes.map(({ message }) => message)).toContainEqual({ code: 'stop-ignored', args: { seconds: 4 } });
  });

  it('is no fault where it was killed on one start alone', async () => {
    const verdict = await alone((start) => goodApp(start, { stopsAfterMs: start === 0 ? DEAF : 5 }));
    expect(verdict.running).toBe('works-as-before');
  });

  it('is held to the other one, and told once', async () => {
    const { verify } = await tryOut(stopping(DEAF), demanding(4_000));
    const { verdict } = await verify();
    expect(codes(verdict.causes as Cause[])).toEqual(['stop-ignored']);
    const both = await tryOut(stopping(DEAF), demanding(4_000), stopping(DEAF));
    expect((await both.verify()).verdict).toMatchObject({ running: 'works-as-before', causes: [] });
  });

  it('is not asked of a container that died, nor of a job', async () => {
    const dead = await alone((start) => goodApp(start, { diesAfterMs: 3_000, exitCode: 3 }));
    expect(dead.running).toBe('broken');
    expect(new Set(dead.causes.map(({ message }) => message.code))).toEqual(new Set(['died']));
    const job = { image: { exposedPorts: [], env: [] }, routes: [], portHints: [] };
    const { baseline } = await tryOut(
      goodApp,
      discoverProbes({ ...job, configured: { stopsWithinMs: 4_000 } }),
      () => ({ diesAfterMs: 2_000, log: 'done\n' }),
    );
    expect(baseline.set.probes.map(({ id }) => id)).toEqual(['exit']);
    expect(baseline.expectations.standing).toBe('green');
  });
});
