import { followPath } from './follow-path.ts';
import { childNamed, type GrowingTree, HIDES, isDir, isSymlink, loseTree, OPAQUE, WHITEOUT } from './growing-tree.ts';
import { NONE } from './node-arena.ts';
import { treeGround } from './tree-ground.ts';

interface Pair {
  readonly below: number;
  readonly above: number;
}

/**
 * Lays an unpacked layer over the tree as the overlay driver does: folders merge, everything else replaces. Only folders that stand in
 * both are gone into, so the cost is that of the layer and of what it hides.
 */
export function overlayLayer(tree: GrowingTree, upper: number, layer: number): void {
  const pairs: Pair[] = [{ below: tree.root, above: upper }];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) layFolder(tree, pair, layer, pairs);
}

function layFolder(tree: GrowingTree, { below, above }: Pair, layer: number, pairs: Pair[]): void {
  const { arena } = tree;
  const own = arena.own(above);
  if (own.row !== NONE) arena.setOwn(below, own);
  const isOpaque = (arena.flags(above) & OPAQUE) !== 0;
  if (isOpaque) hideOthers(tree, below, above, layer);
  for (const node of arena.children(above)) {
    const flags = arena.flags(node);
    const under = arena.child(below, arena.name(node));
    if ((flags & WHITEOUT) !== 0) {
      if (under !== NONE) takeAway(tree, under, NONE, layer);
      continue;
    }
    const isKept = under !== NONE && !isOpaque && (flags & HIDES) === 0;
    if (isKept && isDir(tree, under) && isDir(tree, node)) {
      pairs.push({ below: under, above: node });
      continue;
    }
    if (arena.own(node).row === NONE) takeLookOfTarget(tree, node, under);
    if (under !== NONE) takeAway(tree, under, node, layer);
    arena.detach(node);
    arena.attach(below, node);
    forgetHiding(tree, node);
  }
}

/** What a layer hides is of no use once nothing lies below it. */
function forgetHiding({ arena }: GrowingTree, top: number): void {
  const left = [top];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    arena.setFlags(node, 0);
    for (const child of arena.children(node)) {
      if ((arena.flags(child) & WHITEOUT) !== 0) arena.detach(child);
      else left.push(child);
    }
  }
}

function takeAway(tree: GrowingTree, node: number, instead: number, layer: number): void {
  loseTree(tree, node, instead, layer);
  tree.arena.detach(node);
}

/** What an opaque folder has not again itself. */
function hideOthers(tree: GrowingTree, below: number, above: number, layer: number): void {
  for (const child of tree.arena.children(below)) {
    if (childNamed(tree, above, tree.arena.name(child)) === NONE) takeAway(tree, child, NONE, layer);
  }
}

/** Engines give a folder that only a longer name implies the owner and mode of the folder that a lower symlink of its name leads to. */
function takeLookOfTarget(tree: GrowingTree, node: number, under: number): void {
  if (under === NONE || !isSymlink(tree, under)) return;
  const ground = treeGround(tree, (steps) => tree.spend(steps));
  const { arena, pool } = tree;
  const { node: target = NONE } = followPath(ground, pool.text(arena.name(under)), arena.parent(under));
  if (target === NONE || !isDir(tree, target)) return;
  const own = arena.own(target);
  if (own.row !== NONE) arena.setOwn(node, own);
}
