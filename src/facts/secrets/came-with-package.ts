import type { LayerIndex } from '../../image/contract.ts';
import { digestAt } from '../../image/digest-at.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import type { ByteText } from '../../model/bytes.ts';
import { blameDead } from '../packages/blame-dead.ts';
import type { PackageAccount } from '../packages/list-packages.ts';

/** A content by the name it is stored under. */
export interface NamedContent extends Place {
  readonly path: ByteText;
}

/**
 * Tells which contents came with a package. A path says little: who puts a file of their own over a package's has it under the package's
 * name. So a content came with one where its own layer's records name it, or where no layer below knew its path yet: files may be copied
 * before the records that speak of them. A package's own file that was only touched, as by `chown -R`, is still the package's.
 * Cost: the lists of the layers that carry such contents; of the layers below only where it is not settled then.
 */
export function cameWithPackage(
  indexes: readonly LayerIndex[],
  packages: Pick<PackageAccount, 'ownerOf'>,
  contents: readonly NamedContent[],
): (content: NamedContent) => boolean {
  const isNamed = openRecords(indexes, contents);
  const open = contents.filter((one) => !isNamed(one) && packages.ownerOf(one) !== undefined);
  const below = open.flatMap(({ path, layer }) => indexes.slice(0, layer).map((_, lower) => ({ path, layer: lower })));
  const wasNamed = openRecords(indexes, below);
  const hexOf = openDigests(indexes, below.filter(wasNamed));
  return (content) => {
    if (isNamed(content)) return true;
    if (packages.ownerOf(content) === undefined) return false;
    const { path, layer } = content;
    const owned = indexes.flatMap((_, lower) => (lower < layer && wasNamed({ path, layer: lower }) ? [lower] : []));
    const own = hexAt(indexes, content);
    return owned.length === 0 || owned.some((lower) => own !== undefined && hexOf(lower, path) === own);
  };
}

type LayerPath = Pick<NamedContent, 'path' | 'layer'>;

/** Do a layer's own records name a path? */
function openRecords(indexes: readonly LayerIndex[], wanted: readonly LayerPath[]): (one: LayerPath) => boolean {
  const places = wanted.map(({ path, layer }) => ({ path, layer, by: layer }));
  const blame = blameDead(indexes, places);
  return ({ path, layer }) => blame({ path, layer, by: layer }) !== undefined;
}

/** What layers have under some names. */
function openDigests(indexes: readonly LayerIndex[], wanted: readonly LayerPath[]) {
  const paths = new Map<number, Set<ByteText>>();
  for (const { layer, path } of wanted) paths.set(layer, (paths.get(layer) ?? new Set()).add(path));
  const digests = new Map<string, string | undefined>();
  for (const [layer, names] of paths) {
    const index = indexes[layer];
    if (index === undefined) continue;
    const table = openEntryTable(index.columns);
    for (let row = 0; row < table.count; row++) {
      const path = table.type(row) === 'file' ? table.path(row) : undefined;
      if (path !== undefined && names.has(path)) digests.set(`${layer} ${path}`, hexAt(indexes, { layer, row }));
    }
  }
  return (layer: number, path: ByteText) => digests.get(`${layer} ${path}`);
}

function hexAt(indexes: readonly LayerIndex[], content: Place): string | undefined {
  return digestAt(indexes, content)?.toString('hex');
}
