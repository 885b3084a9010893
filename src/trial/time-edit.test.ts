import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../test/kit/verify-world.ts';
import { nodeFiles } from '../adapters/files/node-files.ts';
import { createFakeEngine } from '../engine/fake-engine.ts';
import type { TrialPlan, TrialWorld } from './contract.ts';
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

/** @param builder of the engine; what is there as each build begins is kept */
function makeBench(builder: string) {
  const there: string[] = [];
  const engine = createFakeEngine({
    facts: { builder },
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
    basics: {
      context: join(dir, 'app'),
      target: undefined,
      platform: undefined,
      args: {},
      secrets: [],
      ssh: [],
      namedContexts: {},
    },
  };
  return { engine, there, tagsOf, bench: openEditBench(world as TrialWorld, plan as TrialPlan, 'main.py') };
}

describe('openEditBench', () => {
  it('removes the image of each timed build before the next takes its name', async () => {
    const { engine, there, tagsOf, bench } = makeBench('buildx/docker');
    const opened = await bench;
    for (const n of [1, 2, 1]) expect(await opened?.time(join(dir, 'run', `${n}`, 'Dockerfile'))).toBe(7);
    expect(there).toEqual(['', '', '', '']);
    expect(tagsOf()).toBe('');
    expect(engine.count('remove-image')).toBe(4);
    await opened?.close();
  });

  it('keeps one image of each Dockerfile where images are the builder’s cache, each under a name', async () => {
    const { there, tagsOf, bench } = makeBench('classic');
    const opened = await bench;
    for (const n of [1, 2, 1]) await opened?.time(join(dir, 'run', `${n}`, 'Dockerfile'));
    expect(there).toEqual(['', 'edited-1', 'edited-1', 'edited-1 edited-2']);
    expect(tagsOf()).toBe('edited-2 edited-1');
    await opened?.close();
  });
});
