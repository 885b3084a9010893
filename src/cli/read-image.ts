import { type BuildRecord, readProvenance } from '../facts/lines/read-provenance.ts';
import { secretCollector } from '../image/collectors/secret-collector.ts';
import type { ImageView, LayerIndex, MergedTree } from '../image/contract.ts';
import { indexLayers } from '../image/index-layers.ts';
import { mergeLayers } from '../image/merge/merge-layers.ts';
import { packageCollector } from '../image/packages/package-collector.ts';
import { parseImageName } from '../model/image-name.ts';
import { Problem } from '../model/problem.ts';
import type { ProgressEvent } from '../model/progress.ts';
import { chooseEngine } from './choose-engine.ts';
import type { ImageFlags } from './commands/image-flags.ts';
import { composeImage } from './compose-image.ts';
import { composeIndexCache, type OpenImage } from './compose-stored-image.ts';
import type { CliContext } from './context.ts';
import { type ReadLimits, readLimits, withLimitHint } from './read-limits.ts';
import { tellProgress } from './tell-progress.ts';

const COLLECTORS = [packageCollector, secretCollector];

const PROVENANCE = 'https://slsa.dev/provenance/';

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
  if (name === undefined) throw await tellBadName(typed, context);
  const opened = await composeImage(context.process.env, {
    name,
    cwd: context.cwd,
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
  const say = tellProgress(context);
  const { view, close, limits, isRemote } = await openNamed(context, flags, typed);
  if (isRemote) say(openedEvent(view));
  try {
    const cache = composeIndexCache(context.process.env);
    const isWhole = depth === 'contents';
    let known = 0;
    const read = await indexLayers(view, isWhole ? COLLECTORS : [], {
      cache,
      limits: limits.tar,
      hash: isWhole,
      signal: context.signal,
      trust: !isWhole,
      onLayer: (layer, { contentBytes }, isRecalled) => {
        if (isRecalled) known += 1;
        else say({ is: 'layer-read', layer, layers: view.layers.length, contentBytes });
      },
    });
    if (known > 0) say({ is: 'layers-known', known, layers: view.layers.length });
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

/** Read only where it is wanted: reading names needs none of it. */
async function tellBadName(typed: string, { cwd, signal }: Pick<CliContext, 'cwd' | 'signal'>): Promise<Problem> {
  const { guessName, tellGuess } = await import('./guess-name.ts');
  const guess = await guessName(typed, cwd, signal);
  return tellGuess(new Problem('usage', 'bad-name', { of: 'image', name: typed }), guess);
}
