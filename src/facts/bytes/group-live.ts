import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { keyOf } from '../../image/merge/growing-tree.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import type { ByteText } from '../../model/bytes.ts';
import { sumBytes } from '../../model/sum-of.ts';
import { LIVE_CAUSES, type LiveCause } from '../../record/inspection.ts';
import { groupBy } from '../group-by.ts';
import type { PackageAccount } from '../packages/list-packages.ts';
import { type FilesPlace, findPlace, type PlacedFile } from './find-place.ts';
import { causeOf } from './live-causes.ts';

/** A live content that may be there for one reason of nothing. */
export interface DoubtfulContent extends Place, PlacedFile {
  readonly cause: LiveCause;
}

/** Those of one layer and one reason. */
export interface LiveGroup extends FilesPlace {
  readonly cause: LiveCause;
  readonly layer: number;
  readonly bytes: number;
  readonly files: number;
}

/**
 * Each live content at most once. One with several names is there for nothing only where all of them are: it goes with the last of them.
 * Of different causes the first of `LIVE_CAUSES` counts. Cost: a walk of the tree. Memory: a byte an entry.
 */
export function listDoubtful(
  indexes: readonly LayerIndex[],
  tree: MergedTree,
  packages: PackageAccount,
): readonly DoubtfulContent[] {
  const isNeeded = indexes.map(({ columns }) => new Uint8Array(columns.count));
  const found = new Map<number, DoubtfulContent>();
  const isThere = (path: ByteText) => tree.get(path) !== undefined;
  for (const { path, content } of tree.nodes()) {
    const bytes = content?.entry.storedBytes ?? content?.entry.bytes ?? 0;
    const rows = isNeeded[content?.layer ?? -1];
    if (content === undefined || rows === undefined || bytes === 0 || rows[content.row] === 1) continue;
    const { layer, row } = content;
    const key = keyOf(content);
    const owner = packages.packages[packages.ownerOf(content) ?? -1];
    const cause = causeOf({ path, bytes, owner, isThere });
    if (cause === undefined) {
      rows[row] = 1;
      found.delete(key);
      continue;
    }
    const known = found.get(key);
    if (known !== undefined && LIVE_CAUSES.indexOf(known.cause) <= LIVE_CAUSES.indexOf(cause)) continue;
    found.set(key, { cause, path, bytes, layer, row });
  }
  return [...found.values()];
}

/** By reason and layer. Cost: linear in the lengths of the paths. */
export function groupLive(doubtful: readonly DoubtfulContent[]): readonly LiveGroup[] {
  const groups = groupBy(doubtful, ({ cause, layer }) => `${cause} ${layer}`);
  return [...groups.values()].flatMap((files) => {
    const [first] = files;
    if (first === undefined) return [];
    const { cause, layer } = first;
    return [{ cause, layer, bytes: sumBytes(files), files: files.length, ...placeOf(cause, files) }];
  });
}

const RECORDS = /^(?:.*?\/)?\.(?:git|hg|svn|bzr)\//;

/** Of version control the folder of its records, whatever of it is left: that is what one keeps out of a build. */
function placeOf(cause: LiveCause, files: readonly DoubtfulContent[]): FilesPlace {
  const found = findPlace(files);
  const records = cause === 'version-control' ? RECORDS.exec(found.place)?.[0] : undefined;
  return records === undefined ? found : { place: records };
}
