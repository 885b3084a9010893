import type { LayerIndex } from '../../image/contract.ts';
import type { PackageRecord } from '../../image/packages/contract.ts';
import { normalizePythonName } from '../../image/packages/parse-python.ts';
import { folderOf } from '../../image/packages/record-readers.ts';
import type { ByteText } from '../../model/bytes.ts';
import { findRecordsIn } from './find-records.ts';
import { ownersByPath } from './owners-by-path.ts';
import { type FoundPackage, relateRecords } from './relate-records.ts';

/** The package a dead content belonged to, and what the layer that took it away has of the same name. */
export interface Blame {
  readonly package: PackageRecord;
  /** The same package in another version, or in the same. */
  readonly instead?: PackageRecord | undefined;
}

export interface DeadPlace {
  readonly path: ByteText;
  readonly layer: number;
  readonly by: number;
}

/**
 * Tells by a layer's own records which package each of its dead contents was of: the merged tree knows only what is left.
 * Cost: the lists of the layers that carry dead contents, once each.
 */
export function blameDead(
  indexes: readonly LayerIndex[],
  dead: readonly DeadPlace[],
): (place: DeadPlace) => Blame | undefined {
  const known = new Map<number, readonly FoundPackage[]>();
  const packagesOf = (layer: number) => {
    const found = known.get(layer) ?? relateRecords(findRecordsIn(indexes, layer)).packages;
    known.set(layer, found);
    return found;
  };
  const paths = new Map<number, Set<ByteText>>();
  for (const { layer, path } of dead) paths.set(layer, (paths.get(layer) ?? new Set()).add(path));
  const owners = new Map([...paths].map(([layer, wanted]) => [layer, ownersByPath(packagesOf(layer), wanted)]));
  const byName = new Map<number, ReadonlyMap<string, PackageRecord>>();
  const namesIn = (layer: number) => {
    const names = byName.get(layer) ?? new Map(packagesOf(layer).map((found) => [keyOf(found), found.record]));
    byName.set(layer, names);
    return names;
  };
  return ({ path, layer, by }) => {
    const gone = owners.get(layer)?.(path);
    if (gone === undefined) return undefined;
    const instead = namesIn(by).get(keyOf(gone));
    return instead === undefined ? { package: gone.record } : { package: gone.record, instead };
  };
}

/** Packages of one name at one place take each other's; those of one name elsewhere have nothing to do with it. */
function keyOf({ record: { kind, name }, from }: FoundPackage): string {
  const folder = folderOf(from.path);
  if (kind === 'python') return `${kind} ${normalizePythonName(name)} ${folderOf(folder)}`;
  return kind === 'npm' ? `${kind} ${name} ${folder}` : `${kind} ${name}`;
}
