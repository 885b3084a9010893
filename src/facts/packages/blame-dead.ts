import type { LayerIndex } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { folderOf } from '../../image/folder-of.ts';
import type { PackageRecord } from '../../image/packages/contract.ts';
import { normalizePythonName } from '../../image/packages/parse-python.ts';
import type { ByteText } from '../../model/bytes.ts';
import { findRecordsIn } from './find-records.ts';
import { nearestFolder, ownersByPath } from './owners-by-path.ts';
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
  const merged = paths.size === 0 ? [] : [...findMerged(indexes)];
  const owners = new Map(
    [...paths].map(([layer, wanted]) => {
      const folders = new Set(merged.flatMap(([folder, since]) => (since <= layer ? [folder] : [])));
      return [layer, ownersByPath(packagesOf(layer), wanted, folders)] as const;
    }),
  );
  const byKey = new Map<number, ReadonlyMap<string, PackageRecord>>();
  const packagesAt = (layer: number) => {
    const keys =
      byKey.get(layer) ??
      new Map(
        packagesOf(layer).flatMap((one) => placesOf(one).map((place) => [keyOf(one, place), one.record] as const)),
      );
    byKey.set(layer, keys);
    return keys;
  };
  const placeOf = placeFinder();
  return ({ path, layer, by }) => {
    const gone = owners.get(layer)?.(path);
    if (gone === undefined) return undefined;
    const instead = packagesAt(by).get(keyOf(gone, placeOf(gone, path)));
    return instead === undefined ? { package: gone.record } : { package: gone.record, instead };
  };
}

/** What distributions move below `usr`. */
const MERGED = /^(?:s?bin|lib(?:32|64|x32)?)$/;

/** The first layer in which each of them is a symlink there, as far as layers say so themselves. Cost: a walk of the links of all layers. */
function findMerged(indexes: readonly LayerIndex[]): ReadonlyMap<ByteText, number> {
  const found = new Map<ByteText, number>();
  for (const [layer, { columns }] of indexes.entries()) {
    const table = openEntryTable(columns);
    for (const row of columns.linkRows) {
      const path = table.type(row) === 'symlink' ? table.path(row) : '';
      if (!MERGED.test(path) || found.has(path)) continue;
      if ([`usr/${path}`, `/usr/${path}`].includes(table.link(row) ?? '')) found.set(path, layer);
    }
  }
  return found;
}

/** Packages of one name at one place take each other's; those of one name elsewhere have nothing to do with it. */
function keyOf({ record: { kind, name } }: FoundPackage, place: ByteText): string {
  return [kind, kind === 'python' ? normalizePythonName(name) : name, place].join('\0');
}

/** The folders it is installed in, as many as hard links put its record in; of kinds that are once in a system that one. */
function placesOf({ record: { kind }, from }: FoundPackage): readonly ByteText[] {
  if (kind !== 'python' && kind !== 'npm') return [''];
  const folders = [from.path, ...from.others].map(folderOf);
  return kind === 'npm' ? folders : folders.map(folderOf);
}

/** Finds which of a package's places a path is of; the first where none is. */
function placeFinder(): (one: FoundPackage, path: ByteText) => ByteText {
  const finders = new Map<FoundPackage, (path: ByteText) => ByteText>();
  return (one, path) => {
    const known = finders.get(one);
    if (known !== undefined) return known(path);
    const places = placesOf(one);
    const [first = ''] = places;
    const nearest = places.length > 1 ? nearestFolder(new Map(places.map((place) => [place, place]))) : undefined;
    const find = (inside: ByteText) => nearest?.(inside) ?? first;
    finders.set(one, find);
    return find(path);
  };
}
