import { describe, expect, it } from 'vitest';
import { createWorld, type FakeApp, type FakeWorld, json } from '../../test/kit/verify-world.ts';
import type { Cause } from '../model/verdict.ts';
import type { ProbeSet } from './contract.ts';
import { type DiscoverInput, discoverProbes, getProbe } from './discover-probes.ts';
import { type KnownRoute, resolvePlaces } from './resolve-places.ts';
import { type Baseline, learnBaseline, type VerifyImageOptions, verifyImage } from './verify-image.ts';

const PORT = 8000;
const routes: readonly KnownRoute[] = [
  { method: 'GET', path: '/', file: 'main.py', line: 20 },
  { method: 'GET', path: '/health', file: 'main.py', line: 31 },
  { method: 'POST', path: '/users', file: 'main.py', line: 40 },
  { method: 'GET', path: '/users', file: 'main.py', line: 50 },
];

/** An application that keeps users, gives random scores per process, and cannot serialise its health. */
function goodApp(start: number, more: Partial<FakeApp> = {}): FakeApp {
  let users = 2;
  const app: FakeApp = {
    port: PORT,
    readyAfterMs: 900,
    log: 'INFO: started\n',
    answer(method, path) {
      if (path === '/') return json({ name: 'app', model: ['a', 'b'] });
      if (path === '/users' && method === 'POST') return json({ id: ++users }, 201);
      if (path === '/users') return json(Array.from({ length: users }, (_, i) => ({ id: i + 1 })));
      if (path === '/score') return json({ score: 0.1 + start / 7, of: 'x' });
      if (path === '/health') return { status: 500, type: 'text/plain', body: 'no', writes: TRACEBACK };
      return { status: 404 };
    },
  };
  return { ...app, ...more };
}

const TRACEBACK = `INFO: "GET /health HTTP/1.1" 500 Internal Server Error
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/fastapi/routing.py", line 301, in app
    content = await serialize_response(
ValueError: [TypeError("'numpy.int64' object is not iterable"), TypeError('vars() argument must have __dict__ attribute')]
`;

const probes = [
  getProbe('/', 'config'),
  getProbe('/health', 'config'),
  { ...getProbe('/users', 'config'), id: 'create', http: { method: 'POST', path: '/users', headers: {}, body: '{}' } },
  getProbe('/users', 'config'),
  getProbe('/score', 'config'),
];
const image = { exposedPorts: ['8000/tcp'], env: [] };
const input: DiscoverInput = { image, routes, portHints: [] };
const configured = discoverProbes({ ...input, configured: { probes } });

const options: VerifyImageOptions & { readonly known: readonly string[] } = {
  labels: { ours: '1' },
  name: 'run-1',
  places: resolvePlaces(['main.py'], routes),
  redact: (text) => text.replaceAll('s3cret', '***'),
  signal: new AbortController().signal,
  closure: [],
  known: routes.map((r) => `${r.method} ${r.path}`),
};

interface Tried {
  readonly world: FakeWorld;
  readonly baseline: Baseline;
  readonly verify: (more?: Partial<VerifyImageOptions>) => ReturnType<typeof verifyImage>;
}

async function tryOut(
  rung: (start: number) => FakeApp | string,
  set: ProbeSet = configured,
  base: (start: number) => FakeApp = goodApp,
): Promise<Tried> {
  const world = createWorld({ base, rung });
  const baseline = await learnBaseline(world, 'base', set, options);
  const kept = JSON.parse(JSON.stringify(baseline)) as Baseline;
  return { world, baseline: kept, verify: (more) => verifyImage(world, 'rung', kept, { ...options, ...more }) };
}
const codes = (causes: readonly Pick<Cause, 'message'>[]) => causes.map((c) => c.message.code);
const changed = (path: string, reply: ReturnType<typeof json>) => (start: number) => {
  const app = goodApp(start);
  return goodApp(start, { answer: (m, p, n) => (p === path ? reply : (app.answer?.(m, p, n) ?? { status: 404 })) });
};

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
