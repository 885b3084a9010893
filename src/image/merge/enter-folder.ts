import type { ByteText } from '../../model/bytes.ts';
import { childNamed, type GrowingTree, HIDES, isDir, linkOf, stepsOfLink } from './growing-tree.ts';
import { type LayerRefusal, refuseLayer } from './layer-refusal.ts';
import { NONE } from './node-arena.ts';
import { splitPath } from './split-path.ts';
import type { SpotGuard } from './spot-guard.ts';

/** Engines follow this many in one parent path. */
const MAX_SYMLINKS = 255;

/** One layer on its way into an empty folder of its own. */
export interface LayerWalk {
  readonly tree: GrowingTree;
  readonly layer: number;
  /** That folder. */
  readonly top: Spot;
  readonly guard: SpotGuard;
}

/** A folder and where it lies once all symlinks are followed. */
export interface Spot {
  readonly node: number;
  readonly depth: number;
  /** Of its path. */
  readonly bytes: number;
}

/**
 * The folder a member's parent path means in its own layer: symlinks of this layer are followed inside the root, missing folders are made.
 * @param member whose parent it is, for what is said where there is no way
 * @throws Problem `layer-refused` where something on the way is no folder, `tar-over-limit` where it would lie too deep
 */
export function enterFolder(walk: LayerWalk, path: ByteText, member: ByteText): Spot {
  const spot = goTo(walk, path, (parent, name, isLed) => addFolder(walk, parent, { name, isLed }));
  return typeof spot === 'string' ? refuseLayer(walk.layer, member, spot) : spot;
}

/**
 * The node a hard link's target means: engines follow the symlinks of its parent path as they do for names, but not the one it ends at.
 * @returns `NONE` where something on the way is missing, no folder, or a loop; a whiteout where that is what stands there
 */
export function findTarget(walk: LayerWalk, path: ByteText): number {
  if (path === '') return walk.top.node;
  const { tree } = walk;
  const slash = path.lastIndexOf('/');
  const parent = slash < 0 ? walk.top : goTo(walk, path.slice(0, slash), () => NONE);
  return typeof parent === 'string' ? NONE : tree.arena.child(parent.node, tree.pool.intern(path, slash + 1));
}

/** How far a lookup has come. */
interface Way {
  /** The last folder that is there. */
  at: Spot;
  /** Names behind it that lead to no folder: none of them is there, or the first is a file. A step back takes the last of them away. */
  readonly beyond: { readonly name: number; readonly bytes: number }[];
  isFile: boolean;
  symlinks: number;
  /** Components to go, the next one last. */
  readonly rest: ByteText[];
}

/**
 * Engines find the whole way before they make any of it: `gone/../b` is `b`, and no `gone` is made, unlike the kernel, to which nothing
 * is there. @param missing is asked for a folder that is not there: `NONE` where none is made. `isLed`: a symlink led there
 * @returns why there is no way
 */
function goTo(
  walk: LayerWalk,
  path: ByteText,
  missing: (parent: Spot, name: number, isLed: boolean) => number,
): Spot | LayerRefusal {
  const way: Way = { at: walk.top, beyond: [], isFile: false, symlinks: 0, rest: splitPath(path) };
  for (let part = way.rest.pop(); part !== undefined; part = way.rest.pop()) {
    walk.tree.spend();
    const refusal = part === '..' ? stepBack(walk, way) : stepInto(walk, way, part);
    if (refusal !== undefined) return refusal;
  }
  if (way.beyond.length > 0 && way.isFile) return 'parent-no-folder';
  let { at } = way;
  for (const { name, bytes } of way.beyond) {
    const node = missing(at, name, way.symlinks > 0);
    if (node === NONE) return 'hardlink-missing';
    at = { node, depth: at.depth + 1, bytes };
  }
  return at;
}

function stepBack({ tree, top }: LayerWalk, way: Way): undefined {
  if (way.beyond.pop() === undefined) way.at = spotAbove(tree, way.at, top);
}

function stepInto(walk: LayerWalk, way: Way, part: ByteText): LayerRefusal | undefined {
  const { tree } = walk;
  const name = tree.pool.intern(part);
  const node = way.beyond.length > 0 ? NONE : childNamed(tree, way.at.node, name);
  if (node === NONE) return stepBeyond(walk, way, name, false);
  if (isDir(tree, node)) {
    way.at = { node, depth: way.at.depth + 1, bytes: bytesBelow(way.at, tree.pool.bytes(name)) };
    return undefined;
  }
  const link = linkOf(tree, node);
  return link === undefined ? stepBeyond(walk, way, name, true) : followLink(walk, way, link);
}

function followLink({ tree, top }: LayerWalk, way: Way, link: ByteText): LayerRefusal | undefined {
  way.symlinks += 1;
  if (way.symlinks > MAX_SYMLINKS) return 'link-loop';
  tree.spend(stepsOfLink(link));
  if (link.startsWith('/')) way.at = top;
  for (const step of splitPath(link)) way.rest.push(step);
  return undefined;
}

function stepBeyond({ tree, guard }: LayerWalk, way: Way, name: number, isFile: boolean): LayerRefusal | undefined {
  const { at, beyond } = way;
  const last = beyond.at(-1);
  if (last !== undefined && way.isFile) return 'parent-no-folder';
  way.isFile = isFile;
  const own = tree.pool.bytes(name);
  const bytes = last === undefined ? bytesBelow(at, own) : last.bytes + 1 + own;
  beyond.push({ name, bytes });
  guard(at.depth + beyond.length, bytes, 0);
  return undefined;
}

/** Bytes of the path of what is so called in this folder. */
export function bytesBelow(folder: Spot, nameBytes: number): number {
  return folder.depth === 0 ? nameBytes : folder.bytes + 1 + nameBytes;
}

function spotAbove({ arena, pool }: GrowingTree, { node, depth, bytes }: Spot, top: Spot): Spot {
  if (depth <= 1) return top;
  return { node: arena.parent(node), depth: depth - 1, bytes: bytes - pool.bytes(arena.name(node)) - 1 };
}

/** A folder that a longer name implies. Where the layer hid the name before, the folder hides what is below: it stands for a new one. */
function addFolder(
  { tree, layer, guard }: LayerWalk,
  parent: Spot,
  { name, isLed }: { readonly name: number; readonly isLed: boolean },
): number {
  const { arena, pool } = tree;
  tree.spend();
  const bytes = bytesBelow(parent, pool.bytes(name));
  guard(parent.depth + 1, bytes, isLed ? bytes : 0);
  const whiteout = arena.child(parent.node, name);
  if (whiteout !== NONE) arena.detach(whiteout);
  const node = arena.make(name, layer);
  if (whiteout !== NONE) arena.setFlags(node, HIDES);
  arena.attach(parent.node, node);
  return node;
}
