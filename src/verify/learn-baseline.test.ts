import { describe, expect, it } from 'vitest';
import { changed, codes, configured, goodApp, input, options, tryOut } from '../../test/kit/verify-baseline.ts';
import { createWorld, json } from '../../test/kit/verify-world.ts';
import type { Cause } from '../model/verdict.ts';
import type { ProbeSet } from './contract.ts';
import { discoverProbes } from './discover-probes.ts';
import { learnBaseline, verifyImage } from './verify-image.ts';

describe('learning the baseline', () => {
  it('000-6 T18 sets aside what the baseline fails, with its cause, file and line', async () => {
    const { baseline } = await tryOut(goodApp);
    expect(baseline.expectations.standing).toBe('green');
    expect(baseline.expectations.advice).toEqual([]);
    expect(baseline.expectations.setAside).toEqual([
      {
        id: 'GET /health',
        cause: {
          message: { code: 'answered-error', args: { probe: 'GET /health', status: 500 } },
          evidence: expect.stringContaining("'numpy.int64' object is not iterable"),
          place: { file: 'main.py', line: 31 },
          cure: { code: 'cure-plain-value', args: { type: 'numpy.int64' } },
        },
      },
    ]);
  });

  it('asks two starts three times each, and both overlap', async () => {
    const { world } = await tryOut(goodApp);
    const asked = world.asked.filter((a) => a.endsWith('POST /users'));
    expect(asked.toSorted()).toEqual([...Array(3).fill('base#0 POST /users'), ...Array(3).fill('base#1 POST /users')]);
    expect(asked).not.toEqual(asked.toSorted());
    expect(world.clock.atMs()).toBeLessThan(12_000);
    expect(world.left()).toEqual([]);
  });

  it('counts the covered routes', async () => {
    const { baseline } = await tryOut(goodApp);
    expect(baseline.expectations.coverage).toEqual({ probed: 4, known: 5 });
  });

  it('keeps the measures of each start', async () => {
    const { baseline } = await tryOut(goodApp);
    expect(baseline.measures.firstAnswerMs).toHaveLength(2);
    expect(baseline.measures.firstAnswerMs[0]).toBeGreaterThanOrEqual(900);
    expect(baseline.measures.firstAnswerMs[0]).toBeLessThan(1_200);
    expect(baseline.measures.stopMs).toEqual([12]);
  });

  it('counts the first answer from the start of the process, where the engine tells it', async () => {
    const { baseline } = await tryOut(goodApp, configured, (n) => goodApp(n, { handedOverAfterMs: 700 }));
    expect(baseline.measures.firstAnswerMs[0]).toBeGreaterThanOrEqual(900);
    expect(baseline.measures.firstAnswerMs[0]).toBeLessThan(1_200);
  });

  it('learns the same from the same, byte for byte', async () => {
    const [a, b] = await Promise.all([tryOut(goodApp), tryOut(goodApp)]);
    expect(a.baseline.expectations).toEqual(b.baseline.expectations);
  });

  it('says none when no probe is green', async () => {
    const broken = () => goodApp(0, { answer: () => ({ status: 500, body: 'x' }) });
    const { baseline, verify } = await tryOut(broken, configured, broken);
    expect(baseline.expectations.standing).toBe('none');
    expect((await verify()).verdict.running).toBe('unverified');
  });

  it('sets aside what answers differently from start to start', async () => {
    const flaky = (start: number) => changed('/', start === 0 ? json({ a: 1 }) : json({ a: 1 }, 503))(start);
    const { baseline } = await tryOut(goodApp, configured, flaky);
    expect(baseline.expectations.setAside.map((s) => s.cause.message)).toContainEqual({
      code: 'answers-vary',
      args: { probe: 'GET /', seen: '200, 503' },
    });
  });

  it('takes a second answer that rightly differs from the first', async () => {
    const once = (start: number) =>
      goodApp(start, { answer: (_, path, n) => (path === '/users' ? json({ n }, n === 0 ? 201 : 409) : json({})) });
    const { baseline, verify } = await tryOut(once, configured, once);
    expect(baseline.expectations.setAside).toEqual([]);
    expect((await verify()).verdict.running).toBe('works');
  });
});

describe('leaving nothing behind (T68)', () => {
  it('removes services and network, also when aborted at any moment', async () => {
    const withService: ProbeSet = {
      ...configured,
      services: [{ name: 'db', image: 'db', env: {}, port: 5432 }],
    };
    for (const stopAtMs of [0, 1, 50, 700, 1_500, 4_000, 8_000]) {
      const world = createWorld({ base: goodApp, db: () => ({ port: 5432 }) });
      const controller = new AbortController();
      const work = learnBaseline(world, 'base', withService, { ...options, signal: controller.signal });
      const stopped = world.clock.sleep(stopAtMs, options.signal).then(() => controller.abort(new Error('stop')));
      await expect(work).rejects.toThrow('stop');
      await stopped;
      expect(world.left(), `aborted at ${stopAtMs}`).toEqual([]);
    }
  });

  it('puts the application on the network of its services, and says which service does not come up', async () => {
    const services = [{ name: 'db', image: 'db', env: { A: 'b' }, port: 5432 }];
    const good = createWorld({ base: goodApp, db: () => ({ port: 5432 }) });
    await learnBaseline(good, 'base', { ...configured, services }, options);
    expect(good.started.map((o) => `${o.image} ${o.network} ${o.aliases ?? ''}`)).toEqual([
      'db run-1-0 db',
      'base run-1-0 ',
      'db run-1-1 db',
      'base run-1-1 ',
    ]);
    expect(good.left()).toEqual([]);
    const bad = createWorld({ base: goodApp, db: () => ({ diesAfterMs: 100 }) });
    const work = learnBaseline(bad, 'base', { ...configured, services }, options);
    await expect(work).rejects.toMatchObject({ code: 'service-not-ready', args: { service: 'db' } });
    expect(bad.left()).toEqual([]);
  });
});

describe('without configuration', () => {
  const openapi = {
    openapi: '3.1.0',
    paths: { '/score': { get: {} }, '/users/{id}': { get: {} }, '/reckon': { post: {} } },
  };
  const described = (start: number) => changed('/openapi.json', json(openapi))(start);

  it("asks the routes of the source and of the API's own description", async () => {
    const { baseline, verify } = await tryOut(described, discoverProbes(input), described);
    expect(baseline.set.probes.map((p) => p.id)).toEqual([
      'GET /',
      'GET /health',
      'GET /users',
      'GET /openapi.json',
      'GET /score',
      'alive',
    ]);
    expect(baseline.expectations.coverage).toEqual({ probed: 3, known: 7 });
    expect((await verify()).verdict.running).toBe('works-as-before');
  });

  it('holds 404 on / to 404, and does not take it for proof', async () => {
    const empty = () => goodApp(0, { answer: () => ({ status: 404, type: 'text/plain', body: '404 page not found' }) });
    const set = discoverProbes({ ...input, routes: [] });
    const { baseline, verify } = await tryOut(empty, set, empty);
    expect(baseline.expectations).toMatchObject({ standing: 'weak', setAside: [], coverage: { probed: 0, known: 4 } });
    expect(codes(baseline.expectations.advice)).toEqual(['only-weak-probes']);
    expect((await verify()).verdict.running).toBe('works');
  });

  it('takes an image that ends by itself for a job and compares its code and output', async () => {
    const set = discoverProbes({ image: { exposedPorts: [], env: [] }, routes: [], portHints: [] });
    const job =
      (log: string, exitCode = 0) =>
      () => ({ diesAfterMs: 2_000, log, exitCode });
    const good = await tryOut(job('rows: 3\n'), set, job('rows: 3\n'));
    expect(good.baseline.set.probes.map((p) => p.id)).toEqual(['exit']);
    expect((await good.verify()).verdict.running).toBe('works');
    const other = await tryOut(job('rows: 0\n'), set, job('rows: 3\n'));
    expect(codes((await other.verify()).verdict.causes as Cause[])).toEqual(['body-changed']);
    const failing = await tryOut(job('rows: 3\n', 1), set, job('rows: 3\n'));
    expect(codes((await failing.verify()).verdict.causes as Cause[])).toEqual(['exit-code-changed']);
  });

  it('asks a port that does not speak HTTP whether it is open', async () => {
    const redis = (start: number) => goodApp(start, { answer: () => 'garbled' });
    const set = discoverProbes({ ...input, routes: [] });
    const { baseline, verify } = await tryOut(redis, set, redis);
    expect(baseline.set.probes.map((p) => p.id)).toEqual(['tcp 8000', 'alive']);
    expect(baseline.expectations.standing).toBe('green');
    expect((await verify()).verdict.running).toBe('works');
  });

  it('drops exposed ports on which the baseline does not listen', async () => {
    const set = discoverProbes({ ...input, image: { exposedPorts: ['8000', '8443'], env: [] } });
    const { baseline } = await tryOut(goodApp, set);
    expect(set.probes.map((p) => p.id)).toContain('tcp 8443');
    expect(baseline.set.probes.map((p) => p.id)).not.toContain('tcp 8443');
  });

  it("finds a port nobody declared in the container's own socket table", async () => {
    const table = 'sl local rem st\n 0: 00000000:1F40 00000000:0000 0A\n 1: 0100007F:0035 00000000:0000 0A\n';
    const hidden = (start: number) =>
      goodApp(start, { exec: (argv) => ({ exitCode: 0, stdout: argv[1] === '/proc/net/tcp' ? table : '' }) });
    const undeclared = { ...input, image: { exposedPorts: [], env: [] } };
    const world = createWorld({ base: hidden });
    const baseline = await learnBaseline(world, 'base', discoverProbes(undeclared), {
      ...options,
      rediscover: (port) => discoverProbes({ ...undeclared, portHints: [port] }),
    });
    expect(baseline.set.port).toBe(8000);
    expect(baseline.expectations.coverage.probed).toBe(2);
  });

  it("runs the user's own test against the running container", async () => {
    const urls: string[] = [];
    const world = createWorld({ base: goodApp, rung: goodApp });
    let exitCode = 0;
    const host = {
      async run(_argv: readonly string[], env: Readonly<Record<string, string>>) {
        urls.push(env['PLIMSOLL_URL'] ?? '');
        return { exitCode, output: 'expected 3, got s3cret' };
      },
    };
    const set: ProbeSet = { ...configured, userTest: ['./test'] };
    const baseline = await learnBaseline({ ...world, host }, 'base', set, options);
    exitCode = 1;
    const { verdict } = await verifyImage({ ...world, host }, 'rung', baseline, options);
    expect(urls).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), expect.any(String)]);
    expect(verdict).toMatchObject({ running: 'broken', userTests: 'fail' });
    expect(verdict.causes[0]).toMatchObject({ message: { code: 'user-test-failed' }, evidence: 'expected 3, got ***' });
  });

  it("runs the user's own test after a job has ended", async () => {
    const job = () => ({ diesAfterMs: 2_000, log: 'rows: 3\n' });
    const world = createWorld({ base: job, rung: job });
    let exitCode = 0;
    const host = { run: async () => ({ exitCode, output: '' }) };
    const found = discoverProbes({ image: { exposedPorts: [], env: [] }, routes: [], portHints: [] });
    const set: ProbeSet = { ...found, userTest: ['./test'] };
    const baseline = await learnBaseline({ ...world, host }, 'base', set, options);
    expect(baseline.expectations.userTests).toBe('pass');
    exitCode = 1;
    const { verdict } = await verifyImage({ ...world, host }, 'rung', baseline, options);
    expect(verdict).toMatchObject({ running: 'broken', userTests: 'fail' });
  });

  it("does not call it working where the user's own test passed before and was not run", async () => {
    const healthy = changed('/health', json({ ok: true }));
    const world = createWorld({ base: healthy, rung: healthy });
    const host = { run: async () => ({ exitCode: 0, output: '' }) };
    const set: ProbeSet = { ...configured, userTest: ['./test'] };
    const baseline = await learnBaseline({ ...world, host }, 'base', set, options);
    expect((await verifyImage({ ...world, host }, 'rung', baseline, options)).verdict.running).toBe('works');
    expect((await verifyImage(world, 'rung', baseline, options)).verdict.running).toBe('unverified');
  });
});
