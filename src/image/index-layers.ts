import pLimit from 'p-limit';
import { KNOWN_COLLECTORS } from './collectors/known-collectors.ts';
import type { Collector, ImageView, Layer, LayerIndex, LayerIndexCache } from './contract.ts';
import { indexLayer, type LayerOptions } from './index-layer.ts';

export interface IndexOptions extends LayerOptions {
  readonly cache?: LayerIndexCache | undefined;
  /** Layers read at the same time; 1 also means: in this thread. */
  readonly parallel?: number | undefined;
  /** Told of each layer, once it is known. @param isRecalled out of the cache */
  readonly onLayer?: ((layer: number, index: LayerIndex, isRecalled: boolean) => void) | undefined;
}

/** More than two at once in one thread only fight over the same disk and core. */
const PARALLEL_LAYERS = 2;

/**
 * One pass over every layer that the cache does not know well enough yet, some at a time; checks each against its diffId, unless told
 * to trust. By the view's crew where it has one and that pays, else two at a time in this thread.
 * @returns one index per layer, in the order of the view
 * @throws Problem `layer-diff-id-mismatch`, `tar-damaged`, `tar-over-limit`, `layer-inflate-failed`, `layer-reader-died`
 */
export async function indexLayers(
  view: ImageView,
  collectors: readonly Collector[],
  options: IndexOptions = {},
): Promise<readonly LayerIndex[]> {
  // One layer that cannot be read ends the reading of the others: nobody wants their bytes any more.
  const ending = new AbortController();
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  signal.throwIfAborted();
  const recalled = await recallLayers(view.layers, collectors, options);
  const unread = [...recalled.values()].filter(({ index }) => index === undefined).map(({ layer }) => layer);
  const { limits, hash = false, trust = false, parallel: most } = options;
  const crew =
    most === 1 || unread.length < 2
      ? undefined
      : view.hireCrew?.(unread, { collectors, limits, hash, trust, most, signal });
  const read = async (layer: Layer) =>
    (await crew?.read(layer)) ?? (await indexLayer(layer, collectors, { ...options, signal }));
  const limit = pLimit(crew?.parallel ?? most ?? PARALLEL_LAYERS);
  const begin = async (layer: Layer) => {
    try {
      signal.throwIfAborted();
      return await read(layer);
    } catch (error) {
      // Before the next layer is begun.
      ending.abort(error);
      throw error;
    }
  };
  const begun = crew === undefined ? unread : unread.toSorted((a, b) => storedBytes(b) - storedBytes(a));
  const reading = new Map(
    begun.map((layer) => [
      layer.diffId,
      limit(begin, layer).then((index) =>
        keepIndex(index, { before: recalled.get(layer.diffId)?.before, collectors, cache: options.cache }),
      ),
    ]),
  );
  const told = view.layers.map(async ({ diffId }, number) => {
    const known = recalled.get(diffId)?.index;
    const index = known ?? ((await reading.get(diffId)) as LayerIndex);
    options.onLayer?.(number, index, known !== undefined);
    return index;
  });
  try {
    await Promise.allSettled(told);
    signal.throwIfAborted();
    return await Promise.all(told);
  } finally {
    await crew?.end();
  }
}

/** Content bytes of all layers together, the lower layers' hidden files included: what the layers hold on a disk. */
export function sumUnpackedBytes(indexes: readonly LayerIndex[]): number {
  return indexes.reduce((sum, index) => sum + index.contentBytes, 0);
}

interface Recalled {
  /** The first one of its diffId. */
  readonly layer: Layer;
  /** Where it says all that is asked for. */
  readonly index?: LayerIndex | undefined;
  /** What it says where that is not enough, of bytes that were checked. */
  readonly before?: Pick<LayerIndex, 'digests' | 'collected'> | undefined;
}

/** What the cache knows, by diffId. */
async function recallLayers(
  layers: readonly Layer[],
  collectors: readonly Collector[],
  options: IndexOptions,
): Promise<ReadonlyMap<string, Recalled>> {
  const recalled = new Map<string, Recalled>();
  for (const layer of layers) {
    if (recalled.has(layer.diffId)) continue;
    const known = await options.cache?.get(layer.diffId);
    if (known === undefined) recalled.set(layer.diffId, { layer });
    else if (isEnough(known, collectors, options)) recalled.set(layer.diffId, { layer, index: known });
    else {
      const { digests, collected, isVerified } = known;
      recalled.set(layer.diffId, { layer, before: isVerified ? { digests, collected } : undefined });
    }
  }
  return recalled;
}

function isEnough(known: LayerIndex, collectors: readonly Collector[], options: IndexOptions): boolean {
  if (options.trust !== true && !known.isVerified) return false;
  if (options.hash === true && known.digests === undefined) return false;
  return collectors.every((c) => c.name in known.collected);
}

function storedBytes({ location }: Layer): number {
  return location?.place.bytes ?? 0;
}

/** Only what was read to its last byte is of that diffId; other images have layers of the same one. */
async function keepIndex(
  index: LayerIndex,
  {
    before,
    collectors,
    cache,
  }: {
    readonly before: Recalled['before'];
    readonly collectors: readonly Collector[];
    readonly cache: LayerIndexCache | undefined;
  },
): Promise<LayerIndex> {
  if (!index.isVerified) return index;
  const digests = index.digests ?? before?.digests;
  const kept = {
    ...index,
    ...(digests !== undefined && { digests }),
    collected: { ...livingOnes(before?.collected ?? {}, collectors), ...index.collected },
  };
  await cache?.put(kept);
  return kept;
}

/** A collector that would answer otherwise now has another name: nobody asks for what the former one found. */
function livingOnes(collected: LayerIndex['collected'], collectors: readonly Collector[]): Record<string, unknown> {
  const asked = new Set(collectors.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(collected).filter(([name]) => asked.has(name) || KNOWN_COLLECTORS.has(name)),
  );
}
