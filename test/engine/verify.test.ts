import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { nodeHttp } from '../../src/adapters/http/node-http.ts';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { createDockerEngine } from '../../src/engine/docker/docker-engine.ts';
import type { ProbeSet } from '../../src/verify/contract.ts';
import { type DiscoverInput, discoverProbes } from '../../src/verify/discover-probes.ts';
import { resolvePlaces } from '../../src/verify/resolve-places.ts';
import { type Baseline, learnBaseline, type VerifyWorld, verifyImage } from '../../src/verify/verify-image.ts';
import { portsFor } from './docker-kit.ts';

const LABELS = { 'plimsoll.test': `verify-${process.pid}` };
const REPOSITORY = `plimsoll.invalid/verify-test-${process.pid}`;
const FIXTURE = join(import.meta.dirname, 'fixtures/verify-server');
const PORT = 8080;
const never = new AbortController().signal;

let engine: Engine;
let world: VerifyWorld;
let dir: string;
let baseline: Baseline;

const routes = ['/', '/list', '/health'].map((path) => ({ method: 'GET', path, file: 'main.go', line: 1 }));
const input: DiscoverInput = { image: { exposedPorts: [`${PORT}/tcp`], env: [] }, routes, portHints: [] };
const tag = (name: string) => `${REPOSITORY}:${name}`;

const optionsFor = (name: string, more: { signal?: AbortSignal } = {}) => ({
  labels: LABELS,
  name: `plimsoll-verify-${process.pid}-${name}`,
  places: resolvePlaces(['main.go'], []),
  redact: (text: string) => text,
  signal: never,
  closure: [],
  known: routes.map((r) => `GET ${r.path}`),
  ...more,
});

/** One static program and nothing else; the fault is its argument. */
async function build(name: string, cmd: string): Promise<void> {
  const context = join(dir, name);
  mkdirSync(context);
  writeFileSync(join(context, 'Dockerfile'), `FROM scratch\nCOPY --from=program server /server\n${cmd}\n`);
  await engine.builder.build(
    {
      context,
      dockerfile: join(context, 'Dockerfile'),
      tag: tag(name),
      args: {},
      secrets: [],
      ssh: [],
      namedContexts: { program: join(dir, 'program') },
      cacheNamespace: REPOSITORY,
      noCache: false,
    },
    () => undefined,
    never,
  );
}

/** Go's own place when it is not on the PATH. */
function findGo(): string {
  return existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : 'go';
}

beforeAll(async () => {
  engine = await createDockerEngine(portsFor());
  world = { runner: engine.runner, http: nodeHttp, clock: systemClock };
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-verify-'));
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath' };
  execFileSync(findGo(), ['build', '-ldflags=-s -w', '-o', join(dir, 'program/server'), '.'], { cwd: FIXTURE, env });
  await build('good', 'ENTRYPOINT ["/server"]');
  baseline = await learnBaseline(world, tag('good'), discoverProbes(input), optionsFor('base'));
});

afterAll(async () => {
  const left = await engine.runner.sweep(LABELS, REPOSITORY);
  rmSync(dir, { recursive: true, force: true });
  // Whatever the tests did, nothing of ours may still have run.
  expect(left).toMatchObject({ containers: 0, networks: 0, volumes: 0 });
});

async function verify(name: string, cmd: string, set: Pick<Baseline, 'set' | 'expectations'> = baseline) {
  await build(name, cmd);
  return verifyImage(world, tag(name), set, optionsFor(name));
}

async function countOurs(): Promise<number> {
  const label = `label=plimsoll.test=${LABELS['plimsoll.test']}`;
  const containers = await runProcess(['docker', 'ps', '-aq', '--filter', label]);
  const networks = await runProcess(['docker', 'network', 'ls', '-q', '--filter', label]);
  return `${containers.stdout}${networks.stdout}`.split('\n').filter((line) => line !== '').length;
}

describe('a baseline and its descendants on a real engine', () => {
  it('T18 T19 learns what stays, what varies by call and by process, and what is red, with its place', () => {
    expect(baseline.expectations.standing).toBe('green');
    expect(baseline.expectations.coverage).toEqual({ probed: 2, known: 3 });
    expect(baseline.expectations.setAside).toMatchObject([
      {
        id: 'GET /health',
        cause: {
          message: { code: 'answered-error', args: { status: 500 } },
          evidence: 'panic: assignment to entry in nil map',
          place: { file: 'main.go' },
        },
      },
    ]);
    expect(baseline.expectations.setAside[0]?.cause.place?.line).toBeGreaterThan(1);
    expect(baseline.measures.firstAnswerMs).toHaveLength(2);
    expect(baseline.measures.firstAnswerMs[0]).toBeLessThan(5_000);
    expect(baseline.measures.peakMemoryBytes[0]).toBeGreaterThan(500_000);
    expect(baseline.measures.stopMs[0]).toBeLessThan(5_000);
  });

  it('says works as before of the same answers, and of a slower start', async () => {
    const same = await verify('same', 'ENTRYPOINT ["/server", "none"]');
    expect(same.verdict.running).toBe('works-as-before');
    expect(same.verdict.probes.map((p) => `${p.id} ${p.outcome}`)).toEqual([
      'GET / pass',
      'GET /list pass',
      'GET /health as-before',
      'alive pass',
    ]);
    const slow = await verify('slow', 'ENTRYPOINT ["/server", "slow"]');
    expect(slow.verdict.running).toBe('works-as-before');
    expect(slow.measures.firstAnswerMs[0]).toBeGreaterThan(1_400);
  });

  it.each([
    ['dies after 5 s', 'dies', { code: 'died', args: { exitCode: 3 } }],
    ['answers 200 with an empty body', 'empty', { code: 'body-empty', args: { probe: 'GET /' } }],
    ['answers another type', 'type', { code: 'json-type-changed', args: { probe: 'GET /list', path: '$[0].id' } }],
  ])('says broken of one that %s', async (_, fault, message) => {
    const { verdict } = await verify(fault, `ENTRYPOINT ["/server", "${fault}"]`);
    expect(verdict.running).toBe('broken');
    expect(verdict.causes.at(-1)?.message).toMatchObject(message);
    expect(await countOurs()).toBe(0);
  });

  it('D4 T24 says broken of one that cannot be started, and why', async () => {
    const { verdict } = await verify('shell', 'ENTRYPOINT exec /server');
    expect(verdict.running).toBe('broken');
    expect(verdict.causes[0]).toMatchObject({
      message: { code: 'log-shell-missing', args: { shell: '/bin/sh' } },
      cure: { code: 'cure-exec-form' },
    });
    expect(await countOurs()).toBe(0);
  });

  it('compares a job by its exit code and output', async () => {
    await build('job', 'ENTRYPOINT ["/server", "job"]');
    const set = discoverProbes({ image: { exposedPorts: [], env: [] }, routes: [], portHints: [] });
    const job = await learnBaseline(world, tag('job'), set, optionsFor('job'));
    expect(job.set.probes.map((p) => p.id)).toEqual(['exit']);
    const same = await verifyImage(world, tag('job'), job, optionsFor('job-again'));
    expect(same.verdict.running).toBe('works');
    const other = await verify('no-job', 'ENTRYPOINT ["/nothing"]', job);
    expect(other.verdict.running).toBe('broken');
  });

  it('T68 leaves nothing behind with services on a network of their own, also when interrupted', async () => {
    const services: ProbeSet['services'] = [{ name: 'other', image: tag('good'), env: {}, port: PORT }];
    const set = { ...baseline.set, services };
    const { verdict } = await verifyImage(world, tag('good'), { ...baseline, set }, optionsFor('services'));
    expect(verdict.running).toBe('works-as-before');
    expect(await countOurs()).toBe(0);
    const controller = new AbortController();
    const work = verifyImage(
      world,
      tag('good'),
      { ...baseline, set },
      {
        ...optionsFor('interrupted', { signal: controller.signal }),
        whileWaiting: async () => controller.abort(new Error('interrupted')),
      },
    );
    await expect(work).rejects.toThrow('interrupted');
    expect(await countOurs()).toBe(0);
  });
});
