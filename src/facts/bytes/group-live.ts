import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { PackageAccount } from '../packages/list-packages.ts';
import { findPlace } from './find-place.ts';
import { causeOf, type LiveCause } from './live-causes.ts';

/** Live contents of one layer that may be there for one reason of nothing. */
export interface LiveGroup {
  readonly cause: LiveCause;
  readonly layer: number;
  readonly bytes: number;
  readonly files: number;
  readonly place: ByteText;
}

interface Growing {
  readonly cause: LiveCause;
  readonly layer: number;
  readonly files: { readonly path: ByteText; readonly bytes: number }[];
}

/** Each live content at most once, by the first of its names. Cost: a walk of the tree. */
export function groupLive(
  indexes: readonly LayerIndex[],
  tree: MergedTree,
  packages: PackageAccount,
): readonly LiveGroup[] {
  const seen = indexes.map(({ columns }) => new Uint8Array(columns.count));
  const groups = new Map<string, Growing>();
  for (const { path, content } of tree.nodes()) {
    const bytes = content?.entry.storedBytes ?? content?.entry.bytes ?? 0;
    const rows = seen[content?.layer ?? -1];
    if (content === undefined || rows === undefined || bytes === 0 || rows[content.row] === 1) continue;
    rows[content.row] = 1;
    const owner = packages.packages[packages.ownerOf(content) ?? -1];
    const cause = causeOf({ path, bytes, owner });
    if (cause === undefined) continue;
    const key = `${cause} ${content.layer}`;
    const group = groups.get(key) ?? { cause, layer: content.layer, files: [] };
    group.files.push({ path, bytes });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ cause, layer, files }) => ({
    cause,
    layer,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files: files.length,
    place: findPlace(files),
  }));
}
