import { describe, expect, it } from 'vitest';
import {
  changed,
  codes,
  configured,
  goodApp,
  image,
  input,
  options,
  TRACEBACK,
  tryOut,
} from '../../test/kit/verify-baseline.ts';
import { json } from '../../test/kit/verify-world.ts';
import type { Cause } from '../model/verdict.ts';
import { discoverProbes } from './discover-probes.ts';
import { verifyImage } from './verify-image.ts';

describe('verifying a rung', () => {
  it('works as before: the green ones pass, the red one is as red as it was', async () => {
    const { world, verify } = await tryOut(goodApp);
    const { verdict } = await verify();
    expect(verdict.running).toBe('works-as-before');
    expect(verdict.probes.map((p) => `${p.id} ${p.outcome}`)).toEqual([
      'GET / pass',
      'GET /health as-before',
      'create pass',
      'GET /users pass',
      'GET /score pass',
      'alive pass',
    ]);
    expect(verdict.probes[1]?.cause?.place).toEqual({ file: 'main.py', line: 31 });
    expect(verdict.causes).toEqual([]);
    expect(world.left()).toEqual([]);
  });

  it('works where nothing is set aside', async () => {
    const healthy = (start: number) => changed('/health', json({ ok: true }))(start);
    const { verify } = await tryOut(healthy, configured, healthy);
    expect((await verify()).verdict.running).toBe('works');
  });

  it.each([
    ['status-changed', json({ name: 'app' }, 404)],
    ['body-empty', { status: 200, body: '' }],
    ['media-type-changed', { type: 'text/html', body: JSON.stringify({ name: 'app', model: ['a', 'b'] }) }],
    ['json-path-missing', json({ name: 'app' })],
    ['json-type-changed', json({ name: 7, model: ['a', 'b'] })],
    ['json-length-changed', json({ name: 'app', model: ['a'] })],
    ['value-changed', json({ name: 'other', model: ['a', 'b'] })],
    ['json-path-added', json({ name: 'app', model: ['a', 'b'], debug: true })],
  ])('breaks on %s', async (code, reply) => {
    const { verify } = await tryOut(changed('/', reply));
    const { verdict } = await verify();
    expect(verdict.running).toBe('broken');
    expect(codes(verdict.causes as Cause[])).toEqual([code]);
    expect(verdict.probes.find((p) => p.id === 'GET /')?.outcome).toBe('fail');
  });

  it.each([
    ['another status', { status: 404 }, 'status-changed'],
    ['what is no HTTP', 'garbled', 'not-http'],
  ] as const)('breaks on a red one that is red in another way: %s', async (_, reply, code) => {
    const other = (n: number) => {
      const app = goodApp(n);
      return goodApp(n, { answer: (m, p, k) => (p === '/health' ? reply : (app.answer?.(m, p, k) ?? 'garbled')) });
    };
    const { verify } = await tryOut(other);
    const { verdict } = await verify();
    expect(verdict.running).toBe('broken');
    expect(codes(verdict.causes as Cause[])).toEqual([code]);
    expect(verdict.probes.find((p) => p.id === 'GET /health')?.outcome).toBe('fail');
  });

  it('takes a red one that has become good for a pass', async () => {
    const { verify } = await tryOut(changed('/health', json({ ok: true })));
    const { verdict } = await verify();
    expect(verdict.running).toBe('works');
  });

  it.each([
    [503, 'as-before', []],
    [200, 'pass', []],
    [500, 'fail', ['answered-error']],
    [201, 'fail', ['outcome-not-seen']],
  ])('of one that varied accepts what was seen alone: %i', async (status, outcome, expected) => {
    const flaky = (start: number) => changed('/', json({ a: 1 }, start === 0 ? 200 : 503))(start);
    const { verify } = await tryOut(changed('/', json({ a: 1 }, status)), configured, flaky);
    const { verdict } = await verify();
    expect(verdict.probes.find((p) => p.id === 'GET /')?.outcome).toBe(outcome);
    expect(codes(verdict.causes as Cause[])).toEqual(expected);
  });

  it('breaks on one that dies after five seconds, and says when and how', async () => {
    const { world, verify } = await tryOut((n) => goodApp(n, { diesAfterMs: 5_000, exitCode: 3 }));
    const { verdict } = await verify();
    expect(verdict.running).toBe('broken');
    const died = verdict.probes.find((p) => p.id === 'alive')?.cause?.message;
    expect(died).toMatchObject({ code: 'died', args: { exitCode: 3 } });
    expect(verdict.probes.find((p) => p.id === 'GET /')?.outcome).toBe('pass');
    expect(world.left()).toEqual([]);
  });

  it('T46 T70 names the module a dead container missed, and does not wait out the time it had', async () => {
    const log =
      'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    import pandas\nModuleNotFoundError: No module named \'pandas\'\n';
    const { world, verify } = await tryOut((n) => goodApp(n, { diesAfterMs: 400, exitCode: 1, log }));
    const before = world.clock.atMs();
    const { verdict } = await verify();
    expect(world.clock.atMs() - before).toBeLessThan(1_000);
    expect(verdict.running).toBe('broken');
    expect(verdict.causes[0]).toMatchObject({
      message: { code: 'log-python-module-missing', args: { module: 'pandas' } },
      cure: { code: 'cure-copy-packages' },
    });
    expect(verdict.causes[1]).toMatchObject({ message: { code: 'died' }, place: { file: 'main.py', line: 3 } });
  });

  it("breaks on an image the engine cannot start, with the engine's words", async () => {
    const { verify } = await tryOut(() => 'exec: "/bin/sh": stat /bin/sh: no such file or directory');
    const { verdict } = await verify();
    expect(verdict.running).toBe('broken');
    expect(codes(verdict.causes as Cause[])).toEqual(['log-shell-missing', 'died']);
  });

  it('does not blame the image for what its machine lacks', async () => {
    const { world, verify } = await tryOut(() => 'failed to set up container networking: Device does not exist');
    await expect(verify()).rejects.toMatchObject({ code: 'container-not-started' });
    expect(world.left()).toEqual([]);
  });

  it('breaks on memory', async () => {
    const { verify } = await tryOut((n) => goodApp(n, { diesAfterMs: 2_000, exitCode: 137, oomKilled: true }));
    const { verdict } = await verify();
    expect(codes(verdict.causes as Cause[])).toEqual(['oom-killed']);
  });

  it('breaks on one that never answers, after the time it had', async () => {
    const { verify } = await tryOut((n) => goodApp(n, { readyAfterMs: 1e9 }));
    expect(codes((await verify()).verdict.causes as Cause[])).toEqual(['not-ready']);
  });

  it('breaks on a static finding that the baseline does not have, though every probe passes', async () => {
    const finding: Cause = { message: { code: 'log-library-missing', args: { library: 'libpq.so.5' } } };
    const { verify } = await tryOut(goodApp);
    const { verdict } = await verify({ closure: [finding] });
    expect(verdict.running).toBe('broken');
    expect(verdict.causes).toEqual([finding]);
  });

  it('hides secrets in what it keeps', async () => {
    const { verify } = await tryOut((n) => goodApp(n, { log: 'password=s3cret\n' }));
    expect((await verify()).log).toBe(`password=***\n${TRACEBACK.repeat(1)}`);
  });

  describe('leaving a question out', () => {
    const health = { ...image, healthcheck: ['CMD-SHELL', 'wget -q localhost'] };
    const bare = changed('/health', json({ ok: true }));
    const shelled = (ran: string[][]) => (n: number) => ({
      ...bare(n),
      exec(argv: readonly string[]) {
        ran.push([...argv]);
        return { exitCode: 0 };
      },
    });
    it('does not ask it, and does not count it', async () => {
      const set = discoverProbes({ ...input, image: health });
      const { verify } = await tryOut(bare, set, shelled([]));
      expect((await verify()).verdict.running).toBe('broken');
      const { verdict } = await verify({ leaveOut: ['healthcheck'] });
      expect(verdict.running).toBe('works');
      expect(verdict.probes.find((p) => p.id === 'healthcheck')).toEqual({ id: 'healthcheck', outcome: 'not-run' });
    });

    it('never runs it in the image', async () => {
      const ran: string[][] = [];
      const { world, baseline } = await tryOut(goodApp, discoverProbes({ ...input, image: health }), shelled(ran));
      ran.length = 0;
      await verifyImage(world, 'base', baseline, { ...options, leaveOut: ['healthcheck'] });
      expect(ran).toEqual([]);
    });

    it('proves nothing where it was all there was to ask', async () => {
      const mute = { exposedPorts: [], env: [], healthcheck: health.healthcheck };
      const set = discoverProbes({ image: mute, routes: [], portHints: [] });
      const { verify } = await tryOut(bare, set, shelled([]));
      expect((await verify({ leaveOut: ['healthcheck'] })).verdict.running).toBe('unverified');
    });

    it('asks all the same what the user configured', async () => {
      const { verify } = await tryOut(changed('/', json({}, 404)));
      expect((await verify({ leaveOut: ['GET /'] })).verdict.running).toBe('broken');
    });
  });

  it("does the caller's work while it waits", async () => {
    const { world, verify } = await tryOut(goodApp);
    let workedAtMs = 0;
    const begunMs = world.clock.atMs();
    await verify({
      whileWaiting: async () => {
        await world.clock.sleep(5_000, options.signal);
        workedAtMs = world.clock.atMs();
      },
    });
    expect(workedAtMs - begunMs).toBeGreaterThan(5_000);
    expect(world.clock.atMs() - begunMs).toBeLessThan(9_000);
  });
});
