import { describe, expect, it } from 'vitest';
import { Problem } from '../model/problem.ts';
import type { BuildRequest, RunOptions } from './contract.ts';
import { createFakeEngine, type FakeRules } from './fake-engine.ts';
import { type EngineCall, readEngineCalls, recordEngine } from './recording.ts';

const never = new AbortController().signal;
const TEXTS: Readonly<Record<string, string>> = { '/p/good': 'FROM a', '/p/bad': 'FROM nope' };

function request(tag: string, dockerfile = '/p/good'): BuildRequest {
  const empty = { args: {}, secrets: [], ssh: [], namedContexts: {} };
  return { context: '/p', dockerfile, tag, ...empty, cacheNamespace: 'x', noCache: false };
}

function run(image: string): RunOptions {
  return { image, env: {}, mounts: [], ports: [80], labels: { mine: '1' } };
}

function fake(more: Partial<FakeRules> = {}) {
  return createFakeEngine({
    readText: async (path) => TEXTS[path] ?? '',
    build(dockerfile) {
      if (dockerfile.includes('nope')) {
        throw new Problem('project', 'build-failed', {
          dockerfile: '/p/bad',
          command: 'FROM nope',
          reason: 'no',
          log: [],
        });
      }
      return { log: ['building'] };
    },
    container: () => ({
      answer: (_method, path) => (path === '/' ? { status: 200, body: 'hi' } : { status: 404, body: '' }),
    }),
    ...more,
  });
}

describe('createFakeEngine', () => {
  it('builds by the rule, runs, answers, sweeps', async () => {
    const engine = fake();
    const lines: unknown[] = [];
    const built = await engine.builder.build(request('r/x:1'), (e) => lines.push(e), never);
    expect(lines).toEqual([{ is: 'log', line: 'building' }]);
    expect((await engine.store.inspect('r/x:1'))?.id).toBe(built.imageDigest);
    const container = await engine.runner.start(run('r/x:1'), never);
    const port = container.address(80)?.port ?? 0;
    expect(engine.answerAt(port, 'GET', '/')).toEqual({ status: 200, body: 'hi' });
    await container.stop(1);
    expect(() => engine.answerAt(port, 'GET', '/')).toThrow('nothing listens');
    expect((await container.state()).running).toBe(false);
    expect(await engine.runner.sweep({ mine: '1' }, 'r/x')).toEqual({
      containers: 1,
      images: 1,
      volumes: 0,
      networks: 0,
    });
    expect(await engine.runner.sweep({ mine: '1' }, 'r/x')).toEqual({
      containers: 0,
      images: 0,
      volumes: 0,
      networks: 0,
    });
    expect(engine.count('build')).toBe(1);
  });

  it('removes the one network it is asked to', async () => {
    const { runner } = fake();
    for (const name of ['a', 'b']) await runner.createNetwork(name, { mine: '1' });
    await runner.removeNetwork?.('a');
    expect((await runner.sweep({ mine: '1' }, '')).networks).toBe(1);
  });

  it('fails where the rule says so, and starts nothing it has not', async () => {
    const engine = fake();
    await expect(engine.builder.build(request('r:2', '/p/bad'), () => undefined, never)).rejects.toMatchObject({
      code: 'build-failed',
    });
    await expect(engine.runner.start(run('r:2'), never)).rejects.toMatchObject({ code: 'image-not-found' });
    expect(engine.running.size).toBe(0);
  });

  it('gives the same digest for the same input only', async () => {
    const engine = fake();
    const build = (r: BuildRequest) => engine.builder.build(r, () => undefined, never);
    const one = await build(request('r:1'));
    expect((await build(request('r:2'))).imageDigest).toBe(one.imageDigest);
    expect((await build({ ...request('r:3'), target: 't' })).imageDigest).not.toBe(one.imageDigest);
  });
});

describe('recordEngine', () => {
  it('writes one line for each call, before it is made', async () => {
    let text = '';
    const engine = recordEngine(
      fake(),
      (line) => {
        text += line;
      },
      { now: () => 5, rungOf: (tag) => Number(tag.split(':')[1]) },
    );
    await engine.builder.build(request('r:1'), () => undefined, never);
    await expect(engine.builder.build(request('r:2', '/p/bad'), () => undefined, never)).rejects.toThrow();
    await (await engine.runner.start(run('r:1'), never)).remove();
    await engine.store.remove('r:1');
    const calls = readEngineCalls(`${text}{"cut`);
    expect(calls.map((c: EngineCall) => `${c.kind} ${c.tag} ${c.rung}`)).toEqual([
      'build r:1 1',
      'build r:2 2',
      'start r:1 1',
      'remove-container r:1 1',
      'remove-image r:1 1',
    ]);
    expect(calls[0]?.atMs).toBe(5);
    expect(calls.map((c) => c.dockerfile)).toEqual([
      request('r:1').dockerfile,
      '/p/bad',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
