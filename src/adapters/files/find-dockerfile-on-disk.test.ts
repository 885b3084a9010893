import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDockerfile } from '../../project/find-dockerfile.ts';
import { nodeFiles } from './node-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-find-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const make = (...names: string[]) => names.forEach((name) => void writeFileSync(join(dir, name), 'FROM scratch\n'));
const find = (file?: string, cwd = dir) => findDockerfile({ dir, file, cwd }, nodeFiles());

describe('the Dockerfile of a folder', () => {
  it('is Dockerfile, then dockerfile, then Containerfile', async () => {
    make('Containerfile');
    expect(await find()).toBe(join(dir, 'Containerfile'));
    make('dockerfile');
    expect(await find()).toBe(join(dir, 'dockerfile'));
    make('Dockerfile');
    expect(await find()).toBe(join(dir, 'Dockerfile'));
  });

  it('given by name counts from where the caller stands', async () => {
    mkdirSync(join(dir, 'deploy'));
    make('Dockerfile', 'deploy/prod.Dockerfile');
    expect(await find('prod.Dockerfile', join(dir, 'deploy'))).toBe(join(dir, 'deploy/prod.Dockerfile'));
    await expect(find('prod.Dockerfile')).rejects.toMatchObject({ code: 'dockerfile-not-found' });
  });

  it.each(['--help', '$(id)', 'a b;rm -rf x', '-'])('%s is a name like any other', async (name) => {
    await expect(find(name)).rejects.toMatchObject({ code: 'dockerfile-not-found', args: { dir, looked: [name] } });
    make(name);
    expect(await find(name)).toBe(join(dir, name));
  });

  it('missing: the folder and what was looked for', async () => {
    make('DOCKERFILE.txt');
    await expect(find()).rejects.toMatchObject({
      kind: 'usage',
      code: 'dockerfile-not-found',
      args: { dir, looked: ['Dockerfile', 'dockerfile', 'Containerfile'] },
    });
  });

  it('a folder of that name is told, unless another name serves', async () => {
    mkdirSync(join(dir, 'Dockerfile'));
    await expect(find()).rejects.toMatchObject({
      code: 'dockerfile-not-a-file',
      args: { path: join(dir, 'Dockerfile') },
    });
    make('Containerfile');
    expect(await find()).toBe(join(dir, 'Containerfile'));
  });
});
