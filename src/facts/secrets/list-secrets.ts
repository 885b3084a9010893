import { type SecretFiles, secretCollector } from '../../image/collectors/secret-collector.ts';
import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { textToName } from '../../model/bytes.ts';
import type { SecretRecord } from '../../record/inspection.ts';
import { blameDead, type DeadPlace } from '../packages/blame-dead.ts';
import type { PackageAccount } from '../packages/list-packages.ts';

/**
 * Files that give something away, by layer and path. What a package brings for its tests is no secret of anyone, deleted or not. A hidden file is
 * as good as a visible one to whoever has the image. Cost: a walk of the layers that have any.
 */
export function listSecrets(
  indexes: readonly LayerIndex[],
  tree: Pick<MergedTree, 'fate'>,
  packages: Pick<PackageAccount, 'ownerOf'>,
): SecretRecord[] {
  const secrets: (SecretRecord & DeadPlace)[] = [];
  for (const [layer, index] of indexes.entries()) {
    const found = (index.collected[secretCollector.name] ?? {}) as SecretFiles;
    if (Object.keys(found).length === 0) continue;
    const table = openEntryTable(index.columns);
    for (let row = 0; row < table.count; row++) {
      const kind = table.type(row) === 'file' ? found[index.columns.offsets[row] ?? -1] : undefined;
      if (kind === undefined || packages.ownerOf({ layer, row }) !== undefined) continue;
      const fate = tree.fate({ layer, row });
      const by = fate.is === 'dead' ? fate.by : layer;
      secrets.push({ kind, path: table.path(row), layer, by, isHidden: fate.is !== 'alive' });
    }
  }
  const blame = blameDead(
    indexes,
    secrets.filter(({ isHidden }) => isHidden),
  );
  return secrets
    .filter((secret) => !secret.isHidden || blame(secret) === undefined)
    .map(({ kind, path, layer, isHidden }) => ({ kind, path: textToName(path), layer, isHidden }));
}
