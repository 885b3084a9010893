import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import type { PackageFile, PackageFiles } from '../../image/packages/contract.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import type { ByteText } from '../../model/bytes.ts';

/** A file that speaks of packages. */
export interface RecordFile {
  readonly path: ByteText;
  readonly content: Place;
  readonly file: PackageFile;
}

function collectedOf(index: LayerIndex | undefined): PackageFiles {
  return (index?.collected[packageCollector.name] ?? {}) as PackageFiles;
}

/** Those a container sees. Empty where the layers were indexed without `packageCollector`. Cost: a walk of the tree. */
export function findRecords(indexes: readonly LayerIndex[], tree: MergedTree): readonly RecordFile[] {
  const found: RecordFile[] = [];
  const files = indexes.map(collectedOf);
  for (const { path, content } of tree.nodes()) {
    if (content === undefined) continue;
    const file = files[content.layer]?.[content.entry.offset];
    if (file !== undefined) found.push({ path, content: { layer: content.layer, row: content.row }, file });
  }
  return found;
}

/** All of one layer, whatever became of them. Cost: a walk of its entries. */
export function findRecordsIn(indexes: readonly LayerIndex[], layer: number): readonly RecordFile[] {
  const index = indexes[layer];
  const files = collectedOf(index);
  if (index === undefined || Object.keys(files).length === 0) return [];
  const table = openEntryTable(index.columns);
  const found: RecordFile[] = [];
  for (let row = 0; row < table.count; row++) {
    const file = table.type(row) === 'file' ? files[index.columns.offsets[row] ?? -1] : undefined;
    if (file !== undefined) found.push({ path: table.path(row), content: { layer, row }, file });
  }
  return found;
}
