import pLimit from 'p-limit';
import type { Collector, ImageView, KeptIndex, Layer, LayerIndex, LayerIndexCache } from './contract.ts';
import { indexLayer, type LayerOptions } from './index-layer.ts';
import { INFLATE_LIMITS } from './sources/inflate-limits.ts';
import { TAR_LIMITS } from './tar/tar-limits.ts';

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
  const keys = view.layers.map(keyOf);
  const recalled = await recallLayers(view.layers, collectors, options);
  const unread = [...recalled].flatMap(([key, { layer, index }]) => (index === undefined ? [{ key, layer }] : []));
  const { limits, hash = false, trust = false, parallel: most } = options;
  const crew =
    most === 1 || unread.length < 2
      ? undefined
      : view.hireCrew?.(
          unread.map(({ layer }) => layer),
          { collectors, limits, hash, trust, most, signal },
        );
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
  const bySize = (a: { readonly layer: Layer }, b: { readonly layer: Layer }) =>
    storedBytes(b.layer) - storedBytes(a.layer);
  const begun = crew === undefined ? unread : unread.toSorted(bySize);
  const reading = new Map(
    begun.map(({ key, layer }) => [
      key,
      limit(begin, layer).then((index) =>
        keepIndex(index, { layer, before: recalled.get(key)?.before, collectors, options }),
      ),
    ]),
  );
  const told = keys.map(async (key, number) => {
    const known = recalled.get(key)?.index;
    const index = known ?? ((await reading.get(key)) as LayerIndex);
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
  /** The first one of its diffId and blob. */
  readonly layer: Layer;
  /** Where it says all that is asked for. */
  readonly index?: LayerIndex | undefined;
  /** What it says where that is not enough, of bytes that were checked. */
  readonly before?: Pick<LayerIndex, 'digests' | 'collected'> | undefined;
}

/** What is the same for two layers of one image whose readings are one. */
function keyOf(layer: Layer, number: number): string {
  const { diffId, digest, location } = layer;
  if (hasOwnDigest(layer)) return `${diffId} ${digest}`;
  return `${diffId} ${location === undefined ? number : `at ${location.place.offset}`}`;
}

/** Archives of older engines name a compressed layer by its diffId: what else is in its blob nothing tells from another. */
function hasOwnDigest({ diffId, digest, compression = 'plain' }: Layer): boolean {
  return digest !== diffId || compression === 'plain';
}

/** What the cache knows, by `keyOf`. */
async function recallLayers(
  layers: readonly Layer[],
  collectors: readonly Collector[],
  options: IndexOptions,
): Promise<ReadonlyMap<string, Recalled>> {
  const recalled = new Map<string, Recalled>();
  for (const [number, layer] of layers.entries()) {
    const key = keyOf(layer, number);
    if (recalled.has(key)) continue;
    const known = hasOwnDigest(layer) ? await options.cache?.get(layer) : undefined;
    if (known === undefined) recalled.set(key, { layer });
    else {
      const { blob: _, heldTo, ...index } = known;
      const isKnown = isEnough(index, collectors, options) && isWithin(heldTo, limitsOf(layer, options));
      const { digests, collected, isVerified } = index;
      recalled.set(
        key,
        isKnown ? { layer, index } : { layer, before: isVerified ? { digests, collected } : undefined },
      );
    }
  }
  return recalled;
}

function isEnough(known: LayerIndex, collectors: readonly Collector[], options: IndexOptions): boolean {
  if (options.trust !== true && !known.isVerified) return false;
  if (options.hash === true && known.digests === undefined) return false;
  return collectors.every((c) => c.name in known.collected);
}

function limitsOf(
  { inflateLimits = INFLATE_LIMITS }: Layer,
  { limits = TAR_LIMITS }: IndexOptions,
): KeptIndex['heldTo'] {
  return { ...limits, ...inflateLimits };
}

/** What kept narrower limits keeps wider ones; what did not may have gone beyond them. */
function isWithin(heldTo: KeptIndex['heldTo'], asked: KeptIndex['heldTo']): boolean {
  return (Object.keys(asked) as (keyof typeof asked)[]).every((name) => heldTo[name] <= asked[name]);
}

function storedBytes({ location }: Layer): number {
  return location?.place.bytes ?? 0;
}

/** Only what was read to its last byte is of that diffId; other images have layers of the same one. */
async function keepIndex(
  index: LayerIndex,
  {
    layer,
    before,
    collectors,
    options,
  }: {
    readonly layer: Layer;
    readonly before: Recalled['before'];
    readonly collectors: readonly Collector[];
    readonly options: IndexOptions;
  },
): Promise<LayerIndex> {
  if (!index.isVerified) return index;
  const digests = index.digests ?? before?.digests;
  const kept = {
    ...index,
    ...(digests !== undefined && { digests }),
    collected: { ...livingOnes(before?.collected ?? {}, collectors), ...index.collected },
  };
  if (hasOwnDigest(layer)) await options.cache?.put({ ...kept, blob: layer.digest, heldTo: limitsOf(layer, options) });
  return kept;
}

/** A collector that would answer otherwise now has another name: nobody asks for what the former one found. */
function livingOnes(collected: LayerIndex['collected'], collectors: readonly Collector[]): Record<string, unknown> {
  const asked = new Map(collectors.map(({ name }) => [kindOf(name), name]));
  return Object.fromEntries(Object.entries(collected).filter(([name]) => (asked.get(kindOf(name)) ?? name) === name));
}

/** `packages` of `packages/8`. */
function kindOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1) || name;
}
