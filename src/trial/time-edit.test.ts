import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../test/kit/verify-world.ts';
import { nodeFiles } from '../adapters/files/node-files.ts';
import { createFakeEngine } from '../engine/fake-engine.ts';
import { type TrialPlan, type TrialWorld, tagOf } from './contract.ts';
import { openEditBench } from './time-edit.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-edit-'));
  await mkdir(join(dir, 'app'));
  await writeFile(join(dir, 'app', 'main.py'), 'print(1)\n');
  for (const n of [1, 2]) {
    await mkdir(join(dir, 'run', `${n}`), { recursive: true });
    await writeFile(join(dir, 'run', `${n}`, 'Dockerfile'), `FROM scratch\nLABEL n=${n}\n`);
  }
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const basics = () => ({
  context: join(dir, 'app'),
  target: undefined,
  platform: undefined,
  args: {},
  secrets: [],
  ssh: [],
  namedContexts: {},
});

/** What is there as each build begins is kept. */
function makeBench() {
  const there: string[] = [];
  const engine = createFakeEngine({
    readText: (path) => readFile(path, 'utf8'),
    build: () => {
      there.push(tagsOf());
      return { totalMs: 7 };
    },
  });
  const tagsOf = () => [...engine.images.keys()].map((t) => t.split(':').at(-1)).join(' ');
  const files = nodeFiles();
  const world = { engine, files, clock: createClock(), signal: new AbortController().signal } as Partial<TrialWorld>;
  const plan: Partial<TrialPlan> = {
    folder: { id: 'r', root: join(dir, 'run'), files },
    basics: basics(),
  };
  return { engine, there, tagsOf, bench: openEditBench(world as TrialWorld, plan as TrialPlan, 'main.py') };
}

describe('openEditBench', () => {
  it('keeps the last image of each Dockerfile under a name while the next is timed, and no other', async () => {
    const { engine, there, tagsOf, bench } = makeBench();
    await engine.builder.build(
      {
        ...basics(),
        dockerfile: join(dir, 'run', '1', 'Dockerfile'),
        tag: tagOf('r', 1),
        cacheNamespace: '',
        noCache: false,
      },
      () => {},
      new AbortController().signal,
    );
    const opened = await bench;
    for (const n of [1, 2, 1]) expect(await opened?.time(n)).toBe(7);
    // The very first is sent twice; of the second rung nothing was there, so that its layers are unpacked before it is timed.
    expect(there).toEqual(['', '1', '1 edited-1', '1 edited-1', '1 edited-1 edited-2', '1 edited-1 edited-2']);
    expect(tagsOf()).toBe('1 edited-2 edited-1');
    await opened?.close();
  });
});
