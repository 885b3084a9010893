import { type SecretFiles, type SecretKind, secretCollector } from '../../image/collectors/secret-collector.ts';
import type { LayerIndex, MergedTree } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { keyOf } from '../../image/merge/growing-tree.ts';
import { type ByteText, textToName } from '../../model/bytes.ts';
import type { SecretRecord } from '../../record/inspection.ts';
import type { PackageAccount } from '../packages/list-packages.ts';
import { cameWithPackage, type NamedContent } from './came-with-package.ts';

interface FoundSecret extends NamedContent {
  readonly kind: SecretKind;
}

/**
 * Files that give something away, by layer and path. What a package brings for its tests is no secret of anyone, deleted or not. A hidden
 * file is as good as a visible one to whoever has the image. Cost: a walk of the layers that have any, and one of the tree where a name
 * is gone whose content is still seen.
 */
export function listSecrets(
  indexes: readonly LayerIndex[],
  tree: Pick<MergedTree, 'fate' | 'get' | 'nodes'>,
  packages: Pick<PackageAccount, 'ownerOf'>,
): SecretRecord[] {
  const found = indexes.flatMap(findSecrets);
  const isBrought = cameWithPackage(indexes, packages, found);
  const secrets = found.filter((secret) => !isBrought(secret));
  const isHidden = (secret: FoundSecret) => tree.fate(secret).is !== 'alive';
  const living = findLivingNames(
    tree,
    secrets.filter((secret) => !isHidden(secret)),
  );
  return secrets.map((secret) => ({
    kind: secret.kind,
    path: textToName(living.get(keyOf(secret)) ?? secret.path),
    layer: secret.layer,
    isHidden: isHidden(secret),
  }));
}

function findSecrets(index: LayerIndex, layer: number): readonly FoundSecret[] {
  const kinds = (index.collected[secretCollector.name] ?? {}) as SecretFiles;
  if (Object.keys(kinds).length === 0) return [];
  const table = openEntryTable(index.columns);
  const found: FoundSecret[] = [];
  for (let row = 0; row < table.count; row++) {
    const kind = table.type(row) === 'file' ? kinds[index.columns.offsets[row] ?? -1] : undefined;
    if (kind !== undefined) found.push({ kind, path: table.path(row), layer, row });
  }
  return found;
}

/** Hard links keep a content when the name it came under is gone: the first name a container has of it, where it has not that one. */
function findLivingNames(
  tree: Pick<MergedTree, 'get' | 'nodes'>,
  alive: readonly FoundSecret[],
): ReadonlyMap<number, ByteText> {
  const isElsewhere = (secret: FoundSecret) => {
    const content = tree.get(secret.path)?.content;
    return content === undefined || keyOf(content) !== keyOf(secret);
  };
  const wanted = new Set(alive.filter(isElsewhere).map(keyOf));
  const names = new Map<number, ByteText>();
  if (wanted.size === 0) return names;
  for (const { path, content } of tree.nodes()) {
    const key = content && keyOf(content);
    if (key !== undefined && wanted.has(key) && !names.has(key)) names.set(key, path);
  }
  return names;
}
