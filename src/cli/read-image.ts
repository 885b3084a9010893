import { resolve } from 'node:path';
import { type BuildRecord, readProvenance } from '../facts/lines/read-provenance.ts';
import { secretCollector } from '../image/collectors/secret-collector.ts';
import type { ImageView, LayerIndex, MergedTree } from '../image/contract.ts';
import { indexLayers } from '../image/index-layers.ts';
import { mergeLayers } from '../image/merge/merge-layers.ts';
import { packageCollector } from '../image/packages/package-collector.ts';
import { type ImageName, parseImageName } from '../model/image-name.ts';
import { Problem } from '../model/problem.ts';
import type { ProgressEvent } from '../model/progress.ts';
import { renderProgress } from '../report/render-progress.ts';
import { chooseEngine } from './choose-engine.ts';
import type { ImageFlags } from './commands/image-flags.ts';
import { composeImage } from './compose-image.ts';
import { composeIndexCache, type OpenImage } from './compose-stored-image.ts';
import type { CliContext } from './context.ts';
import { type ReadLimits, readLimits, withLimitHint } from './read-limits.ts';

const COLLECTORS = [packageCollector, secretCollector];

const PROVENANCE = 'https://slsa.dev/provenance/';

/** What is done within this time needs no progress. */
const QUIET_MS = 2000;

/** An image whose layers were read to the end; its source is closed again. */
export interface ReadImage {
  /** As it was typed. */
  readonly name: string;
  readonly view: ImageView;
  readonly indexes: readonly LayerIndex[];
  readonly tree: MergedTree;
  /** What its builder wrote down beside it. */
  readonly buildRecord?: BuildRecord | undefined;
  readonly unreadStatements: number;
}

/** Opens what was typed; whoever calls closes it. @throws Problem `bad-name`, `bad-limit`, and where there is no such image */
export async function openNamed(
  context: CliContext,
  flags: ImageFlags,
  typed: string,
): Promise<OpenImage & { readonly limits: ReadLimits }> {
  const limits = readLimits(flags.limit);
  const name = parseImageName(typed);
  if (name === undefined) throw new Problem('usage', 'bad-name', { of: 'image', name: typed });
  const opened = await composeImage(context.process.env, {
    name: withFullPath(name, context.cwd),
    platform: flags.platform,
    engine: chooseEngine(flags),
    limits,
    signal: context.signal,
  });
  return { ...opened, limits };
}

/**
 * Reads every layer with the digests of its contents, the ones known from before out of the cache. Runs nothing, unpacks nothing.
 * @param depth `headers` reads plain layers only from header to header and believes them: no packages, no equal contents
 */
export async function readImage(
  context: CliContext,
  flags: ImageFlags,
  typed: string,
  depth: 'headers' | 'contents' = 'contents',
): Promise<ReadImage> {
  const started = performance.now();
  const { view, close, limits, isRemote } = await openNamed(context, flags, typed);
  const say = (event: ProgressEvent) => {
    if (event.is === 'layer-read' && performance.now() - started < QUIET_MS) return;
    context.process.stderr.write(`${renderProgress(event, context.language)}\n`);
  };
  if (isRemote) say(openedEvent(view));
  try {
    const cache = composeIndexCache(context.process.env);
    const isWhole = depth === 'contents';
    const read = await indexLayers(view, isWhole ? COLLECTORS : [], {
      cache,
      limits: limits.tar,
      hash: isWhole,
      signal: context.signal,
      trust: !isWhole,
      onLayer: (layer, { contentBytes }, isRecalled) => {
        if (!isRecalled) say({ is: 'layer-read', layer, layers: view.layers.length, contentBytes });
      },
    });
    // The cache may know more: the same command says the same each time.
    const indexes = isWhole ? read : read.map(onlyHeaders);
    const buildRecord = await readBuildRecord(view);
    const unreadStatements = (await view.unreadStatements?.(PROVENANCE)) ?? 0;
    return { name: typed, view, indexes, tree: mergeLayers(indexes), buildRecord, unreadStatements };
  } catch (error) {
    throw withLimitHint(error);
  } finally {
    await close();
  }
}

function onlyHeaders({ digests: _, ...index }: LayerIndex): LayerIndex {
  return { ...index, collected: {} };
}

async function readBuildRecord({
  config: { os, architecture },
  statements,
}: ImageView): Promise<BuildRecord | undefined> {
  const found = (await statements?.(PROVENANCE)) ?? [];
  const records = found.map((statement) => readProvenance(statement, `${os}/${architecture}`));
  return records.find((record) => record !== undefined);
}

function openedEvent({ config: { os, architecture }, layers }: ImageView): ProgressEvent {
  const sizes = layers.map(({ transferBytes }) => transferBytes);
  const isKnown = sizes.every((bytes) => bytes !== undefined);
  const transferBytes = isKnown ? sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0) : undefined;
  return { is: 'image-opened', platform: `${os}/${architecture}`, layers: layers.length, transferBytes };
}

function withFullPath(name: ImageName, cwd: string): ImageName {
  return 'path' in name ? { ...name, path: resolve(cwd, name.path) } : name;
}
