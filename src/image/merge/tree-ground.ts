import type { Ground } from './follow-path.ts';
import { childNamed, type GrowingTree, isDir, linkOf, stepsOfLink } from './growing-tree.ts';
import { NONE } from './node-arena.ts';

/** Lookups in the merged tree as it is now, by nodes: a component costs the same at every depth. @param charge is told of each step */
export function treeGround(tree: GrowingTree, charge: (steps: number) => void = () => {}): Ground<number> {
  const { arena, pool, root } = tree;
  return {
    root,
    child(folder, name) {
      charge(1);
      const node = childNamed(tree, folder, pool.intern(name));
      return node === NONE ? undefined : node;
    },
    parent(node) {
      charge(1);
      return node === root ? root : arena.parent(node);
    },
    isDir: (node) => isDir(tree, node),
    link(node) {
      const target = linkOf(tree, node);
      if (target !== undefined) charge(stepsOfLink(target));
      return target;
    },
  };
}
