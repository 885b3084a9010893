import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { Problem } from '../model/problem.ts';
import type { Collector, ContentSink, ImageView, Layer, LayerEntry, LayerIndex, LayerIndexCache } from './contract.ts';
import { streamCursor } from './tar/byte-cursor.ts';
import { cleanPath } from './tar/clean-path.ts';
import { readTar, type TarMember } from './tar/read-tar.ts';
import type { TarLimits } from './tar/tar-limits.ts';

export interface IndexOptions {
  readonly cache?: LayerIndexCache | undefined;
  readonly limits?: TarLimits | undefined;
  /** Layers read at the same time. */
  readonly parallel?: number | undefined;
}

/** More than two at once only fight over the same disk and cores. */
const PARALLEL_LAYERS = 2;

/**
 * One pass over every layer that the cache does not know yet, two at a time; checks each against its diffId.
 * @returns one index per layer, in the order of the view
 * @throws Problem `layer-diff-id-mismatch`, `tar-damaged`, `tar-over-limit`, `layer-inflate-failed`
 */
export async function indexLayers(
  view: ImageView,
  collectors: readonly Collector[],
  options: IndexOptions = {},
): Promise<readonly LayerIndex[]> {
  const limit = pLimit(options.parallel ?? PARALLEL_LAYERS);
  const started = new Map<string, Promise<LayerIndex>>();
  return Promise.all(
    view.layers.map((layer) => {
      const running = started.get(layer.diffId) ?? limit(() => recallLayer(layer, collectors, options));
      started.set(layer.diffId, running);
      return running;
    }),
  );
}

/** Content bytes of all layers together, the lower layers' hidden files included: what the layers hold on a disk. */
export function sumUnpackedBytes(indexes: readonly LayerIndex[]): number {
  return indexes.reduce((sum, index) => sum + index.contentBytes, 0);
}

async function recallLayer(layer: Layer, collectors: readonly Collector[], options: IndexOptions): Promise<LayerIndex> {
  const known = await options.cache?.get(layer.diffId);
  if (known !== undefined && collectors.every((c) => c.name in known.collected)) return known;
  const index = await indexLayer(layer, collectors, options.limits);
  const kept = { ...index, collected: { ...known?.collected, ...index.collected } };
  await options.cache?.put(kept);
  return kept;
}

/** Reads one layer to its last byte. Memory: its entries and what the collectors keep. */
export async function indexLayer(
  layer: Layer,
  collectors: readonly Collector[],
  limits?: TarLimits,
): Promise<LayerIndex> {
  const hash = createHash('sha256');
  const cursor = streamCursor(layer.open(), (chunk) => hash.update(chunk));
  const runs = collectors.map((c) => ({ name: c.name, run: c.start() }));
  const entries: LayerEntry[] = [];
  let contentBytes = 0;
  try {
    await readTar(
      cursor,
      (member) => {
        const entry = entryOf(member);
        entries.push(entry);
        contentBytes += entry.bytes;
        return entry.type === 'file' && !member.sparse ? joinSinks(runs.map(({ run }) => run.open(entry))) : undefined;
      },
      { source: layer.digest, limits },
    );
    await cursor.drain();
  } finally {
    await cursor.cancel();
  }
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual !== layer.diffId) {
    throw new Problem('usage', 'layer-diff-id-mismatch', { layer: layer.digest, expected: layer.diffId, actual });
  }
  const collected = Object.fromEntries(runs.map(({ name, run }) => [name, run.result()]));
  return { diffId: layer.diffId, entries, contentBytes, collected };
}

/** The row kept of a member. */
function entryOf(member: TarMember): LayerEntry {
  const { type, bytes, mode, uid, gid, mtimeMs, offset } = member;
  const base = { path: cleanPath(member.name), type, bytes, mode, uid, gid, mtimeMs, offset };
  if (member.link === '' && member.device === undefined && member.xattrs === undefined && !member.sparse) return base;
  return {
    ...base,
    ...(member.link === '' ? {} : { link: type === 'hardlink' ? cleanPath(member.link) : member.link }),
    ...(member.device === undefined ? {} : { device: member.device }),
    ...(member.xattrs === undefined ? {} : { xattrs: member.xattrs }),
    ...(member.sparse ? { sparse: true as const } : {}),
  };
}

function joinSinks(sinks: readonly (ContentSink | undefined)[]): ContentSink | undefined {
  const wanted = sinks.filter((sink) => sink !== undefined);
  if (wanted.length <= 1) return wanted[0];
  return {
    write: (chunk) => {
      for (const sink of wanted) sink.write(chunk);
    },
    end: () => {
      for (const sink of wanted) sink.end();
    },
  };
}
