import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import { linkDocker } from '../../src/engine/docker/docker-engine.ts';
import { listTags } from '../../src/engine/docker/sweep.ts';
import { examineEngine } from '../../src/engine/doctor.ts';
import { build, engine, problemOf, SERVER, shop, start, until, useEngine } from './docker-bench.ts';
import { LABELS, portsFor, REPOSITORY } from './docker-kit.ts';

useEngine();

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
    // The engine hears of the memory by another way than of the end, perhaps a moment later.
    const killed = await until(async () => {
      const state = await greedy.state();
      return !state.running && state.oomKilled ? state : undefined;
    });
    expect(killed).toMatchObject({ exitCode: 137 });
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
      expect.arrayContaining(['doctor-store', 'doctor-platforms', 'doctor-machine', 'doctor-disk']),
    );
    expect(codes.filter((c) => c === 'doctor-cache' || c === 'doctor-cache-unknown')).toHaveLength(1);
    expect(rows.filter((r) => r.state === 'bad')).toEqual([]);
  });

  it('loses no other row to an engine that adds up its disk for somebody else', async () => {
    const asked = Array.from({ length: 3 }, () => examineEngine(() => linkDocker(portsFor())));
    for (const rows of await Promise.all(asked)) expect(rows.map((r) => r.code)).toContain('doctor-disk');
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
