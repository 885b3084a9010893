import { describe, expect, test } from 'vitest';
import { Problem } from '../model/problem.ts';
import type { ImageView, Layer, LayerIndex, LayerIndexCache } from './contract.ts';
import { indexLayers } from './index-layers.ts';
import { inChunks, type MemberSpec, makeLayer, makeTar, makeView } from './random-image.ts';

const file = (name: string, content: string): MemberSpec => ({ name, content });

function memoryCache(): LayerIndexCache & { readonly kept: Map<string, LayerIndex> } {
  const kept = new Map<string, LayerIndex>();
  return {
    kept,
    get: async (diffId) => kept.get(diffId),
    put: async (index) => {
      kept.set(index.diffId, index);
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
