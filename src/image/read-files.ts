import type { ImageView, Layer, LayerEntry, LayerIndex, MergedTree } from './contract.ts';
import { mergeLayers } from './merge/merge-layers.ts';
import { streamCursor } from './tar/byte-cursor.ts';

export type FileRead =
  | { readonly is: 'read'; readonly bytes: Uint8Array }
  /** There is no such file, or it is no regular one. */
  | { readonly is: 'absent' }
  | { readonly is: 'too-large'; readonly bytes: number };

export interface ReadOptions {
  /** Saves merging anew. */
  readonly tree?: MergedTree | undefined;
  /** Longest file read. */
  readonly limitBytes?: number | undefined;
}

const LIMIT_BYTES = 1 << 20;
/** Of all files of one call together. */
const TOTAL_BYTES = 64 << 20;

/**
 * Contents of some small files as a container sees them, symlinks followed. Cost: plain layers are read by range; of each compressed layer
 * that carries any of them, one pass up to the last one.
 */
export async function readFiles(
  view: ImageView,
  indexes: readonly LayerIndex[],
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<ReadonlyMap<string, FileRead>> {
  const tree = options.tree ?? mergeLayers(indexes);
  const results = new Map<string, FileRead>();
  const wanted = sortByLayer(tree, new Set(paths), options.limitBytes ?? LIMIT_BYTES, results);
  for (const [layer, entries] of wanted) {
    const source = view.layers[layer];
    const contents = source === undefined ? [] : await readEntries(source, [...entries.values()]);
    for (const [entry, bytes] of contents) {
      for (const path of entries.get(entry.offset)?.paths ?? []) results.set(path, { is: 'read', bytes });
    }
  }
  return results;
}

interface Wanted {
  readonly entry: LayerEntry;
  readonly paths: readonly string[];
}

/** What is to be read, by layer and where its content starts; everything else is answered at once. */
function sortByLayer(
  tree: MergedTree,
  paths: ReadonlySet<string>,
  limitBytes: number,
  results: Map<string, FileRead>,
): Map<number, Map<number, Wanted>> {
  const wanted = new Map<number, Map<number, Wanted>>();
  let left = TOTAL_BYTES;
  for (const path of paths) {
    const content = tree.resolve(path)?.content;
    if (content === undefined || content.entry.sparse) {
      results.set(path, { is: 'absent' });
    } else if (content.entry.bytes > Math.min(limitBytes, left)) {
      results.set(path, { is: 'too-large', bytes: content.entry.bytes });
    } else {
      left -= content.entry.bytes;
      const entries = wanted.get(content.layer) ?? new Map<number, Wanted>();
      const { entry } = content;
      entries.set(entry.offset, { entry, paths: [...(entries.get(entry.offset)?.paths ?? []), path] });
      wanted.set(content.layer, entries);
    }
  }
  return wanted;
}

async function readEntries(layer: Layer, wanted: readonly Wanted[]): Promise<[LayerEntry, Uint8Array][]> {
  const entries = wanted.map(({ entry }) => entry);
  const read: [LayerEntry, Uint8Array][] = [];
  if (layer.readAt !== undefined) {
    for (const entry of entries) read.push([entry, await layer.readAt(entry.offset, entry.bytes)]);
    return read;
  }
  const cursor = streamCursor(layer.open());
  try {
    for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
      await cursor.pass(entry.offset - cursor.position);
      read.push([entry, Uint8Array.from(await cursor.take(entry.bytes))]);
    }
  } finally {
    await cursor.cancel();
  }
  return read;
}
