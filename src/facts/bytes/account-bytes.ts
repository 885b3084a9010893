import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { digestAt } from '../../image/digest-at.ts';
import { type EntryTable, openEntryTable, TYPES } from '../../image/entries/entry-table.ts';
import type { Death, Fate } from '../../image/merge/fates.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import { sumBytes, sumOf } from '../../model/sum-of.ts';
import { type DuplicateGroup, findDuplicates } from './find-duplicates.ts';

/** A content no path leads to any more. */
export interface DeadContent extends Place {
  readonly path: string;
  /** Content bytes its layer carries for nothing. */
  readonly bytes: number;
  /** `metadata`: the content that has its name instead is the same, so that only mode, owner or time were changed. */
  readonly how: Death | 'metadata';
  /** The layer that took its last path away. */
  readonly by: number;
}

/** Where the bytes of an image's layers are; contents only, never tar headers or padding. */
export interface ByteAccount {
  /** All contents of all layers, dead ones too: what the layers hold on a disk. */
  readonly contentBytes: number;
  readonly deadBytes: number;
  /** Among contents alive, bytes beyond the first copy of equal ones; undefined where contents were not hashed. */
  readonly duplicateBytes: number | undefined;
  /** (contentBytes − deadBytes) / contentBytes; 1 where there is no content. */
  readonly efficiency: number;
  readonly layers: readonly LayerAccount[];
  /** In the order of layers and rows. */
  readonly dead: readonly DeadContent[];
  readonly duplicates: readonly DuplicateGroup[];
}

export interface LayerAccount {
  readonly contentBytes: number;
  readonly deadBytes: number;
  /** Bytes of lower layers, and of its own, that this layer made dead. */
  readonly killedBytes: number;
  readonly files: number;
}

/** Cost: linear in entries. */
export function accountBytes(indexes: readonly LayerIndex[], tree: Pick<MergedTree, 'fate'>): ByteAccount {
  const tables = indexes.map((index) => openEntryTable(index.columns));
  const dead: DeadContent[] = [];
  const alive: Place[] = [];
  const files = indexes.map(() => 0);
  for (const place of filesOf(tables)) {
    const fate = tree.fate(place);
    const bytes = tables[place.layer]?.storedBytes(place.row) ?? 0;
    if (fate.is !== 'never') files[place.layer] = (files[place.layer] ?? 0) + 1;
    if (fate.is === 'alive' && bytes > 0) alive.push(place);
    if (fate.is === 'dead' || (fate.is === 'never' && bytes > 0)) {
      const path = tables[place.layer]?.path(place.row) ?? '';
      dead.push({ ...place, path, bytes, ...deathOf(indexes, tables, place, fate) });
    }
  }
  const layers = countLayers(indexes, files, dead);
  const contentBytes = sumOf(layers, (l) => l.contentBytes);
  const deadBytes = sumOf(layers, (l) => l.deadBytes);
  const isHashed = indexes.every((index) => index.digests !== undefined);
  const duplicates = isHashed ? findDuplicates(indexes, tables, alive) : [];
  return {
    contentBytes,
    deadBytes,
    duplicateBytes: isHashed ? sumBytes(duplicates) : undefined,
    efficiency: contentBytes === 0 ? 1 : (contentBytes - deadBytes) / contentBytes,
    layers,
    dead,
    duplicates,
  };
}

function deathOf(
  indexes: readonly LayerIndex[],
  tables: readonly EntryTable[],
  place: Place,
  fate: Fate,
): Pick<DeadContent, 'how' | 'by'> {
  if (fate.is !== 'dead') return { how: 'deleted', by: place.layer };
  const isSame = fate.instead !== undefined && isSameContent(indexes, tables, place, fate.instead);
  return { how: isSame ? 'metadata' : fate.how, by: fate.by };
}

function countLayers(
  indexes: readonly LayerIndex[],
  files: readonly number[],
  dead: readonly DeadContent[],
): readonly LayerAccount[] {
  const deadBytes = indexes.map(() => 0);
  const killedBytes = indexes.map(() => 0);
  for (const { layer, by, bytes } of dead) {
    deadBytes[layer] = (deadBytes[layer] ?? 0) + bytes;
    killedBytes[by] = (killedBytes[by] ?? 0) + bytes;
  }
  return indexes.map(({ contentBytes }, i) => ({
    contentBytes,
    deadBytes: deadBytes[i] ?? 0,
    killedBytes: killedBytes[i] ?? 0,
    files: files[i] ?? 0,
  }));
}

function* filesOf(tables: readonly EntryTable[]): Generator<Place> {
  for (const [layer, table] of tables.entries()) {
    for (let row = 0; row < table.count; row++) {
      if (TYPES[table.columns.types[row] ?? 0] === 'file') yield { layer, row };
    }
  }
}

/** False where contents were not hashed. */
function isSameContent(
  indexes: readonly LayerIndex[],
  tables: readonly EntryTable[],
  one: Place,
  other: Place,
): boolean {
  if (tables[one.layer]?.bytes(one.row) !== tables[other.layer]?.bytes(other.row)) return false;
  const a = digestAt(indexes, one);
  const b = digestAt(indexes, other);
  return a !== undefined && b !== undefined && a.equals(b);
}
