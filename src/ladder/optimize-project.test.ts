import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../test/kit/verify-world.ts';
import { nodeFiles } from '../adapters/files/node-files.ts';
import { emptyConfig } from '../config/read-config.ts';
import { createFakeEngine, type FakeAnswer } from '../engine/fake-engine.ts';
import { readProject } from '../facts/read-project.ts';
import { makeView } from '../image/random-image.ts';
import { Problem } from '../model/problem.ts';
import type { TrialWorld } from '../trial/contract.ts';
import type { HttpPort } from '../verify/ports.ts';
import { type OptimizeWish, optimizeProject } from './optimize-project.ts';

const DOCKERFILE =
  'FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nEXPOSE 80\nCMD ["python", "main.py"]\n';

const TEXT = { 'content-type': 'text/plain' };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-optimize-'));
  await writeFile(join(dir, 'Dockerfile'), DOCKERFILE);
  await writeFile(join(dir, 'requirements.txt'), 'six==1.16.0\n');
  await writeFile(join(dir, 'main.py'), '@app.get("/here")\n');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A full base weighs 1000, a slim one 100; every image answers alike unless told otherwise. */
function makeWorld(
  more: {
    version?: string;
    imageId?: `sha256:${string}`;
    answer?: (dockerfile: string) => FakeAnswer;
    onBuild?: (tag: string) => void;
    totalMs?: (tag: string, dockerfile: string) => number;
    /** From the start of a container to its first answer. */
    startMs?: (dockerfile: string) => number;
    signal?: AbortSignal;
  } = {},
) {
  const clock = createClock();
  const engine = createFakeEngine({
    facts: more.version === undefined ? undefined : { version: more.version },
    readText: (path) => readFile(path, 'utf8'),
    build: (dockerfile, request) => {
      more.onBuild?.(request.tag);
      return { totalMs: more.totalMs?.(request.tag, dockerfile) ?? 10, imageId: more.imageId };
    },
    container: (image) => {
      const readyMs = clock.nowMs() + (more.startMs?.(image.dockerfile) ?? 0);
      return {
        answer: () => {
          if (clock.nowMs() < readyMs) return undefined;
          return more.answer?.(image.dockerfile) ?? { status: 200, headers: TEXT, body: 'here' };
        },
      };
    },
  });
  const http: HttpPort = {
    async ask({ port, method, path, body }) {
      try {
        const said = engine.answerAt(port, method, path, body);
        return {
          is: 'answer',
          status: said.status,
          headers: said.headers ?? {},
          body: Buffer.from(said.body),
          complete: true,
          ms: 1,
        };
      } catch {
        return { is: 'refused', words: 'refused', ms: 1 };
      }
    },
    call: async () => ({ is: 'refused', words: 'refused', ms: 1 }),
    async connect(_host, port) {
      try {
        engine.answerAt(port, 'GET', '/');
        return { is: 'open', ms: 1 };
      } catch {
        return { is: 'refused', words: 'refused', ms: 1 };
      }
    },
  };
  const world: TrialWorld = {
    engine,
    files: nodeFiles(),
    http,
    clock,
    indexCache: { get: async () => undefined, put: async () => {} },
    openImage: async (built) => {
      const text = engine.images.get(built.tag)?.dockerfile ?? '';
      const bytes = /FROM python:3.11-slim/.test(text) ? 100 : 1000;
      const python = {
        name: 'usr/local/bin/python',
        mode: 0o755,
        content: `#!/usr/local/bin/python\n${'x'.repeat(bytes)}`,
      };
      const view = makeView([[python as never]], {
        exposedPorts: ['80/tcp'],
        cmd: ['python', 'main.py'],
        workingDir: '/app',
        env: ['PATH=/usr/local/bin'],
      });
      return { view, close: async () => {} };
    },
    on: () => {},
    signal: more.signal ?? new AbortController().signal,
  };
  return { engine, world };
}

function wishOf(): OptimizeWish {
  return {
    tool: { version: '0' },
    host: { os: 'linux', arch: 'x64', cpus: 1, memoryBytes: 1 },
    startedMs: 0,
    projectName: 'p',
    dockerfileName: 'Dockerfile',
    config: emptyConfig(),
    basics: { context: dir, target: undefined, platform: undefined, args: {}, secrets: [], ssh: [], namedContexts: {} },
    target: 'balanced',
    runs: 1,
    strict: false,
    keep: undefined,
    maxTimeMs: undefined,
    maxDiskBytes: undefined,
    redact: (text) => text,
  };
}

async function climb(world: TrialWorld) {
  const project = await readProject(dir, join(dir, 'Dockerfile'), {}, world.files);
  return optimizeProject(world, wishOf(), project);
}

describe('optimizeProject', () => {
  it('climbs, recommends the slim rung without root, and leaves nothing on the engine', async () => {
    const { engine, world } = makeWorld();
    const { record } = await climb(world);
    expect(record.rungs.map((r) => [r.technique, r.kept])).toEqual([
      [null, 'baseline'],
      ['context-trimmed', 'no-gain'],
      ['slim-base', 'kept'],
      ['cache-mounts', 'no-gain'],
      ['runtime-stage-split', 'no-gain'],
      ['numeric-user', 'kept'],
    ]);
    expect(record.choice?.rung).toBe(5);
    expect([...engine.images.keys()]).toEqual([]);
    expect(engine.running.size).toBe(0);
    await expect(readFile(join(dir, 'Dockerfile'), 'utf8')).resolves.toBe(DOCKERFILE);
  });

  it('goes on after a kill without building or asking a finished rung again', async () => {
    const first = makeWorld({
      onBuild: (tag) => {
        if (tag.endsWith(':2')) throw new Error('killed');
      },
    });
    await expect(climb(first.world)).rejects.toThrow('killed');
    const second = makeWorld();
    const { record } = await climb(second.world);
    expect(record.rungs[0]?.measures.coldBuildMs?.method).toBe(record.rungs[5]?.measures.coldBuildMs?.method);
    const built = second.engine.calls.filter((c) => c.kind === 'build').map((c) => c.tag.split(':').at(-1));
    expect(built.filter((name) => name === '0' || name === '1')).toEqual([]);
    expect(record.rungs).toHaveLength(6);
    const third = makeWorld();
    await climb(third.world);
    expect(third.engine.calls.filter((c) => c.kind === 'build' || c.kind === 'start')).toEqual([]);
  });

  it('tries a build again that failed, instead of remembering the failure', async () => {
    const down = makeWorld({
      onBuild: (tag) => {
        if (tag.endsWith(':0'))
          throw new Problem('world', 'base-not-found', {
            reference: 'python:3.11',
            why: 'unreachable',
            reason: 'down',
          });
      },
    });
    await expect(climb(down.world)).rejects.toMatchObject({ code: 'baseline-not-built' });
    expect((await climb(makeWorld().world)).record.rungs).toHaveLength(6);
  });

  it('begins anew on another engine, and shares no name with another folder', async () => {
    const one = await climb(makeWorld().world);
    const other = makeWorld({ version: '99.0' });
    const two = await climb(other.world);
    expect(two.record.run).not.toBe(one.record.run);
    expect(other.engine.count('build')).toBeGreaterThan(4);
    await rm(join(dir, '.plimsoll'), { recursive: true });
    expect((await climb(makeWorld().world)).record.run).not.toBe(one.record.run);
  });

  it('sweeps what a killed run of other text left', async () => {
    const { engine, world } = makeWorld();
    const { record } = await climb(world);
    const tag = `plimsoll.invalid/run/${record.run}:0`;
    const request = {
      ...wishOf().basics,
      dockerfile: join(dir, 'Dockerfile'),
      tag,
      cacheNamespace: '',
      noCache: false,
    };
    await engine.builder.build(request, () => {}, world.signal);
    expect([...engine.images.keys()]).toEqual([tag]);
    await writeFile(join(dir, 'main.py'), 'x = 1\n');
    await climb(world);
    expect([...engine.images.keys()]).toEqual([]);
  });

  it('writes no secret of the configuration beside the run', async () => {
    const { world } = makeWorld();
    const project = await readProject(dir, join(dir, 'Dockerfile'), {}, world.files);
    const config = { ...emptyConfig(), env: { DB_PASSWORD: 'hunter2secret' } };
    const { folder } = await optimizeProject(world, { ...wishOf(), config }, project);
    expect(await readFile(join(folder.root, 'baseline.json'), 'utf8')).not.toContain('hunter2secret');
    const again = makeWorld();
    await optimizeProject(again.world, { ...wishOf(), config }, project);
    expect(again.engine.count('start')).toBe(0);
  });

  it('tags the verified image, and verifies what comes out otherwise when it is built again', async () => {
    const { engine, world } = makeWorld();
    const project = await readProject(dir, join(dir, 'Dockerfile'), {}, world.files);
    await optimizeProject(world, { ...wishOf(), keep: 'mine:1' }, project);
    expect([...engine.images.keys()]).toEqual(['mine:1']);
    const other = makeWorld({ imageId: `sha256:${'5'.repeat(64)}` });
    await optimizeProject(other.world, { ...wishOf(), keep: 'mine:1' }, project);
    expect(other.engine.count('start')).toBe(1);
    expect([...other.engine.images.keys()]).toEqual(['mine:1']);
  });

  it('reads every time as often as asked, in turns after the climb; the climb’s own reading is none of them', async () => {
    // The climb builds each rung's edit once; the very first build of the bench only warms it.
    const seen = new Map<string, number>([[DOCKERFILE, -1]]);
    const totalMs = (tag: string, dockerfile: string) => {
      if (!tag.endsWith(':edit')) return 500;
      seen.set(dockerfile, (seen.get(dockerfile) ?? 0) + 1);
      return (seen.get(dockerfile) ?? 0) <= 1 ? 70_000 : 500;
    };
    const { world } = makeWorld({ totalMs });
    const project = await readProject(dir, join(dir, 'Dockerfile'), {}, world.files);
    const { record } = await optimizeProject(world, { ...wishOf(), runs: 3 }, project);
    const read = record.rungs.map(({ measures: m }) => [m.editRebuildMs?.n, m.editRebuildMs?.max, m.coldBuildMs?.n]);
    expect(read).toEqual(record.rungs.map(() => [3, 500, 3]));
  });

  it('reads no edit in the wake of a cold build, when the engine still clears away after it', async () => {
    let before = '';
    const totalMs = (tag: string) => {
      const isInWake = before.endsWith(':cold') && tag.endsWith(':edit');
      before = tag;
      return isInWake ? 2000 : 1000;
    };
    const { world } = makeWorld({ totalMs });
    const project = await readProject(dir, join(dir, 'Dockerfile'), {}, world.files);
    const { record } = await optimizeProject(world, { ...wishOf(), runs: 3 }, project);
    const read = record.rungs.map(({ measures: m }) => [m.editRebuildMs?.n, m.editRebuildMs?.max]);
    expect(read).toEqual(record.rungs.map(() => [3, 1000]));
  });

  it('keeps three readings of an edit that the climb took, where one is asked for', async () => {
    const seen = new Map<string, number>();
    const totalMs = (tag: string, dockerfile: string) => {
      if (!tag.endsWith(':edit') || !dockerfile.includes('slim')) return 1000;
      seen.set(dockerfile, (seen.get(dockerfile) ?? 0) + 1);
      return seen.get(dockerfile) === 1 ? 9000 : 1100;
    };
    const { record } = await climb(makeWorld({ totalMs }).world);
    const slim = record.rungs.find((r) => r.technique === 'slim-base');
    expect(slim?.measures.editRebuildMs).toMatchObject({ n: 3, value: 1100, max: 9000 });
  });

  it('does not recommend what starts slowly each time it is started', async () => {
    const { record } = await climb(makeWorld({ startMs: (text) => (text.includes('slim') ? 7000 : 5000) }).world);
    const slim = record.rungs.find((r) => r.technique === 'slim-base');
    expect(slim?.measures.firstAnswerMs).toMatchObject({ n: 3 });
    expect(record.rungs[record.choice?.rung ?? -1]?.measures.unpackedBytes?.value).toBeGreaterThan(1000);
  });

  it('starts again what started slowly once, and recommends it', async () => {
    let slimStarts = 0;
    const startMs = (text: string) => (text.includes('slim') && slimStarts++ === 0 ? 7000 : 5000);
    const { record } = await climb(makeWorld({ startMs }).world);
    expect(record.rungs[2]).toMatchObject({ technique: 'slim-base', measures: { firstAnswerMs: { n: 3 } } });
    expect(record.rungs[record.choice?.rung ?? -1]?.measures.unpackedBytes?.value).toBeLessThan(1000);
  });

  it('leaves no untagged image behind a timed build', async () => {
    const { engine, world } = makeWorld();
    await climb(world);
    expect([...engine.images.keys()]).toEqual([]);
    const timed = engine.calls.filter((c) => /:(edit|cold)$/.test(c.tag)).map((c) => c.kind);
    expect(timed.filter((k) => k === 'build').length).toBeGreaterThan(5);
    expect(timed.filter((k) => k === 'remove-image').length).toBe(timed.filter((k) => k === 'build').length);
  });

  it('refuses an entry that is no file of the context', async () => {
    const { world } = makeWorld();
    const project = await readProject(dir, join(dir, 'Dockerfile'), {}, world.files);
    const wish = { ...wishOf(), config: { ...emptyConfig(), entry: '../x.py' } };
    await expect(optimizeProject(world, wish, project)).rejects.toMatchObject({ code: 'entry-not-found' });
  });

  it('builds again what was made of other text', async () => {
    await climb(makeWorld().world);
    await writeFile(join(dir, 'Dockerfile'), DOCKERFILE.replace('EXPOSE 80', 'EXPOSE 80\nLABEL a=b'));
    const again = makeWorld();
    await climb(again.world);
    expect(again.engine.count('build')).toBeGreaterThan(4);
  });

  it('calls a rung that answers with an empty body broken, and recommends the one below', async () => {
    const answer = (dockerfile: string) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: dockerfile.includes('slim') ? '' : 'here',
    });
    const { record } = await climb(makeWorld({ answer }).world);
    const slim = record.rungs.find((r) => r.technique === 'slim-base');
    expect(slim).toMatchObject({
      kept: 'not-kept',
      verdict: { running: 'broken' },
      cause: { message: { code: 'body-empty' } },
    });
    const chosen = record.rungs[record.choice?.rung ?? -1];
    expect(chosen?.verdict?.running).toBe('works');
  });

  it('refuses a red baseline and still sweeps', async () => {
    const { engine, world } = makeWorld({ answer: () => ({ status: 500, body: '' }) });
    await expect(climb(world)).rejects.toMatchObject({ code: 'baseline-red' });
    await expect(climb(world)).rejects.toBeInstanceOf(Problem);
    expect([...engine.images.keys()]).toEqual([]);
  });

  it('keeps a rung that was verified when the interrupt came during its last timing', async () => {
    const abort = new AbortController();
    const { world } = makeWorld({
      signal: abort.signal,
      onBuild: (tag) => {
        if (!tag.endsWith(':edit') || abort.signal.aborted) return;
        if (seen++ === 3) {
          abort.abort();
          throw new Problem('world', 'build-interrupted', { tag });
        }
      },
    });
    let seen = 0;
    const { record } = await climb(world);
    expect(record.stopped?.code).toBe('stopped-interrupted');
    expect(record.rungs.at(-1)?.verdict?.running).toBe('works');
  });
});
