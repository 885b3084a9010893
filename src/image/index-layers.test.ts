import { describe, expect, test } from 'vitest';
import { Problem } from '../model/problem.ts';
import { headCollector } from './collectors/head-collector.ts';
import type { ImageView, KeptIndex, Layer, LayerIndex, LayerIndexCache } from './contract.ts';
import { indexLayer } from './index-layer.ts';
import { type IndexOptions, indexLayers } from './index-layers.ts';
import type { LayerJob } from './layer-crew.ts';
import { inChunks, type MemberSpec, makeLayer, makeTar, makeView } from './random-image.ts';

const file = (name: string, content: string): MemberSpec => ({ name, content });

function memoryCache(): LayerIndexCache & { readonly kept: Map<string, KeptIndex> } {
  const kept = new Map<string, KeptIndex>();
  return {
    kept,
    get: async ({ diffId, digest }) => kept.get(`${diffId} ${digest}`),
    put: async (index) => {
      kept.set(`${index.diffId} ${index.blob}`, index);
    },
  };
}

/** Its bytes are not those of its diffId; whoever trusts it does not notice. */
function forge(layer: Layer, members: readonly MemberSpec[]): Layer {
  const tar = makeTar(members);
  return {
    ...layer,
    open: () => inChunks(tar),
    readAt: (offset, length) => tar.subarray(offset, offset + length),
    tarBytes: tar.length,
  };
}

describe('the cache of layers', () => {
  const honest = makeView([[file('a', '1')]]);
  const [layer] = honest.layers;
  if (layer === undefined) throw new Error('a view has its layer');
  const forged: ImageView = { ...honest, layers: [forge(layer, [file('evil', '2')])] };

  test('learns nothing from a layer that was believed', async () => {
    const cache = memoryCache();
    const [believed] = await indexLayers(forged, [], { cache, trust: true });
    expect(believed?.columns.count).toBe(1);
    expect(cache.kept.size).toBe(0);
    await expect(indexLayers(forged, [], { cache })).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
    expect(cache.kept.size).toBe(0);
  });

  test('compressed layers are believed where they lie in files, and not where they come over a network', async () => {
    const { readAt: _, tarBytes: __, ...streamed } = forge(layer, [file('evil', '2')]);
    const { digest, diffId, mediaType } = layer;
    const place = { dir: '/', name: 'x', source: 'x', offset: 0, bytes: 1 };
    const stored = { ...streamed, location: { place, blob: { digest, diffId, mediaType, name: 'x' } } };
    const [believed] = await indexLayers({ ...honest, layers: [stored] }, [], { trust: true });
    expect(believed).toMatchObject({ isVerified: false, columns: { count: 1 } });
    const remote = indexLayers({ ...honest, layers: [streamed] }, [], { trust: true });
    await expect(remote).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
  });

  test('keeps the digests it has when a layer is read again without', async () => {
    const cache = memoryCache();
    await indexLayers(honest, [], { cache, hash: true });
    const collector = { name: 'names', start: () => ({ open: () => undefined, result: () => 'all' }) };
    await indexLayers(honest, [collector], { cache });
    const [kept] = cache.kept.values();
    expect(kept?.digests?.length).toBe(32);
    expect(kept?.collected).toEqual({ names: 'all' });
  });
});

test('what a collector found that is no more is not kept on', async () => {
  const cache = memoryCache();
  const view = makeView([[file('a', '1')]]);
  const collector = (name: string) => ({ name, start: () => ({ open: () => undefined, result: () => name }) });
  const known = headCollector.name;
  await indexLayers(view, [collector('names/1'), headCollector], { cache });
  await indexLayers(view, [collector('names/2')], { cache });
  const [kept] = cache.kept.values();
  expect(Object.keys(kept?.collected ?? {}).toSorted()).toEqual([known, 'names/2'].toSorted());
});

test('one layer that cannot be read ends the reading of the others', async () => {
  let read = 0;
  const damaged: Layer = { ...makeLayer(makeTar([])), open: () => inChunks(new Uint8Array(1000).fill(7)) };
  const long: Layer = {
    ...makeLayer(makeTar([file('x', 'y')])),
    async *open() {
      for (;;) {
        read += 1;
        yield new Uint8Array(512 * 100);
        await new Promise((resolve) => setImmediate(resolve));
        if (read > 100_000) throw new Error('nobody ended this');
      }
    },
  };
  const queued = Array.from({ length: 5 }, (_, i) => makeLayer(makeTar([file(`q${i}`, '')])));
  const opened: number[] = [];
  const layers = [
    damaged,
    long,
    ...queued.map((layer, i) => ({
      ...layer,
      open: () => {
        opened.push(i);
        return layer.open();
      },
    })),
  ];
  const reading = indexLayers({ ...makeView([]), layers }, []);
  await expect(reading).rejects.toBeInstanceOf(Problem);
  expect([read < 100_000, opened]).toEqual([true, []]);
});

test('a signal ends it with its reason', async () => {
  const ending = new AbortController();
  ending.abort(new Error('enough'));
  await expect(indexLayers(makeView([[file('a', '1')]]), [], { signal: ending.signal })).rejects.toThrow('enough');
});

describe('a crew of threads', () => {
  const sizes = [10, 30, 20];
  const plain = makeView(sizes.map((_, i) => [file(`f${i}`, `${i}`)]));
  const digest = plain.digest;
  const place = (bytes: number) => ({ dir: '/', name: 'x', source: 'x', offset: 0, bytes });
  const layers = plain.layers.map((layer, i) => ({
    ...layer,
    location: { place: place(sizes[i] ?? 0), blob: { digest, diffId: layer.diffId, mediaType: '', name: 'x' } },
  }));

  /** Reads as a thread would, in this one. */
  function play(read: (layer: Layer, job: LayerJob) => Promise<LayerIndex | undefined>) {
    const seen = { asked: [] as number[], read: [] as number[], ended: 0 };
    const view: ImageView = {
      ...plain,
      layers: [...layers, ...layers.slice(0, 1)],
      hireCrew(wanted, job) {
        seen.asked.push(wanted.length);
        return {
          parallel: 2,
          async read(layer) {
            seen.read.push(layer.location?.place.bytes ?? 0);
            return read(layer, job);
          },
          async end() {
            seen.ended += 1;
          },
        };
      },
    };
    return { seen, view };
  }
  const honest = (layer: Layer, { collectors, ...options }: LayerJob) => indexLayer(layer, collectors, options);

  test('reads each layer once, the largest first, with the same outcome', async () => {
    const { seen, view } = play(honest);
    const told: number[] = [];
    const indexes = await indexLayers(view, [], { hash: true, onLayer: (layer) => told.push(layer) });
    expect(indexes).toEqual(await indexLayers({ ...view, hireCrew: undefined }, [], { hash: true }));
    expect(seen).toEqual({ asked: [3], read: [30, 20, 10], ended: 1 });
    expect(told.toSorted()).toEqual([0, 1, 2, 3]);
  });

  test('leaves a layer to this thread where it has none', async () => {
    const { seen, view } = play(async (layer, job) =>
      layer.location?.place.bytes === 30 ? undefined : honest(layer, job),
    );
    const indexes = await indexLayers(view, [], { hash: true });
    expect(indexes).toEqual(await indexLayers({ ...view, hireCrew: undefined }, [], { hash: true }));
    expect([seen.read, seen.ended]).toEqual([[30, 20, 10], 1]);
  });

  test.each<[string, IndexOptions]>([
    ['one at a time', { parallel: 1 }],
    ['a signal that was given before', { signal: AbortSignal.abort('enough') }],
  ])('is not asked for: %s', async (_, options) => {
    const { seen, view } = play(honest);
    await Promise.allSettled([indexLayers(view, [], options)]);
    expect(seen.asked).toEqual([]);
  });

  test('is asked for what the cache does not know, and for no single layer', async () => {
    const cache = memoryCache();
    const { seen, view } = play(honest);
    await indexLayers({ ...view, layers: layers.slice(0, 1) }, [], { cache });
    expect(seen.asked).toEqual([]);
    await indexLayers(view, [], { cache });
    await indexLayers(view, [], { cache });
    expect([seen.asked, seen.read, cache.kept.size]).toEqual([[2], [30, 20], 3]);
  });

  test('one layer that cannot be read ends the others, and the crew', async () => {
    const reasons: unknown[] = [];
    const { seen, view } = play(async (layer, { signal }) => {
      if (layer.location?.place.bytes === 20) throw new Problem('usage', 'not-an-image', { source: 'x' });
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason);
        });
      });
    });
    await expect(indexLayers(view, [])).rejects.toMatchObject({ code: 'not-an-image' });
    expect([seen.read, seen.ended, reasons.length]).toEqual([[30, 20], 1, 1]);
  });
});
