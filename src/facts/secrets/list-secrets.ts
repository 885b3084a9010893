import { type SecretFiles, secretCollector } from '../../image/collectors/secret-collector.ts';
import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { textToName } from '../../model/bytes.ts';
import type { SecretRecord } from '../../record/inspection.ts';
import type { PackageAccount } from '../packages/list-packages.ts';

/**
 * Files that give something away, by layer and path. What a package brings for its tests is no secret of anyone. A hidden file is
 * as good as a visible one to whoever has the image. Cost: a walk of the layers that have any.
 */
export function listSecrets(
  indexes: readonly LayerIndex[],
  tree: Pick<MergedTree, 'fate'>,
  packages: Pick<PackageAccount, 'ownerOf'>,
): SecretRecord[] {
  return indexes.flatMap((index, layer) => {
    const found = (index.collected[secretCollector.name] ?? {}) as SecretFiles;
    if (Object.keys(found).length === 0) return [];
    const table = openEntryTable(index.columns);
    const secrets: SecretRecord[] = [];
    for (let row = 0; row < table.count; row++) {
      const kind = table.type(row) === 'file' ? found[index.columns.offsets[row] ?? -1] : undefined;
      if (kind === undefined || packages.ownerOf({ layer, row }) !== undefined) continue;
      const isHidden = tree.fate({ layer, row }).is !== 'alive';
      secrets.push({ kind, path: textToName(table.path(row)), layer, isHidden });
    }
    return secrets;
  });
}
