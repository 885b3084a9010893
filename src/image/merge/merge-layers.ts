import type { LayerIndex, MergedTree } from '../contract.ts';
import { type GrowingTree, plantTree } from './growing-tree.ts';
import { NONE } from './node-arena.ts';
import { overlayLayer } from './overlay.ts';
import { unpackLayer } from './unpack-layer.ts';
import { viewTree } from './view-tree.ts';

/**
 * Published limit of one merge: each name placed, hidden or gone into on the way to another is a step; a symlink followed is some twenty,
 * and more by the length of its target, so that all steps cost about the same.
 */
export const TREE_LIMITS = { steps: 64_000_000 } as const;

/**
 * Lays the layers over each other as the overlay driver does: each is first unpacked into an empty folder of its own, where later members win
 * over earlier ones and names go through that layer's symlinks; then folders merge and everything else replaces. Hence a layer
 * that names `lib/x` over a lower symlink `lib` turns `lib` into a folder, as it does in a container.
 * Likewise a name that stands behind its own whiteout takes the place of that whiteout: a folder then merges with the one below.
 * Cost: linear in entries, some 80 bytes of memory each. @throws Problem `tree-over-limit`, and `tar-over-limit` where symlinks
 * lead names beyond the limits of names; `layer-refused`
 */
export function mergeLayers(
  indexes: readonly LayerIndex[],
  limits: { readonly steps: number } = TREE_LIMITS,
): MergedTree {
  const tree = plantTree(indexes, limits.steps);
  indexes.forEach((_, layer) => {
    overlayLayer(tree, unpackLayer(tree, layer), layer);
  });
  keepReachable(tree);
  return viewTree(tree);
}

function keepReachable({ arena, fates, root }: GrowingTree): void {
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    const content = arena.content(node);
    if (content.row !== NONE) fates.keep(content);
    for (const child of arena.children(node)) left.push(child);
  }
}
