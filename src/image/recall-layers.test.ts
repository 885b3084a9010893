import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../adapters/blobs/node-inflater.ts';
import { sha256 } from '../model/sha256.ts';
import type { BlobReader, Collector, KeptIndex, LayerIndexCache } from './contract.ts';
import { type IndexOptions, indexLayers } from './index-layers.ts';
import { type Blobs, makeDockerArchive, makeTar, memoryBlobs, putIndex, putManifest } from './random-image.ts';
import { INFLATE_LIMITS, type InflateLimits } from './sources/inflate-limits.ts';
import { openDockerArchive } from './sources/open-docker-archive.ts';
import { openOciLayout } from './sources/open-oci-layout.ts';
import { openTarMembers } from './sources/open-tar-members.ts';
import { TAR_LIMITS } from './tar/tar-limits.ts';

const tar = makeTar(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, content: 'x'.repeat(5000) })));
const clean = gzipSync(tar);
const dirty = Buffer.concat([clean, Buffer.alloc(5_000_000, 7)]);
const foreign = gzipSync(makeTar([{ name: 'evil' }]));

function memoryCache(): LayerIndexCache & { readonly kept: Map<string, KeptIndex> } {
  const kept = new Map<string, KeptIndex>();
  return {
    kept,
    get: async ({ diffId, digest }) => kept.get(`${diffId} ${digest}`),
    put: async (index) => void kept.set(`${index.diffId} ${index.blob}`, index),
  };
}

/** An image whose layers come out of these blobs, and are all said to be of `tar`. */
function layoutOf(...packed: readonly Uint8Array[]): Blobs {
  const blobs: Blobs = new Map();
  const left = [...packed];
  return putIndex(blobs, [
    putManifest(blobs, { layers: packed.map(() => tar), compress: () => left.shift() ?? new Uint8Array() }),
  ]);
}

/** What is read of the blobs' streams while layers are indexed. */
function counted(blobs: BlobReader) {
  const streamed: string[] = [];
  const stream: BlobReader['stream'] = (name) => {
    streamed.push(name);
    return blobs.stream(name);
  };
  return { streamed, blobs: { ...blobs, stream } };
}

async function read(
  blobs: Blobs,
  options: IndexOptions,
  limits: InflateLimits = INFLATE_LIMITS,
  collectors: readonly Collector[] = [],
) {
  const { streamed, blobs: reader } = counted(memoryBlobs(blobs));
  const view = await openOciLayout(reader, {}, nodeInflater('', limits));
  const recalled: boolean[] = [];
  const onLayer = (layer: number, _index: unknown, isRecalled: boolean) => {
    recalled[layer] = isRecalled;
  };
  const indexes = await indexLayers(view, collectors, { ...options, onLayer });
  const waste = indexes.map(({ notes }) => notes.length);
  return { indexes, waste, recalled, reads: streamed.length };
}

describe('a layer that is known', () => {
  test('is not read again, nor twice in one image', async () => {
    const cache = memoryCache();
    expect(await read(layoutOf(clean, clean), { cache })).toMatchObject({ recalled: [false, false], reads: 1 });
    expect(await read(layoutOf(clean), { cache })).toMatchObject({ recalled: [true], reads: 0 });
  });

  test.each([
    ['clean first', [clean, dirty]],
    ['dirty first', [dirty, clean]],
  ])('says of its own blob what is behind the stream: %s', async (_, order) => {
    const cache = memoryCache();
    const alone = await Promise.all(order.map((blob) => read(layoutOf(blob), {})));
    expect(alone.map(({ waste }) => waste).toSorted()).toEqual([[0], [1]]);
    for (const [i, blob] of order.entries())
      expect((await read(layoutOf(blob), { cache })).waste).toEqual(alone[i]?.waste);
    for (const [i, blob] of order.entries()) {
      const again = await read(layoutOf(blob), { cache });
      expect(again).toMatchObject({ recalled: [true], reads: 0, waste: alone[i]?.waste });
      expect(again.indexes).toEqual(alone[i]?.indexes);
    }
    const both = await read(layoutOf(...order), {});
    expect([both.waste, both.reads]).toEqual([alone.flatMap(({ waste }) => waste), 2]);
  });

  test('does not speak for another blob of the same name', async () => {
    const cache = memoryCache();
    await read(layoutOf(clean), { cache });
    await expect(read(layoutOf(foreign), { cache })).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
    await expect(read(layoutOf(clean, foreign), { cache })).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
  });

  test('has to be within the limits asked for now', async () => {
    const cache = memoryCache();
    await read(layoutOf(clean), { cache });
    const narrow = { ...TAR_LIMITS, entries: 10 };
    await expect(read(layoutOf(clean), { cache, limits: narrow })).rejects.toMatchObject({ code: 'tar-over-limit' });
    const inflate = { ...INFLATE_LIMITS, bytes: 10_000 };
    await expect(read(layoutOf(clean), { cache }, inflate)).rejects.toMatchObject({ code: 'inflate-over-limit' });
    expect(await read(layoutOf(clean), { cache })).toMatchObject({ recalled: [true] });
  });

  test('keeps what other collectors found, and not what a former version of one of these did', async () => {
    const cache = memoryCache();
    const named = (...names: string[]) =>
      names.map((name) => ({ name, start: () => ({ open: () => undefined, result: () => name }) }));
    const kept = async (...names: string[]) => {
      await read(layoutOf(clean), { cache }, INFLATE_LIMITS, named(...names));
      return [...cache.kept.values()].flatMap(({ collected }) => Object.keys(collected)).toSorted();
    };
    expect(await kept('words/1', 'lines/9')).toEqual(['lines/9', 'words/1']);
    expect(await kept('words/2')).toEqual(['lines/9', 'words/2']);
    expect(await kept('plain', 'lines/10')).toEqual(['lines/10', 'plain', 'words/2']);
  });

  test('that kept narrower limits keeps wider ones', async () => {
    const cache = memoryCache();
    const limits = { ...TAR_LIMITS, entries: 20 };
    await read(layoutOf(clean), { cache });
    expect(await read(layoutOf(clean), { cache, limits })).toMatchObject({ recalled: [false] });
    expect(await read(layoutOf(clean), { cache, limits })).toMatchObject({ recalled: [true] });
    expect(await read(layoutOf(clean), { cache })).toMatchObject({ recalled: [true] });
  });
});

test('a compressed layer without a digest of its own is read each time, a plain one is known by its diffId', async () => {
  const open = async (compress: (plain: Uint8Array) => Uint8Array) => {
    const archive = memoryBlobs(new Map([['x.tar', makeDockerArchive([tar], ['x:1'], {}, compress)]]));
    return openDockerArchive(await openTarMembers(archive, 'x.tar'), {}, nodeInflater(''));
  };
  const cache = memoryCache();
  const notesOf = async (compress: (plain: Uint8Array) => Uint8Array) =>
    (await indexLayers(await open(compress), [], { cache })).flatMap(({ notes }) => notes);
  expect(await notesOf(() => dirty)).toHaveLength(1);
  expect(await notesOf(() => clean)).toEqual([]);
  expect(cache.kept.size).toBe(0);
  expect(await notesOf((plain) => plain)).toEqual([]);
  expect([...cache.kept.keys()]).toEqual([`${sha256(tar)} ${sha256(tar)}`]);
});
