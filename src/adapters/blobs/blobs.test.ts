import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeFiles } from '../../../test/kit/write-files.ts';
import type { KeptIndex, LayerIndex } from '../../image/contract.ts';
import { buildEntryTable, openEntryTable } from '../../image/entries/entry-table.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { type Blobs, inChunks, makeDockerArchive, makeTar, putIndex, putManifest } from '../../image/random-image.ts';
import { INFLATE_LIMITS } from '../../image/sources/inflate-limits.ts';
import { openDockerArchive } from '../../image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../image/sources/open-tar-members.ts';
import { TAR_LIMITS } from '../../image/tar/tar-limits.ts';
import { fileBlob, folderBlobs } from './file-blobs.ts';
import { fileIndexCache } from './file-index-cache.ts';
import { nodeInflater } from './node-inflater.ts';
import { spoolStream } from './spool-stream.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-blobs-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const base = makeTar([{ name: 'a', content: 'base' }]);

function pathsOf(index: LayerIndex | undefined): string[] {
  return index === undefined ? [] : Array.from(openEntryTable(index.columns), (entry) => entry.path);
}

function writeLayout(name: string, blobs: Blobs): string {
  writeFiles(join(dir, name), blobs);
  return join(dir, name);
}

describe('folder', () => {
  test('an OCI layout on disk', async () => {
    const blobs: Blobs = new Map();
    const folder = folderBlobs(writeLayout('oci', putIndex(blobs, [putManifest(blobs, { layers: [base] })])));
    const view = await openOciLayout(folder, {}, nodeInflater(''));
    const [index] = await indexLayers(view, []);
    expect(pathsOf(index)).toEqual(['a']);
    await folder.close();
  });

  test('names that lead out of the folder are no blobs', async () => {
    const folder = folderBlobs(writeLayout('inner', new Map([['x', base]])));
    for (const name of ['../oci/index.json', '/etc/passwd', 'a/../x', '', 'a\0b']) {
      expect(await folder.bytes(name)).toBeUndefined();
      await expect(async () => folder.read(name, 0, 1)).rejects.toMatchObject({ code: 'blob-missing' });
    }
    symlinkSync('/dev/zero', join(dir, 'inner', 'zero'));
    expect(await folder.bytes('zero')).toBeUndefined();
    await folder.close();
  });
});

test('what lies behind a link of a layout is none of its blobs; a link that a user names is followed', async () => {
  const blobs: Blobs = new Map();
  const real = writeLayout('elsewhere', putIndex(blobs, [putManifest(blobs, { layers: [base] })]));
  mkdirSync(join(dir, 'linked'));
  symlinkSync(join(real, 'blobs'), join(dir, 'linked/blobs'));
  const linked = folderBlobs(join(dir, 'linked'));
  const [name = ''] = [...blobs.keys()].filter((path) => path.startsWith('blobs/'));
  expect(await linked.bytes(name)).toBeUndefined();
  symlinkSync(real, join(dir, 'whole'));
  expect(await folderBlobs(join(dir, 'whole')).bytes(name)).toBe(blobs.get(name)?.length);
  writeFileSync(join(dir, 'archive-1.tar'), makeDockerArchive([base], ['x:1']));
  symlinkSync('archive-1.tar', join(dir, 'latest.tar'));
  const { blobs: archive, name: file } = fileBlob(join(dir, 'latest.tar'));
  expect(await archive.bytes(file)).toBeGreaterThan(1000);
  await archive.close();
});

test('a saved stream is kept as one file, read by range, and removed', async () => {
  const saved = inChunks(makeDockerArchive([base], ['x:1']));
  const { file, remove } = await spoolStream(async () => saved, join(dir, 'spool'));
  const { blobs, name } = fileBlob(file);
  const view = await openDockerArchive(await openTarMembers(blobs, name), {}, nodeInflater(''));
  expect((await indexLayers(view, [])).map((index) => index.contentBytes)).toEqual([4]);
  await blobs.close();
  await remove();
  expect(await folderBlobs(dirname(file)).bytes(name)).toBeUndefined();
});

test('a stream that cannot be kept leaves nothing and says which folder would not take it; a signal ends it', async () => {
  const full = async function* () {
    yield base;
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  };
  const kept = join(dir, 'full');
  await expect(spoolStream(async () => full(), kept)).rejects.toMatchObject({ code: 'ENOSPC', path: kept });
  const ending = new AbortController();
  const endless = async function* () {
    for (let i = 0; ; i++) {
      if (i === 3) ending.abort(new Error('enough'));
      yield base;
    }
  };
  await expect(spoolStream(async () => endless(), kept, ending.signal)).rejects.toThrow();
  expect(readdirSync(kept)).toEqual([]);
  writeFileSync(join(dir, 'no-folder'), '');
  let isBegun = false;
  const begin = async () => {
    isBegun = true;
    return full();
  };
  await expect(spoolStream(begin, join(dir, 'no-folder', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(isBegun).toBe(false);
});

describe('index cache', () => {
  const entries = buildEntryTable();
  entries.add('a', undefined, { type: 'file', bytes: 7, mode: 0o644, uid: 0, gid: 0, mtimeMs: 0, offset: 512 });
  const index: KeptIndex = {
    blob: `sha512:${'b'.repeat(128)}`,
    heldTo: { ...TAR_LIMITS, ...INFLATE_LIMITS },
    diffId: `sha256:${'a'.repeat(64)}`,
    columns: entries.finish().columns,
    contentBytes: 7,
    notes: [],
    collected: { 'x/1': [1] },
    isVerified: true,
  };

  test('gives back what was put, across instances', async () => {
    await fileIndexCache(join(dir, 'cache')).put(index);
    const { diffId, blob: digest } = index;
    expect(await fileIndexCache(join(dir, 'cache')).get({ diffId, digest })).toEqual(index);
    expect(await fileIndexCache(join(dir, 'cache')).get({ diffId, digest: diffId })).toBeUndefined();
  });

  test('what could not be put whole leaves nothing behind', async () => {
    const kept = join(dir, 'unkept');
    // Where the file would be, a folder stands: the last step is refused.
    await fileIndexCache(kept).put(index);
    const [file = ''] = readdirSync(kept);
    rmSync(join(kept, file));
    mkdirSync(join(kept, file));
    await fileIndexCache(kept).put(index);
    expect(readdirSync(kept)).toEqual([file]);
  });

  test('a damaged file and a folder that cannot be written count as absent', async () => {
    const blocked = join(dir, 'file');
    writeFileSync(blocked, '');
    const cache = fileIndexCache(join(blocked, 'below'));
    await cache.put(index);
    expect(await cache.get({ diffId: index.diffId, digest: index.blob })).toBeUndefined();
  });
});
