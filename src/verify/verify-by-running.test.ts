import { describe, expect, test } from 'vitest';
import { createWorld, type FakeApp, json } from '../../test/kit/verify-world.ts';
import { emptyConfig, readConfig } from '../config/read-config.ts';
import { makeView } from '../image/random-image.ts';
import { configureProbes } from './configure-probes.ts';
import { type Runnable, verifyByRunning } from './verify-by-running.ts';

const PORT = 8000;
const HEALTH = ['CMD', '/app', '--check'];

const app = (more: Partial<FakeApp> = {}): FakeApp => ({
  port: PORT,
  answer: (_method, path) => (path === '/' ? json({ ready: true }) : { status: 404 }),
  ...more,
});

function runnable(tag: string, healthcheck?: readonly string[]): Runnable {
  const view = makeView([[]], { exposedPorts: [`${PORT}/tcp`], ...(healthcheck && { healthcheck }) });
  return { name: tag, tag, view, findings: [] };
}

async function verify(
  images: Readonly<Record<string, FakeApp | string | ((start: number) => FakeApp)>>,
  health: Readonly<Record<string, readonly string[]>> = {},
  config = '',
  known: readonly string[] = [],
) {
  const world = createWorld(
    Object.fromEntries(
      Object.entries(images).map(([name, one]) => [name, typeof one === 'function' ? one : () => one]),
    ),
  );
  const configured = configureProbes(config === '' ? emptyConfig() : readConfig(config, 'probes.yaml'), '/');
  const against = images['good'] === undefined ? undefined : runnable('good', health['good']);
  const signal = new AbortController().signal;
  const wish = {
    configured,
    known,
    labels: {},
    name: 'v',
    redact: (text: string) => text.replaceAll('s3cret', '***'),
    signal,
  };
  const record = await verifyByRunning(world, runnable('app', health['app']), against, wish);
  expect(world.left()).toEqual([]);
  return { ...record, started: world.started };
}

const codes = ({ causes }: { readonly causes: readonly { readonly code: string }[] }) => causes.map(({ code }) => code);

describe('an image alone', () => {
  test('works where it answers', async () => {
    expect(await verify({ app: app() })).toMatchObject({ verdict: 'works', how: 'running', causes: [] });
  });

  test('is broken where it ends, or is refused by the engine', async () => {
    const died = await verify({ app: app({ diesAfterMs: 100, exitCode: 3, log: 'bye\n' }) });
    expect([died.verdict, codes(died)[0]]).toEqual(['broken', 'died']);
    expect(died.probes?.map(({ outcome }) => outcome)).toContain('fail');
    expect((await verify({ app: 'exec: "/app": no such file or directory' })).verdict).toBe('broken');
  });

  test('cannot be told where it only never gets ready', async () => {
    expect(await verify({ app: app({ readyAfterMs: 10_000_000 }) })).toMatchObject({ verdict: 'unverified' });
  });

  test('is broken where it fails what its user demands, and only then', async () => {
    const refusing = app({ answer: (_m, path) => (path === '/' ? json({}) : { status: 500 }) });
    const asks = (more: string) => `probes:\n  - http: { path: /orders }\n${more}`;
    expect((await verify({ app: refusing }, {}, asks(''))).verdict).not.toBe('broken');
    const demanded = await verify({ app: refusing }, {}, asks('    expectStatus: 200\n'));
    expect(demanded).toMatchObject({ verdict: 'broken', causes: [{ of: 'answer' }] });
  });

  test.each([
    ['a text', 'expectBody: ready', 'text-wanted'],
    ['a value', "expectJson: { '$.orders[0].paid': true }", 'json-wanted'],
  ])('is broken where %s that is demanded is not in the answer', async (_, demand, code) => {
    const asks = `probes:\n  - http: { path: /orders }\n    ${demand}\n`;
    const answers = (paid: boolean, said: string) =>
      app({ answer: (_m, path) => json(path === '/orders' ? { orders: [{ paid }], said } : {}) });
    expect(await verify({ app: answers(true, 'ready') }, {}, asks)).toMatchObject({ verdict: 'works' });
    const told = await verify({ app: answers(false, 's3cret') }, {}, asks);
    expect([told.verdict, codes(told)]).toEqual(['broken', [code]]);
    const against = { good: answers(false, ''), app: answers(false, '') };
    expect((await verify(against, {}, asks)).verdict).not.toBe('broken');
  });

  test('is broken where what a command prints, or the output of a job, lacks what is demanded', async () => {
    const asks = 'probes:\n  - exec: [app, --version]\n    expectBody: "2."\n';
    const prints = (stdout: string) => app({ exec: () => ({ exitCode: 0, stdout }) });
    expect((await verify({ app: prints('app 2.1\n') }, {}, asks)).verdict).toBe('works');
    expect(codes(await verify({ app: prints('app 1.9\n') }, {}, asks))).toEqual(['text-wanted']);
  });

  test('is broken as a job that ends wrongly, prints something else, or does not end', async () => {
    const job = (exitCode: number, log: string): FakeApp => ({ diesAfterMs: 900, exitCode, log });
    const asks = 'readyWithin: 5s\nstopsWithin: 3s\nprobes:\n  - exit: { code: 2, prints: "rows: 3" }\n';
    const good = await verify({ app: job(2, 'rows: 3\n') }, {}, asks);
    expect([good.verdict, good.probes]).toEqual(['works', [{ id: 'exit', outcome: 'pass' }]]);
    const told = async (one: FakeApp) => {
      const record = await verify({ app: one }, {}, asks);
      return [record.verdict, ...codes(record)];
    };
    expect(await told(job(0, 'rows: 3\n'))).toEqual(['broken', 'exit-code-wanted']);
    expect(await told(job(2, 'rows: 0\n'))).toEqual(['broken', 'text-wanted']);
    expect(await told(app())).toEqual(['broken', 'does-not-end']);
    const against = await verify({ good: job(2, 'rows: 3\n'), app: job(1, 'rows: 3\n') }, {}, asks);
    expect(codes(against)).toEqual(['exit-code-changed']);
  });

  test('is denied what its user denies it, and so is the other one; what serves it is not', async () => {
    const config = [
      'memory: 64MB',
      'cpus: 0.5',
      'readOnly: true',
      'tmpfs: [/tmp]',
      'user: nobody',
      'services: { db: { image: db } }',
    ];
    const { started } = await verify({ app: app(), good: app(), db: app() }, {}, config.join('\n'));
    const denied = { memoryBytes: 64e6, cpus: 0.5, readOnly: true, tmpfs: ['/tmp'], user: 'nobody' };
    expect(started).toHaveLength(6);
    for (const one of started) {
      if (one.image === 'db') expect(one).not.toMatchObject({ user: 'nobody' });
      else expect(one).toMatchObject(denied);
    }
  });

  test('is told how many of the routes of its source were asked', async () => {
    const asks = 'probes:\n  - http: { path: /users/1 }\n    expectStatus: 404\n';
    const { coverage } = await verify({ app: app() }, {}, asks, ['GET /users/{id}', 'POST /users']);
    expect(coverage).toEqual({ probed: 1, known: 2 });
  });

  test('has a HEALTHCHECK that passes or fails', async () => {
    const passing = await verify({ app: app({ exec: () => ({ exitCode: 0 }) }) }, { app: HEALTH });
    expect(passing).toMatchObject({ verdict: 'works', healthcheck: 'passes' });
  });
});

describe('an image against another', () => {
  test('works where it answers alike', async () => {
    const told = await verify({ good: app(), app: app() });
    expect(told).toMatchObject({ verdict: 'works', against: { name: 'good' }, image: { name: 'app' } });
  });

  test('is broken where it answers worse', async () => {
    const told = await verify({ good: app(), app: app({ answer: () => ({ status: 500 }) }) });
    expect(told).toMatchObject({ verdict: 'broken', causes: [{ code: 'status-changed', of: 'answer' }] });
  });

  test('cannot be told where the other one does not work', async () => {
    const told = await verify({ good: 'exec: "/app": no such file or directory', app: app() });
    expect(told.verdict).toBe('unverified');
  });

  test('is told what both took, and that it takes more only where that is beyond doubt', async () => {
    const good = app({ readyAfterMs: 500, peakMemoryBytes: 60e6 });
    const alike = await verify({ good, app: app({ readyAfterMs: 900, peakMemoryBytes: 80e6 }) });
    expect(alike.hints).toEqual([]);
    expect(alike.measures).toMatchObject({
      firstAnswerMs: { image: { unit: 'ms' }, against: { unit: 'ms', n: 2 } },
      peakMemoryBytes: { image: { value: 80e6 }, against: { value: 60e6, n: 2 } },
    });
    const worse = await verify({ good, app: app({ readyAfterMs: 4_000, peakMemoryBytes: 120e6 }) });
    expect(worse.verdict).toBe('works');
    expect(worse.hints.map(({ code }) => code)).toEqual(['starts-slower', 'needs-more-memory']);
    expect(worse.measures?.firstAnswerMs?.image.n).toBe(3);
    expect((await verify({ app: good })).measures).toBeUndefined();
  });

  test('is not called slow for one slow start', async () => {
    const good = () => app({ readyAfterMs: 500 });
    const once = (start: number) => app({ readyAfterMs: start === 0 ? 9_000 : 500 });
    const told = await verify({ good, app: once });
    expect(told.hints).toEqual([]);
    expect(told.measures?.firstAnswerMs?.image).toMatchObject({ n: 3 });
  });

  test('is asked its own HEALTHCHECK, not that of the other one', async () => {
    const knows =
      (argv: readonly string[]): NonNullable<FakeApp['exec']> =>
      (asked) => ({ exitCode: JSON.stringify(asked) === JSON.stringify(argv) ? 0 : 1, stderr: 'no s3cret' });
    const [other, own] = [HEALTH, ['CMD', '/other']];
    const images = { good: app({ exec: knows(['/app', '--check']) }), app: app({ exec: knows(['/other']) }) };
    expect(await verify(images, { good: other, app: own })).toMatchObject({ verdict: 'works', healthcheck: 'passes' });
    const broken = await verify({ ...images, app: app({ exec: knows(['/none']) }) }, { good: other, app: own });
    expect(broken).toMatchObject({
      verdict: 'broken',
      healthcheck: 'fails',
      causes: [{ code: 'exec-failed', args: { probe: 'HEALTHCHECK', exitCode: 1 }, evidence: 'no ***' }],
    });
  });
});
