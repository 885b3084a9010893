import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import type { BuildEvent, BuildRequest, Container, Engine, RunOptions } from '../../src/engine/contract.ts';
import { createDockerEngine, linkDocker } from '../../src/engine/docker/docker-engine.ts';
import { listTags } from '../../src/engine/docker/sweep.ts';
import { examineEngine } from '../../src/engine/doctor.ts';
import { Problem } from '../../src/model/problem.ts';
import { BUSYBOX_BASE, LABELS, openWorkshop, portsFor, REPOSITORY, type Workshop } from './docker-kit.ts';

let engine: Engine;
let shop: Workshop;

beforeAll(async () => {
  engine = await createDockerEngine(portsFor());
  shop = openWorkshop();
});

afterAll(async () => {
  await engine.runner.sweep(LABELS, REPOSITORY);
  shop.close();
});

/** Makes a command new to the build cache of an engine that has seen earlier runs of these tests. */
const NEW = `: ${process.pid}-${Date.now()};`;
const never = new AbortController().signal;

async function build(
  request: BuildRequest,
): Promise<{ built: Awaited<ReturnType<Engine['builder']['build']>>; events: BuildEvent[] }> {
  const events: BuildEvent[] = [];
  const built = await engine.builder.build(request, (e) => events.push(e), never);
  return { built, events };
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof Problem) return error;
  throw new Error(`no Problem but ${String(error)}`);
}

async function start(image: string, more: Partial<RunOptions> = {}): Promise<Container> {
  return engine.runner.start({ image, env: {}, mounts: [], ports: [], labels: LABELS, ...more }, never);
}

async function until<T>(ask: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error('it did not happen in time');
    await new Promise((r) => setTimeout(r, 50));
  }
}

const SERVER = `${BUSYBOX_BASE}RUN echo hello > /index.html\nCMD ["sh","-c","echo up >&2; exec httpd -f -p 8080 -h /"]\n`;

describe('builds', () => {
  it('tells what the engine can do', async () => {
    const facts = await engine.builder.facts();
    expect(facts.id).toBe('docker');
    expect(facts.version).toMatch(/^\d+\./);
    expect(facts.freeBytes).toBeGreaterThan(0);
    expect(facts.abilities.platforms).toContain('linux/amd64');
  });

  it('builds, tells each step with its line, and the second time from the cache', async () => {
    const layoutDir = join(shop.dir, 'layout');
    const request = shop.request('twice', `# first\n${SERVER.replace('RUN echo', `RUN ${NEW} echo`)}`, { layoutDir });
    const first = await build(request);
    const run = first.built.steps.find((s) => s.name.includes('echo hello'));
    expect(run).toMatchObject({ cached: false, line: 5 });
    expect(run?.ms).toBeGreaterThan(0);
    expect(first.events).toContainEqual(expect.objectContaining({ is: 'step', state: 'done', name: run?.name }));

    const second = await build(request);
    expect(second.built.imageDigest).toBe(first.built.imageDigest);
    expect(second.built.steps.find((s) => s.name.includes('echo hello'))).toMatchObject({ cached: true });
    const inspected = await engine.store.inspect(request.tag);
    expect(inspected?.id).toBe(first.built.imageDigest);
    expect(inspected?.config).toMatchObject({
      architecture: 'amd64',
      config: { Cmd: ['sh', '-c', 'echo up >&2; exec httpd -f -p 8080 -h /'] },
    });
  });

  it('writes a layout shared by builds, its manifest that of the stored image; nothing where the builder cannot', async () => {
    const layoutDir = join(shop.dir, 'shared');
    const one = await build(shop.request('l1', SERVER, { layoutDir }));
    if (!(await engine.builder.facts()).abilities.ociLayout) {
      expect(existsSync(layoutDir)).toBe(false);
      return;
    }
    const blobs = readdirSync(join(layoutDir, 'blobs/sha256')).length;
    const two = await build(shop.request('l2', `${SERVER}LABEL a=b\n`, { layoutDir }));
    for (const { built } of [one, two]) {
      const manifest = readFileSync(join(layoutDir, 'blobs/sha256', built.imageDigest.slice(7)), 'utf8');
      expect(JSON.parse(manifest)).toMatchObject({ config: { digest: built.imageId } });
    }
    expect(readdirSync(join(layoutDir, 'blobs/sha256'))).toHaveLength(blobs + 2);
  });

  it.runIf(process.getuid?.() === 0)('says that the disk of its layout is full', async () => {
    const layoutDir = join(shop.dir, 'full');
    mkdirSync(layoutDir);
    expect((await runProcess(['mount', '-t', 'tmpfs', '-o', 'size=512k', 'plimsoll-test', layoutDir])).exitCode).toBe(
      0,
    );
    try {
      const full = shop.request('full', SERVER, { layoutDir });
      if (!(await engine.builder.facts()).abilities.ociLayout) {
        await build(full);
        expect(readdirSync(layoutDir)).toEqual([]);
        return;
      }
      const problem = await problemOf(build(full));
      expect(problem).toMatchObject({ kind: 'world', code: 'disk-full', args: { where: 'here' } });
    } finally {
      await runProcess(['umount', layoutDir]);
    }
  });

  it('says where a build failed, with its last lines and without its secrets', async () => {
    const text = `${BUSYBOX_BASE}ARG API_TOKEN\nRUN echo before && \\\n    echo "token is $API_TOKEN" && \\\n    false\n`;
    const events: BuildEvent[] = [];
    const request = shop.request('bad', text, { args: { API_TOKEN: 'hunter2hunter2' } });
    const problem = await problemOf(engine.builder.build(request, (e) => events.push(e), never));
    expect(problem).toMatchObject({ kind: 'project', code: 'build-failed', args: { line: 5, exitCode: 1 } });
    expect(problem.args).toMatchObject({
      log: ['before', 'token is ***'],
      command: expect.stringMatching(/^RUN echo before/),
    });
    expect(JSON.stringify([problem.args, problem.message, events])).not.toContain('hunter2');
  });

  it('gives secrets to the build and hides what they hold', async () => {
    const file = join(shop.dir, 'secret.txt');
    writeFileSync(file, 'open-sesame-1\n');
    const text = `${BUSYBOX_BASE}RUN --mount=type=secret,id=key ${NEW} cat /run/secrets/key && test "$(cat /run/secrets/key)" = open-sesame-1\n`;
    const { events } = await build(shop.request('secret', text, { secrets: [`id=key,src=${file}`] }));
    expect(events).toContainEqual({ is: 'log', line: '***' });
    expect(JSON.stringify(events)).not.toContain('sesame');
  });

  it('substitutes a base by a named context, and maps its steps all the same', async () => {
    const base = await build(shop.request('base', BUSYBOX_BASE));
    const text = 'ARG V=3.12\nFROM python:$V AS app\nWORKDIR /x\nRUN echo sub > /x/y\n';
    const namedContexts = { 'python:3.12': `docker-image://${base.built.tag}` };
    const { built } = await build(shop.request('sub', text, { namedContexts }));
    expect(built.steps.find((s) => s.name.includes('echo sub'))?.line).toBe(4);
  });

  it('hands build arguments over, also those whose value must not be seen', async () => {
    const text = `${BUSYBOX_BASE}ARG PLAIN\nARG DEPLOY_TOKEN\nRUN test "$PLAIN" = "a b=c" && test "$DEPLOY_TOKEN" = "x y=z,"\n`;
    await build(shop.request('args', text, { args: { PLAIN: 'a b=c', DEPLOY_TOKEN: 'x y=z,' } }));
  });

  it('says that a base cannot be had, and names it', async () => {
    const problem = await problemOf(build(shop.request('nobase', 'FROM scratch AS a\nFROM plimsoll.invalid/none:1\n')));
    expect(problem).toMatchObject({ code: 'base-not-found', args: { reference: 'plimsoll.invalid/none:1', line: 2 } });
    expect(problem.hint).toMatchObject({ code: 'hint-substitute' });
  });

  it('stops when told to', async () => {
    const abort = new AbortController();
    const request = shop.request('slow', `${BUSYBOX_BASE}RUN echo up && sleep 60\n`, { noCache: true });
    const on = (e: BuildEvent) => e.is === 'log' && e.line === 'up' && abort.abort();
    const started = performance.now();
    const problem = await problemOf(engine.builder.build(request, on, abort.signal));
    expect(problem.code).toBe('build-interrupted');
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it.each(['--help', '$(id)', '-t', 'a b', 'x,dest=/etc/passwd'])('refuses the name %s', async (name) => {
    const before = await engine.store.has(`${REPOSITORY}:twice`);
    const problem = await problemOf(build(shop.request('x', SERVER, { tag: name })));
    expect(problem).toMatchObject({ code: 'bad-name', kind: 'usage', args: { name } });
    expect(await engine.store.has(`${REPOSITORY}:twice`)).toBe(before);
  });

  it("leaves the user's cache mounts alone", async () => {
    const text = `${BUSYBOX_BASE}RUN --mount=type=cache,target=/c,id=plimsoll-engine-test ${NEW} echo $(cat /c/mark 2>/dev/null); touch /c/ours\n`;
    const users = shop.request('user', text.replace('touch /c/ours', 'echo theirs > /c/mark; rm -f /c/ours'), {
      cacheNamespace: '',
      noCache: true,
    });
    await build(users);
    const ours = await build(shop.request('ours', text, { noCache: true }));
    expect(ours.events).not.toContainEqual({ is: 'log', line: 'theirs' });
    const look = text.replace('touch /c/ours', 'ls /c');
    const after = await build({ ...shop.request('look', look, { cacheNamespace: '' }), args: { BUST: '1' } });
    const said = after.events.flatMap((e) => (e.is === 'log' ? [e.line] : []));
    expect(said).toContain('theirs');
    expect(said).not.toContain('ours');
  });

  it('says who is missing: no CLI, no engine, no such context or builder', async () => {
    const nobody = { ...process.env, PATH: '/nonexistent' };
    const noCli = await createDockerEngine(portsFor(nobody));
    expect(await problemOf(noCli.builder.facts())).toMatchObject({ code: 'engine-not-found' });

    const down = await createDockerEngine(portsFor(), { host: 'unix:///nonexistent/docker.sock' });
    const problem = await problemOf(down.builder.facts());
    expect(problem).toMatchObject({ kind: 'world', code: 'engine-down', args: { reason: 'ENOENT' } });
    expect(problem.hint).toMatchObject({ code: 'hint-doctor' });

    expect(await problemOf(createDockerEngine(portsFor(), { context: 'no-such-context' }))).toMatchObject({
      code: 'unknown-engine',
    });
    expect(await problemOf(createDockerEngine(portsFor(), { context: '--help' }))).toMatchObject({
      code: 'unknown-engine',
    });
    expect(await problemOf(createDockerEngine(portsFor(), { host: 'ssh://h' }))).toMatchObject({
      code: 'engine-endpoint-unsupported',
    });

    const other = await createDockerEngine(portsFor(), { builder: 'no-such-builder' });
    expect(await problemOf(other.builder.build(shop.request('b', SERVER), () => undefined, never))).toMatchObject({
      code: 'unknown-builder',
    });
  });
});

describe('builds without buildx', () => {
  let classic: Engine;
  beforeAll(async () => {
    // The CLI finds its plug-ins through this folder.
    const config = join(shop.dir, 'no-plugins');
    mkdirSync(config);
    classic = await createDockerEngine(portsFor({ ...process.env, DOCKER_CONFIG: config }));
  });

  const buildClassic = (request: BuildRequest, on: (e: BuildEvent) => void = () => undefined) =>
    classic.builder.build(request, on, never);

  it('knows what it lacks', async () => {
    const facts = await classic.builder.facts();
    expect(facts.builder).toBe('classic');
    expect(facts.abilities).toMatchObject({
      cacheMounts: false,
      namedContexts: false,
      secrets: false,
      ociLayout: false,
    });
    const named = shop.request('c0', SERVER, { namedContexts: { a: 'docker-image://b' } });
    expect(await problemOf(buildClassic(named))).toMatchObject({
      code: 'builder-lacks',
      args: { ability: 'named-contexts' },
    });
    const beside = shop.request('c0', SERVER);
    writeFileSync(`${beside.dockerfile}.dockerignore`, 'x\n');
    expect(await problemOf(buildClassic(beside))).toMatchObject({
      code: 'builder-lacks',
      args: { ability: 'ignore-beside' },
    });
    expect(await problemOf(buildClassic(shop.request('--help', SERVER, { tag: '--help' })))).toMatchObject({
      code: 'bad-name',
    });
  });

  it('builds, the second time from the cache, with lines and arguments', async () => {
    const text = `${BUSYBOX_BASE}ARG API_TOKEN\nRUN ${NEW} test "$API_TOKEN" = hunter2hunter2 && echo said $API_TOKEN\n`;
    const request = shop.request('c1', text, { args: { API_TOKEN: 'hunter2hunter2' } });
    const events: BuildEvent[] = [];
    const first = await buildClassic(request, (e) => events.push(e));
    expect(events).toContainEqual({ is: 'log', line: 'said ***' });
    expect(JSON.stringify(events)).not.toContain('hunter2');
    expect(first.steps.at(-1)).toMatchObject({ cached: false, line: 5 });
    const second = await buildClassic(request);
    expect(second.steps.at(-1)).toMatchObject({ cached: true, line: 5 });
    expect(second.imageDigest).toBe(first.imageDigest);
    expect((await engine.store.inspect(request.tag))?.id).toBe(first.imageDigest);
  });

  it('says where it failed, and which base it lacks', async () => {
    const bad = shop.request('c2', `${BUSYBOX_BASE}RUN echo before && false\n`);
    expect(await problemOf(buildClassic(bad))).toMatchObject({
      code: 'build-failed',
      args: { line: 4, exitCode: 1, command: 'RUN echo before && false', log: ['before'] },
    });
    const none = shop.request('c3', 'FROM plimsoll.invalid/none:1\n');
    expect(await problemOf(buildClassic(none))).toMatchObject({
      code: 'base-not-found',
      args: { reference: 'plimsoll.invalid/none:1' },
    });
  });
});

describe('runs', () => {
  let image: string;
  beforeAll(async () => {
    image = (await build(shop.request('server', SERVER))).built.tag;
  });

  it('publishes a port on the loopback and answers there', async () => {
    const container = await start(image, { ports: [8080] });
    const address = container.address(8080);
    expect(address?.host).toBe('127.0.0.1');
    expect(container.address(1)).toBeUndefined();
    const answer = await until(() => fetch(`http://127.0.0.1:${address?.port}/index.html`).then((r) => r.text()));
    expect(answer).toBe('hello\n');
    expect(await container.state()).toMatchObject({ running: true, oomKilled: false });
    expect(await container.logs(10_000)).toBe('up\n');
    expect(await container.logs(2)).toBe('p\n');
    expect(await container.peakMemoryBytes()).toBeGreaterThan(10_000);
    await container.remove();
    await container.remove();
  });

  it('runs commands in it: both streams, exit code, a missing program, a time-out', async () => {
    const container = await start(image);
    expect(await container.exec(['sh', '-c', 'echo out; echo err >&2; exit 7'], 10_000)).toEqual({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect((await container.exec(['no-such-program'], 10_000)).exitCode).toBe(127);
    expect(await container.exec(['sh', '-c', 'echo up; sleep 30'], 1_500)).toMatchObject({
      exitCode: 124,
      timedOut: true,
      stdout: 'up\n',
    });
    await container.stop(0);
    expect(await problemOf(container.exec(['true'], 5_000))).toMatchObject({ code: 'container-not-running' });
    await container.remove();
  });

  it('measures how long stopping takes: a signal heard, one ignored', async () => {
    const quick = await start(image, { command: ['sh', '-c', 'trap "exit 3" TERM; while true; do sleep 0.1; done'] });
    const ms = await quick.stop(10);
    expect(ms).toBeLessThan(5_000);
    expect(await quick.state()).toMatchObject({ running: false, exitCode: 3 });
    const deaf = await start(image, { command: ['sh', '-c', 'trap "" TERM; while true; do sleep 0.1; done'] });
    const waited = await deaf.stop(1);
    expect(waited).toBeGreaterThanOrEqual(900);
    expect(waited).toBeLessThan(6_000);
    expect(await deaf.state()).toMatchObject({ exitCode: 137 });
  });

  it('tells the end of a container: exit code, out of memory, its last words', async () => {
    const container = await start(image, {
      command: ['sh', '-c', 'echo $GREETING >&2; exit 4'],
      env: { GREETING: 'a=b c' },
    });
    const ended = await until(async () => ((await container.state()).running ? undefined : container.state()));
    expect(ended).toMatchObject({ running: false, exitCode: 4 });
    expect(await container.logs(1000)).toBe('a=b c\n');
    const greedy = await start(image, {
      command: ['sh', '-c', 'exec dd if=/dev/zero of=/dev/null bs=200M count=1'],
      memoryBytes: 16 * 1024 * 1024,
    });
    const killed = await until(async () => ((await greedy.state()).running ? undefined : greedy.state()));
    expect(killed).toMatchObject({ oomKilled: true, exitCode: 137 });
  });

  it('tells the health that the image asks for', async () => {
    const text = `${SERVER}HEALTHCHECK --interval=1s --retries=1 CMD ["true"]\n`;
    const container = await start((await build(shop.request('healthy', text))).built.tag);
    expect(await until(async () => ((await container.state()).health === 'healthy' ? 'healthy' : undefined))).toBe(
      'healthy',
    );
    expect((await (await start(image)).state()).health).toBeUndefined();
  });

  it('mounts, joins a network under an alias', async () => {
    const network = `plimsoll-engine-test-${process.pid}`;
    await engine.runner.createNetwork(network, LABELS);
    await engine.runner.createNetwork(network, LABELS);
    writeFileSync(join(shop.dir, 'mounted.txt'), 'from here');
    await start(image, {
      network,
      aliases: ['web'],
      mounts: [{ source: join(shop.dir, 'mounted.txt'), target: '/m.txt', readonly: true }],
    });
    const asking = await start(image, { network, command: ['sh', '-c', 'sleep 60'] });
    const answer = await until(async () => {
      const r = await asking.exec(['wget', '-qO-', 'http://web:8080/m.txt'], 5_000);
      return r.exitCode === 0 ? r.stdout : undefined;
    });
    expect(answer).toBe('from here');
  });

  it('never pulls, and says what could not be started', async () => {
    expect(await problemOf(start('plimsoll.invalid/none:1'))).toMatchObject({
      code: 'image-not-found',
      args: { image: 'plimsoll.invalid/none:1' },
    });
    const problem = await problemOf(start(image, { command: ['/no/such/program'] }));
    expect(problem).toMatchObject({ kind: 'project', code: 'container-not-started' });
    expect(JSON.stringify(problem.args)).toContain('/no/such/program');
    expect(
      await problemOf(
        engine.runner.start({ image, env: {}, mounts: [], ports: [], labels: LABELS }, AbortSignal.abort()),
      ),
    ).toMatchObject({
      code: 'run-interrupted',
    });
  });
});

describe('doctor', () => {
  it('tells everything it looked at', async () => {
    const rows = await examineEngine(() => linkDocker(portsFor()));
    const codes = rows.map((r) => r.code);
    expect(codes.slice(0, 3)).toEqual(['doctor-client', 'doctor-server', 'doctor-builder']);
    expect(codes).toEqual(
      expect.arrayContaining(['doctor-store', 'doctor-platforms', 'doctor-machine', 'doctor-disk', 'doctor-cache']),
    );
    expect(rows.filter((r) => r.state === 'bad')).toEqual([]);
  });

  it('tells what is missing as a row', async () => {
    const down = await examineEngine(() => linkDocker(portsFor(), { host: 'unix:///nonexistent/docker.sock' }));
    expect(down.map((r) => `${r.state} ${r.code}`)).toEqual(['ok doctor-client', 'bad engine-down']);
    const nobody = await examineEngine(() => linkDocker(portsFor({ PATH: '/nonexistent' })));
    expect(nobody.map((r) => `${r.state} ${r.code}`)).toEqual(['bad engine-not-found']);
  });
});

describe('stores', () => {
  it('tags, saves, removes', async () => {
    const { built } = await build(shop.request('store', SERVER));
    const other = `${REPOSITORY}/under:2`;
    await engine.store.tag(built.tag, other);
    expect(await engine.store.has(other)).toBe(true);
    const file = join(shop.dir, 'saved.tar');
    writeFileSync(file, '');
    for await (const chunk of await engine.store.save(other)) writeFileSync(file, chunk, { flag: 'a' });
    const listed = await runProcess(['tar', '-tf', file]);
    expect(listed.stdout.split('\n')).toContain('manifest.json');
    await engine.store.remove(other);
    await engine.store.remove(other);
    expect(await engine.store.has(other)).toBe(false);
    expect(await engine.store.inspect(other)).toBeUndefined();
    expect(await problemOf(engine.store.save(other))).toMatchObject({ code: 'image-not-found' });
    expect(await problemOf(engine.store.has('../../containers'))).toMatchObject({ code: 'bad-name' });
  });
});

describe('sweeps', () => {
  it('leaves nothing of ours and everything of others, also when called twice', async () => {
    const { built } = await build(shop.request('sweep', `${SERVER}VOLUME /data\n`));
    await start(built.tag);
    const link = await linkDocker(portsFor());
    await link.api.call('POST', '/volumes/create', { json: { Name: `plimsoll-test-${process.pid}`, Labels: LABELS } });
    const others = (await listTags(link.api, 'standin-x')).length;
    const swept = await engine.runner.sweep(LABELS, REPOSITORY);
    expect(swept.containers).toBeGreaterThan(0);
    expect(swept.images).toBeGreaterThan(0);
    expect(swept.volumes).toBe(1);
    expect(await engine.runner.sweep(LABELS, REPOSITORY)).toEqual({
      containers: 0,
      images: 0,
      volumes: 0,
      networks: 0,
    });
    expect(await engine.runner.sweep({}, '')).toEqual({ containers: 0, images: 0, volumes: 0, networks: 0 });
    expect(await listTags(link.api, 'standin-x')).toHaveLength(others);
    expect(existsSync(shop.dir)).toBe(true);
  });
});
