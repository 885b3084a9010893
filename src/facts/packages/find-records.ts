import type { LayerEntry, LayerIndex, MergedTree } from '../../image/contract.ts';
import { type EntryTable, openEntryTable } from '../../image/entries/entry-table.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import type { PackageFile, PackageFiles } from '../../image/packages/contract.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import type { ByteText } from '../../model/bytes.ts';
import { readBehindLink } from './read-behind-link.ts';

/** A file that speaks of packages. */
export interface RecordFile {
  readonly path: ByteText;
  /** Hard links' names of the same record: it is there once. */
  readonly others: readonly ByteText[];
  readonly content: Place;
  readonly file: PackageFile;
  /** The name it was read under, where `path` is a hard link's. */
  readonly readAs?: ByteText | undefined;
}

function collectedOf(index: LayerIndex | undefined): PackageFiles {
  return (index?.collected[packageCollector.name] ?? {}) as PackageFiles;
}

/** Those a container sees. Empty where the layers were indexed without `packageCollector`. Cost: a walk of the tree. */
export function findRecords(indexes: readonly LayerIndex[], tree: MergedTree): readonly RecordFile[] {
  const book = openRecords();
  const files = indexes.map(collectedOf);
  for (const { path, entry, content } of tree.nodes()) {
    if (content === undefined) continue;
    const { layer, row } = content;
    const file = files[layer]?.[content.entry.offset];
    if (entry.type !== 'hardlink') book.add({ path, content: { layer, row }, file });
    else if (indexes[layer]?.collected[packageCollector.name] !== undefined)
      book.addLink({ path, content: { layer, row }, file }, content.entry);
  }
  return book.finish();
}

/** All of one layer, whatever became of them; of a name that stands there twice, the last one counts. Cost: a walk of its entries. */
export function findRecordsIn(indexes: readonly LayerIndex[], layer: number): readonly RecordFile[] {
  const index = indexes[layer];
  const files = collectedOf(index);
  if (index === undefined || Object.keys(files).length === 0) return [];
  const table = openEntryTable(index.columns);
  const book = openRecords();
  const linked = openLinked(table);
  for (let row = 0; row < table.count; row++) {
    const type = table.type(row);
    const target = type === 'file' ? row : type === 'hardlink' ? linked.get(table.link(row)) : undefined;
    linked.set(row, target);
    const file = target === undefined ? undefined : files[index.columns.offsets[target] ?? -1];
    if (target === undefined || file === undefined) continue;
    const path = table.path(row);
    if (type === 'file') book.add({ path, content: { layer, row }, file });
    else book.addLink({ path, content: { layer, row: target }, file }, table.entry(target));
  }
  return book.finish();
}

/** The file that each name hard links go to stands for so far: none before it, and none once it is something else. Memory: those names. */
function openLinked(table: EntryTable) {
  const rows = new Map<ByteText, number | undefined>();
  for (const row of table.columns.linkRows)
    if (table.type(row) === 'hardlink') rows.set(table.link(row) ?? '', undefined);
  return {
    get: (name: ByteText | undefined) => rows.get(name ?? ''),
    set(row: number, target: number | undefined): void {
      const path = rows.size === 0 ? undefined : table.path(row);
      if (path !== undefined && rows.has(path)) rows.set(path, target);
    },
  };
}

interface Named {
  readonly path: ByteText;
  readonly content: Place;
  readonly file: PackageFile | undefined;
}

/** Records in the order of their first names. */
function openRecords() {
  const found: (RecordFile & { others: ByteText[] })[] = [];
  const byContent = new Map<string, RecordFile & { others: ByteText[] }>();

  /** Lists are asked for by each of their names; all else is there once, however many names it has. */
  function keep(path: ByteText, content: Place, file: PackageFile, readAs?: ByteText): void {
    const one = { path, others: [], content, file, readAs };
    if (file.is === 'packages' || file.is === 'unread') {
      const key = `${content.layer} ${content.row} ${file.is}`;
      const known = byContent.get(key);
      if (known !== undefined) {
        known.others.push(path);
        return;
      }
      byContent.set(key, one);
    }
    found.push(one);
  }

  return {
    add({ path, content, file }: Named): void {
      if (file !== undefined && file.isUnnamed !== true) keep(path, content, file);
    },
    addLink({ path, content, file }: Named, target: LayerEntry): void {
      const read = readBehindLink(path, target, file);
      if (read !== undefined) keep(path, content, read, target.path);
    },
    finish: (): readonly RecordFile[] => found,
  };
}
