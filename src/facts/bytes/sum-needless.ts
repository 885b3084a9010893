import type { LayerIndex } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import type { InstalledPackage, PackageAccount } from '../packages/list-packages.ts';
import type { ByteAccount } from './account-bytes.ts';

export interface Needless {
  /** What may be there for nothing, each byte once. */
  readonly bytes: number;
  readonly byLayer: readonly number[];
}

export interface NeedlessInput {
  readonly account: Pick<ByteAccount, 'dead' | 'duplicates'>;
  /** Live contents with a reason of their own. */
  readonly doubtful: readonly Place[];
  readonly packages: PackageAccount;
  /** Packages that are there a second time. */
  readonly repeated: readonly InstalledPackage[];
}

/**
 * The bytes of all findings together. A content may be named by several of them and counts once; of equal contents that nothing else
 * names one copy stays. Cost: linear in entries; memory: a byte an entry.
 */
export function sumNeedless(indexes: readonly LayerIndex[], input: NeedlessInput): Needless {
  const tables = indexes.map(({ columns }) => openEntryTable(columns));
  const isCounted = indexes.map(({ columns }) => new Uint8Array(columns.count));
  const byLayer = indexes.map(() => 0);
  const count = ({ layer, row }: Place) => {
    const rows = isCounted[layer];
    if (rows === undefined || rows[row] === 1) return;
    rows[row] = 1;
    byLayer[layer] = (byLayer[layer] ?? 0) + (tables[layer]?.storedBytes(row) ?? 0);
  };
  for (const content of input.account.dead) count(content);
  for (const content of input.doubtful) count(content);
  for (const content of contentsOf(indexes, input)) count(content);
  for (const { copies } of input.account.duplicates) {
    const others = copies.filter(({ layer, row }) => isCounted[layer]?.[row] !== 1);
    for (const copy of others.slice(1)) count(copy);
  }
  return { bytes: byLayer.reduce((sum, bytes) => sum + bytes, 0), byLayer };
}

/** What belongs to the repeated packages. */
function* contentsOf(
  indexes: readonly LayerIndex[],
  { packages, repeated }: Pick<NeedlessInput, 'packages' | 'repeated'>,
): Generator<Place> {
  if (repeated.length === 0) return;
  const wanted = new Set(repeated);
  const isWanted = packages.packages.map((one) => wanted.has(one));
  for (const [layer, { columns }] of indexes.entries()) {
    for (let row = 0; row < columns.count; row++) {
      const owner = packages.ownerOf({ layer, row });
      if (owner !== undefined && isWanted[owner] === true) yield { layer, row };
    }
  }
}
