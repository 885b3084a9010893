import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { indexLayers } from '../../image/index-layers.ts';
import { type Blobs, inChunks, makeDockerArchive, makeTar, putIndex, putManifest } from '../../image/random-image.ts';
import { openDockerArchive } from '../../image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../image/sources/open-tar-members.ts';
import { fileBlob, folderBlobs } from './file-blobs.ts';
import { fileIndexCache } from './file-index-cache.ts';
import { nodeInflater } from './node-inflater.ts';
import { spoolStream } from './spool-stream.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-blobs-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const base = makeTar([{ name: 'a', content: 'base' }]);

function writeLayout(name: string, blobs: Blobs): string {
  for (const [path, data] of blobs) {
    mkdirSync(dirname(join(dir, name, path)), { recursive: true });
    writeFileSync(join(dir, name, path), data);
  }
  return join(dir, name);
}

describe('folder', () => {
  test('an OCI layout on disk', async () => {
    const blobs: Blobs = new Map();
    const folder = folderBlobs(writeLayout('oci', putIndex(blobs, [putManifest(blobs, { layers: [base] })])));
    const view = await openOciLayout(folder, {}, nodeInflater(''));
    const [index] = await indexLayers(view, []);
    expect(index?.entries.map((entry) => entry.path)).toEqual(['a']);
    await folder.close();
  });

  test('names that lead out of the folder are no blobs', async () => {
    const folder = folderBlobs(writeLayout('inner', new Map([['x', base]])));
    for (const name of ['../oci/index.json', '/etc/passwd', 'a/../x', '', 'a\0b']) {
      expect(await folder.bytes(name)).toBeUndefined();
      await expect(folder.read(name, 0, 1)).rejects.toMatchObject({ code: 'blob-missing' });
    }
    symlinkSync('/dev/zero', join(dir, 'inner', 'zero'));
    expect(await folder.bytes('zero')).toBeUndefined();
    await folder.close();
  });
});

test('a saved stream is kept as one file, read by range, and removed', async () => {
  const { file, remove } = await spoolStream(inChunks(makeDockerArchive([base], ['x:1'])), join(dir, 'spool'));
  const { blobs, name } = fileBlob(file);
  const view = await openDockerArchive(await openTarMembers(blobs, name), {}, nodeInflater(''));
  expect((await indexLayers(view, [])).map((index) => index.contentBytes)).toEqual([4]);
  await blobs.close();
  await remove();
  expect(await folderBlobs(dirname(file)).bytes(name)).toBeUndefined();
});

describe('index cache', () => {
  const index = {
    diffId: `sha256:${'a'.repeat(64)}`,
    entries: [],
    contentBytes: 7,
    collected: { 'x/1': [1] },
  } as const;

  test('gives back what was put, across instances', async () => {
    await fileIndexCache(join(dir, 'cache')).put(index);
    expect(await fileIndexCache(join(dir, 'cache')).get(index.diffId)).toEqual(index);
  });

  test('a damaged file and a folder that cannot be written count as absent', async () => {
    const blocked = join(dir, 'file');
    writeFileSync(blocked, '');
    const cache = fileIndexCache(join(blocked, 'below'));
    await cache.put(index);
    expect(await cache.get(index.diffId)).toBeUndefined();
  });
});
