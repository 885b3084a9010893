import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { textToName } from '../../model/bytes.ts';
import type { FindingRecord, PackageName } from '../../record/inspection.ts';
import { blameDead } from '../packages/blame-dead.ts';
import { findRepeatedPackages } from '../packages/find-repeated.ts';
import type { PackageAccount } from '../packages/list-packages.ts';
import type { ByteAccount } from './account-bytes.ts';
import type { DuplicateGroup } from './find-duplicates.ts';
import { type DeadGroup, groupDead } from './group-dead.ts';
import { groupLive } from './group-live.ts';

const HOW = {
  deleted: 'deleted-later',
  overwritten: 'overwritten-later',
  metadata: 'metadata-copied',
  replaced: 'replaced-later',
} as const;

/** Groups of equal contents that are told one by one. */
const MOST_DUPLICATES = 50;
const MOST_EXAMPLES = 5;

/** All that may be in an image for nothing, largest first. */
export function listFindings(
  { indexes, tree }: { readonly indexes: readonly LayerIndex[]; readonly tree: MergedTree },
  account: ByteAccount,
  packages: PackageAccount,
): FindingRecord[] {
  const found: FindingRecord[] = [
    ...groupDead(account.dead, blameDead(indexes, account.dead)).map(tellDead),
    ...groupLive(indexes, tree, packages).map(({ cause, place, ...group }) => ({
      code: cause,
      ...group,
      place: textToName(place),
    })),
    ...tellDuplicates(indexes, account.duplicates),
    ...findRepeatedPackages(packages.packages).map(({ name, bytes, files, versions }) => ({
      code: 'duplicate-package' as const,
      bytes,
      files,
      place: '',
      package: name,
      examples: versions.slice(0, MOST_EXAMPLES),
    })),
  ];
  return found.sort((a, b) => b.bytes - a.bytes || (a.code < b.code ? -1 : 1));
}

function tellDead({ layer, by, how, bytes, files, place, package: gone, instead }: DeadGroup): FindingRecord {
  return {
    code: HOW[how],
    bytes,
    files,
    place: textToName(place),
    layer,
    by,
    ...(gone !== undefined && { package: nameOf(gone) }),
    ...(instead !== undefined && { instead: nameOf(instead) }),
  };
}

function nameOf({ kind, name, version }: PackageName): PackageName {
  return { kind, name, version };
}

function tellDuplicates(indexes: readonly LayerIndex[], groups: readonly DuplicateGroup[]): FindingRecord[] {
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
      };
    });
}
