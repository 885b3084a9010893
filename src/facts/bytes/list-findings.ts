import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { textToName } from '../../model/bytes.ts';
import type { FindingRecord, PackageName } from '../../record/inspection.ts';
import { blameDead } from '../packages/blame-dead.ts';
import { findRepeatedPackages } from '../packages/find-repeated.ts';
import type { PackageAccount } from '../packages/list-packages.ts';
import type { ByteAccount } from './account-bytes.ts';
import type { DuplicateGroup } from './find-duplicates.ts';
import type { FilesPlace } from './find-place.ts';
import { type DeadGroup, groupDead } from './group-dead.ts';
import { groupLive, listDoubtful } from './group-live.ts';
import { type Needless, sumNeedless } from './sum-needless.ts';

const HOW = {
  deleted: 'deleted-later',
  overwritten: 'overwritten-later',
  metadata: 'metadata-copied',
  replaced: 'replaced-later',
} as const;

/** Groups of equal contents that are told one by one. */
const MOST_DUPLICATES = 50;
const MOST_EXAMPLES = 5;

/** All that may be in an image for nothing. */
export interface Findings {
  /** Largest first. */
  readonly findings: FindingRecord[];
  readonly needless: Needless;
}

/** @param isBase whether a layer came with the image the build started from; undefined where that is not known */
export function listFindings(
  { indexes, tree }: { readonly indexes: readonly LayerIndex[]; readonly tree: MergedTree },
  account: ByteAccount,
  packages: PackageAccount,
  isBase: (layer: number) => boolean | undefined,
): Findings {
  const doubtful = listDoubtful(indexes, tree, packages);
  const repeated = findRepeatedPackages(packages.packages);
  const origin = (layers: readonly number[]) => {
    const known = layers.map(isBase);
    return known.includes(undefined) ? {} : { isBase: !known.includes(false) };
  };
  const found: FindingRecord[] = [
    ...groupDead(account.dead, blameDead(indexes, account.dead)).map((group) => ({
      ...tellDead(group),
      ...origin([group.layer]),
    })),
    ...groupLive(doubtful).map(({ cause, place, mostly, ...group }) => ({
      code: cause,
      ...group,
      ...namePlace({ place, mostly }),
      ...origin([group.layer]),
    })),
    ...tellDuplicates(indexes, account.duplicates, origin),
    ...repeated.map(({ name, bytes, files, versions, others }) => ({
      code: 'duplicate-package' as const,
      bytes,
      files,
      place: '',
      package: name,
      examples: versions.slice(0, MOST_EXAMPLES),
      ...origin(others.map(({ layer }) => layer)),
    })),
  ];
  return {
    findings: found.sort((a, b) => b.bytes - a.bytes || (a.code < b.code ? -1 : 1)),
    needless: sumNeedless(indexes, {
      account,
      doubtful,
      packages,
      repeated: repeated.flatMap(({ others }) => others),
    }),
  };
}

type Origin = (layers: readonly number[]) => Pick<FindingRecord, 'isBase'>;

function tellDead({ layer, by, how, bytes, files, place, mostly, package: gone, instead }: DeadGroup): FindingRecord {
  return {
    code: HOW[how],
    bytes,
    files,
    ...namePlace({ place, mostly }),
    layer,
    by,
    ...(gone !== undefined && { package: nameOf(gone) }),
    ...(instead !== undefined && { instead: nameOf(instead) }),
  };
}

function namePlace({ place, mostly }: FilesPlace): Pick<FindingRecord, 'place' | 'mostly'> {
  return {
    place: textToName(place),
    ...(mostly !== undefined && { mostly: { ...mostly, place: textToName(mostly.place) } }),
  };
}

function nameOf({ kind, name, version }: PackageName): PackageName {
  return { kind, name, version };
}

function tellDuplicates(
  indexes: readonly LayerIndex[],
  groups: readonly DuplicateGroup[],
  origin: Origin,
): FindingRecord[] {
  const tables = indexes.map(({ columns }) => openEntryTable(columns));
  return groups
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_DUPLICATES)
    .map((group) => {
      const paths = group.copies.slice(0, MOST_EXAMPLES).map(({ layer, row }) => tables[layer]?.path(row) ?? '');
      return {
        code: 'duplicate-content',
        bytes: group.bytes,
        files: group.copies.length - 1,
        place: textToName(paths[0] ?? ''),
        examples: paths.map(textToName),
        ...origin(group.copies.slice(1).map(({ layer }) => layer)),
      };
    });
}
