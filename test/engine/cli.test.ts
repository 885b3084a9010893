import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import { linkDocker } from '../../src/engine/docker/docker-engine.ts';
import { listTags } from '../../src/engine/docker/sweep.ts';
import { readEngineCalls } from '../../src/engine/recording.ts';
import { RunRecord } from '../../src/record/run.ts';
import { labelsOf, repositoryOf } from '../../src/trial/contract.ts';
import { ended, expectProblem, makeFolder, plimsoll, snapshot, startPlimsoll } from '../cli/kit.ts';
import { findBusybox, portsFor } from './docker-kit.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const SERVE = 'CMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/srv"]';
const engineEnv = Object.fromEntries(
  ['DOCKER_HOST', 'DOCKER_CONFIG', 'DOCKER_CONTEXT', 'HOME'].map((name) => [name, process.env[name]]),
);

/** A web server of one program, without any base: seconds to build. `nonce` keeps its runs apart from earlier ones. */
function layServer(lines: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const dockerfile = ['FROM scratch', 'COPY busybox /bin/busybox', ...lines, ''].join('\n');
  const folder = makeFolder({
    Dockerfile: dockerfile,
    'site/index.html': 'hello\n',
    'docs/a.md': 'x'.repeat(100_000),
    'nonce.txt': `${process.pid} ${process.hrtime.bigint()}`,
    'plimsoll.yaml': 'port: 8080\naliveFor: 1s\nprobes:\n  - id: index\n    http: { path: /site/index.html }\n',
    ...more,
  });
  copyFileSync(findBusybox(), join(folder.dir, 'busybox'));
  opened.push(folder);
  return folder;
}

const NEW = () => `${process.pid}.${process.hrtime.bigint()}`;
const run = (words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) =>
  plimsoll(words, cwd, { ...engineEnv, ...env });

/** The digest that a run of this folder will have as its plan, asked before anything is built. */
async function planDigest(dir: string): Promise<string> {
  const told = JSON.parse((await run(['optimize', '--plan', '--format', 'json'], dir)).out) as { plan: string };
  return told.plan;
}

/** The id of the only run of this folder, once it has begun. */
function runId(dir: string): string {
  const [id] = readdirSync(join(dir, '.plimsoll/runs'));
  if (id === undefined) throw new Error('no run has begun');
  return id;
}

/** What of one run the engine still holds. */
async function leftovers(id: string): Promise<readonly string[]> {
  const link = await linkDocker(portsFor());
  const label = Object.entries(labelsOf(id)).map(([k, value]) => `${k}=${value}`);
  const query = { filters: JSON.stringify({ label }), all: 1 };
  const containers = (await link.api.call('GET', '/containers/json', { query })) as readonly unknown[];
  const networks = (await link.api.call('GET', '/networks', { query })) as readonly unknown[];
  const volumes = (await link.api.call('GET', '/volumes', { query })) as { Volumes: readonly unknown[] | null };
  const tags = await listTags(link.api, repositoryOf(id));
  return [...containers, ...networks, ...(volumes.Volumes ?? []), ...tags].map((one) => JSON.stringify(one));
}

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let i = 0; i < 3000; i++) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come within a minute');
}

describe('optimize, as it is called', () => {
  it('climbs, says so in JSON that keeps its schema, leaves nothing behind; apply writes the rung', async () => {
    const { dir } = layServer(['COPY . /srv', SERVE]);
    const planned = await planDigest(dir);
    const id = () => runId(dir);
    const ran = await run(['optimize', '--format', 'json'], dir);
    expect(ran.err).toBe('');
    expect(ran.code).toBe(0);
    const record = v.parse(RunRecord, JSON.parse(ran.out));
    expect(record.run).toBe(id());
    expect(record.plan).toBe(planned);
    expect(record.rungs.map((r) => r.technique)).toEqual(expect.arrayContaining([null, 'context-trimmed']));
    expect(record.rungs[0]?.verdict?.running).toBe('works');
    expect(await leftovers(id())).toEqual([]);
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(false);
    expect(existsSync(join(dir, `.plimsoll/runs/${id()}/layout`))).toBe(false);

    const applied = await run(['apply', '1'], dir);
    expect(applied.code).toBe(0);
    expect(readFileSync(join(dir, '.dockerignore'), 'utf8')).toContain('docs');
    expect(await run(['clean'], dir)).toMatchObject({ code: 0 });
    expect((await run(['doctor'], dir)).code).toBeLessThanOrEqual(1);
  });

  it('a build that fails at rung 0 is one line with the cause', async () => {
    const { dir } = layServer(['COPY . /srv', `RUN ["/bin/busybox", "sh", "-c", ": ${NEW()}; exit 7"]`, SERVE]);
    const id = () => runId(dir);
    const ran = await run(['optimize'], dir);
    expectProblem(ran, 1, 'baseline-not-built');
    expect(ran.err).toMatch(/7/);
    expect(ran.err).toMatch(/4/);
    expect(await leftovers(id())).toEqual([]);
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(false);
  });

  it('a base that is not to be had at rung 0 is one line', async () => {
    const { dir } = layServer([]);
    writeFileSync(join(dir, 'Dockerfile'), `FROM plimsoll.invalid/no-such-base:${process.pid}\n`);
    expectProblem(await run(['optimize'], dir), 1, 'baseline-not-built');
  });

  it.each([
    ['a program that dies', 'CMD ["/bin/busybox", "sh", "-c", "echo no; exit 3"]'],
    ['a program that listens elsewhere', 'CMD ["/bin/busybox", "httpd", "-f", "-p", "9999", "-h", "/srv"]'],
  ])('a red baseline stops: %s', async (_, command) => {
    const { dir } = layServer(['COPY . /srv', command], {
      'plimsoll.yaml':
        'port: 8080\naliveFor: 1s\nreadyWithin: 2s\nprobes:\n  - id: index\n    http: { path: /site/index.html }\n',
    });
    const id = () => runId(dir);
    expectProblem(await run(['optimize'], dir), 1, 'baseline-red');
    expect(await leftovers(id())).toEqual([]);
  });

  it('--max-disk that nobody has free stops before anything is begun', async () => {
    const { dir, home } = layServer(['COPY . /srv', SERVE]);
    const before = snapshot(home);
    expectProblem(await run(['optimize', '--max-disk', '900TB'], dir), 3, 'disk-below-limit');
    expect(snapshot(home)).toEqual(before);
  });
});

describe('Ctrl-C', () => {
  it('during a later build gives the ladder so far and leaves nothing; meanwhile no second run gets in', async () => {
    const { dir, home } = layServer(['COPY . /srv', `RUN ["/bin/busybox", "sleep", "5"]`, `ENV NONCE=${NEW()}`, SERVE]);
    const id = () => runId(dir);
    const log = join(home, 'calls.jsonl');
    const child = startPlimsoll(['optimize', '--format', 'json'], dir, { ...engineEnv, PLIMSOLL_ENGINE_LOG: log });
    const done = ended(child);
    const builds = () => readEngineCalls(readIfThere(log)).filter((call) => call.kind === 'build');
    await until(() => builds().length > 0);
    const second = await run(['optimize'], dir);
    expectProblem(second, 3, 'run-in-progress');
    expect(second.err).toContain(String(child.pid));
    await until(() => builds().some((call) => call.tag.endsWith(':1')));
    child.kill('SIGINT');
    const ran = await done;
    expect(ran.code).toBe(130);
    const record = v.parse(RunRecord, JSON.parse(ran.out));
    expect(record.stopped?.code).toBe('stopped-interrupted');
    expect(record.rungs.map((r) => r.n)).toEqual([0]);
    expect(record.choice?.rung).toBe(0);
    expect(await leftovers(id())).toEqual([]);
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(false);
  });

  it('during the very first build is one line, and leaves nothing', async () => {
    const { dir, home } = layServer([
      'COPY . /srv',
      `RUN ["/bin/busybox", "sleep", "30"]`,
      `ENV NONCE=${NEW()}`,
      SERVE,
    ]);
    const id = () => runId(dir);
    const log = join(home, 'calls.jsonl');
    const child = startPlimsoll(['optimize'], dir, { ...engineEnv, PLIMSOLL_ENGINE_LOG: log });
    const done = ended(child);
    await until(() => readIfThere(log).includes('"build"'));
    child.kill('SIGTERM');
    const ran = await done;
    expect(ran).toMatchObject({ code: 143, out: '' });
    expect(ran.err).toMatch(/^plimsoll: interrupted: [^\n]+\n$/);
    expect(await leftovers(id())).toEqual([]);
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(false);
  });
});

describe('a disk that is full', () => {
  const isRoot = process.getuid?.() === 0;

  it.runIf(isRoot).each([
    ['after a few bytes', 8],
    ['while the layers are written', 400],
  ])('under .plimsoll, %s: one line, exit 3, nothing left on the engine', async (_, sizeKib) => {
    const { dir } = layServer(['COPY . /srv', SERVE]);
    const own = join(dir, '.plimsoll');
    mkdirSync(own);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'tmpfs', own]);
    opened.push({ close: () => execFileSync('umount', ['-l', own]) });
    const others = () => snapshot(dir).filter((line) => !line.startsWith('.plimsoll'));
    const before = others();
    const ran = await run(['optimize'], dir);
    expectProblem(ran, 3, 'disk-full');
    expect(ran.err).not.toMatch(/engine's/);
    expect(others()).toEqual(before);
    // A disk that is full at once leaves no run to look for.
    const begun = existsSync(join(own, 'runs')) ? readdirSync(join(own, 'runs')) : [];
    for (const id of begun) expect(await leftovers(id)).toEqual([]);
  });
});

describe('clean', () => {
  it('removes what a killed run left, and its cache mounts, not those of the user', async () => {
    const nonce = NEW();
    const mine = `plimsoll-test-user-cache-${process.pid}`;
    const { dir, home } = layServer([
      'COPY . /srv',
      `RUN --mount=type=cache,target=/c,id=${mine} ["/bin/busybox", "sh", "-c", ": ${nonce}; echo x > /c/x"]`,
      'RUN ["/bin/busybox", "sleep", "8"]',
      SERVE,
    ]);
    const id = () => runId(dir);
    await runProcess(['docker', 'buildx', 'build', '-q', '--target', 'user', '-f', '-', dir], {
      env: { ...process.env },
      input: `FROM scratch AS user\nCOPY busybox /bin/busybox\nRUN --mount=type=cache,target=/c,id=${mine} ["/bin/busybox", "touch", "/c/y", "${nonce}"]\n`,
    });
    const log = join(home, 'calls.jsonl');
    const child = startPlimsoll(['optimize'], dir, { ...engineEnv, PLIMSOLL_ENGINE_LOG: log });
    const done = ended(child);
    await until(() => readEngineCalls(readIfThere(log)).some((c) => c.kind === 'build' && c.tag.endsWith(':1')));
    child.kill('SIGKILL');
    await done;
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(true);
    const before = await cacheMountIds();
    expect(before).toEqual(expect.arrayContaining([`/${mine}`, expect.stringContaining(`plimsoll-${id()}-`)]));
    const cleaned = await run(['clean', '--format', 'json'], dir);
    expect(cleaned.err).toBe('');
    expect(JSON.parse(cleaned.out)).toMatchObject({ cache: { mounts: 1 } });
    expect(await leftovers(id())).toEqual([]);
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(false);
    const after = await cacheMountIds();
    expect(after).toContain(`/${mine}`);
    expect(after.filter((name) => name.includes(id()))).toEqual([]);
    await runProcess(['docker', 'buildx', 'prune', '-f', `--filter=description~=/with id ".${mine}"/`]);
  });
});

async function cacheMountIds(): Promise<readonly string[]> {
  const told = await runProcess(['docker', 'buildx', 'du', '--verbose', '--filter=type=exec.cachemount']);
  return Array.from(told.stdout.matchAll(/with id "([^"]*)"$/gm), (m) => m[1] ?? '');
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
