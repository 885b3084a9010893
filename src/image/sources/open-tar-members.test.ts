import { expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import type { BlobReader } from '../contract.ts';
import { makeTar, memoryBlobs, NO_INFLATER } from '../random-image.ts';
import { openDockerArchive } from './open-docker-archive.ts';
import { openTarMembers } from './open-tar-members.ts';

test('a name of megabytes that a manifest asks for is not there, at once', async () => {
  const manifest = JSON.stringify([{ Config: 'a/'.repeat(1_000_000), RepoTags: [], Layers: [] }]);
  const tar = makeTar([
    { name: 'manifest.json', content: manifest },
    { name: 'a', type: 'symlink', link: 'b' },
  ]);
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', tar]])), 'x.tar');
  const started = cpuMs();
  await expect(openDockerArchive(members, {}, NO_INFLATER)).rejects.toMatchObject({ code: 'blob-missing' });
  expect(cpuMs() - started).toBeLessThan(2000);
});

test('a blob behind many links with deep folders is looked for once, not for each of its chunks', async () => {
  const deep = Array<string>(250).fill('x'.repeat(15)).join('/');
  const links = Array.from({ length: 38 }, (_, i) => ({ name: `L${i}`, type: 'symlink' as const, link: `L${i + 1}` }));
  const tar = makeTar([...links, { name: `L38/${deep}`, content: 'the layer' }]);
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', tar]])), 'x.tar');
  const started = cpuMs();
  for (let i = 0; i < 1000; i++) expect(await members.bytes(`L0/${deep}`)).toBe(9);
  for (let i = 0; i < 1000; i++) expect(await members.bytes(`L${i % 38}/${i}/${deep.slice(100)}`)).toBeUndefined();
  expect(cpuMs() - started).toBeLessThan(5000);
});

test('a signal ends the listing of an archive long before its end', async () => {
  const tar = makeTar(Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}` })));
  let read = 0;
  const archive: BlobReader = {
    ...memoryBlobs(new Map([['x.tar', tar]])),
    read(_, offset, length) {
      read += Math.min(length, tar.length - offset);
      return tar.subarray(offset, offset + length);
    },
  };
  const abort = new AbortController();
  setImmediate(() => abort.abort(new Error('enough')));
  await expect(openTarMembers(archive, 'x.tar', abort.signal)).rejects.toThrow('enough');
  expect(read).toBeLessThan(tar.length / 2);
});

test('links are followed in every folder, into the root too, and the last one of a name counts', async () => {
  const tar = makeTar([
    { name: 'a/b/', type: 'dir' },
    { name: 'a/b/blob', content: 'one' },
    { name: 'a/c', type: 'symlink', link: 'b' },
    { name: 'top', type: 'symlink', link: '.' },
    { name: 'gone', type: 'symlink', link: 'a' },
    { name: 'gone', content: 'file' },
    { name: 'hard', type: 'hardlink', link: 'a/c/blob' },
    { name: 'round', type: 'symlink', link: 'round' },
  ]);
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', tar]])), 'x.tar');
  const names = ['a/c/blob', 'top/a/c/blob', 'top/top/hard', 'gone', 'gone/b/blob', 'round', 'round/x', 'a/c'];
  const lengths = [3, 3, 3, 4, undefined, undefined, undefined, undefined];
  for (const _ of [1, 2]) expect(await Promise.all(names.map((name) => members.bytes(name)))).toEqual(lengths);
});
