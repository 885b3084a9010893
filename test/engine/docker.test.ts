import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import type { BuildEvent, BuildRequest, Engine } from '../../src/engine/contract.ts';
import { createDockerEngine } from '../../src/engine/docker/docker-engine.ts';
import { build, engine, NEW, never, problemOf, SERVER, shop, useEngine } from './docker-bench.ts';
import { BUSYBOX_BASE, portsFor, REPOSITORY } from './docker-kit.ts';

useEngine();

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
