import type { LayerIndex } from '../../image/contract.ts';
import { digestAt } from '../../image/digest-at.ts';
import type { EntryTable } from '../../image/entries/entry-table.ts';
import { hashPair } from '../../image/merge/keyed-hash.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import { sumOf } from '../../model/sum-of.ts';

/** Contents that are the same byte for byte, in the order of layers and rows; the first one counts as the original. */
export interface DuplicateGroup {
  /** Stored bytes of all copies but the first. */
  readonly bytes: number;
  readonly copies: readonly Place[];
}

/** Cost: linear on average, whatever the contents. Memory: 8 bytes a content beside the groups. */
export function findDuplicates(
  indexes: readonly LayerIndex[],
  tables: readonly EntryTable[],
  contents: readonly Place[],
): DuplicateGroup[] {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(contents.length * 2 + 2))).fill(-1);
  const groups = new Map<number, Place[]>();
  contents.forEach((content, i) => {
    const digest = digestAt(indexes, content);
    if (digest === undefined) return;
    let slot = hashPair(digest.readInt32LE(0), digest.readInt32LE(4)) & (slots.length - 1);
    for (; slots[slot] !== -1; slot = (slot + 1) & (slots.length - 1)) {
      const first = contents[slots[slot] ?? 0];
      const other = first && digestAt(indexes, first);
      if (first === undefined || other === undefined || !digest.equals(other)) continue;
      const group = groups.get(slots[slot] ?? 0) ?? [first];
      group.push(content);
      groups.set(slots[slot] ?? 0, group);
      return;
    }
    slots[slot] = i;
  });
  return [...groups.values()].map((copies) => ({
    bytes: sumOf(copies.slice(1), (copy) => bytesOf(tables, copy)),
    copies,
  }));
}

function bytesOf(tables: readonly EntryTable[], { layer, row }: Place): number {
  return tables[layer]?.storedBytes(row) ?? 0;
}
