import type { ByteText } from '../../model/bytes.ts';
import { bytesBelow, enterFolder, findTarget, type LayerWalk, type Spot } from './enter-folder.ts';
import {
  childNamed,
  type GrowingTree,
  HIDES,
  isDir,
  isSymlink,
  keyOf,
  loseTree,
  OPAQUE,
  WHITEOUT,
} from './growing-tree.ts';
import { refuseLayer } from './layer-refusal.ts';
import { NONE, NOWHERE, type Place } from './node-arena.ts';
import { guardSpots } from './spot-guard.ts';

const WHITEOUT_PREFIX = '.wh.';
const OPAQUE_NAME = '.wh..wh..opq';
/** Names the old AUFS driver left in layers; engines pass them over. */
const AUFS_PREFIX = '.wh..wh.';

/**
 * Unpacks one layer into an empty folder of its own, as engines do: later members win over earlier ones and names go through the
 * layer's own symlinks. @returns the root of that folder
 */
export function unpackLayer(tree: GrowingTree, layer: number): number {
  const upper = tree.arena.make(tree.pool.intern(''), layer);
  tree.aside.clear();
  const top: Spot = { node: upper, depth: 0, bytes: 0 };
  const walk: LayerWalk = { tree, layer, top, guard: guardSpots(tree.diffIds[layer] ?? '') };
  const folders = rememberFolder(walk);
  const table = tree.tables[layer];
  for (let row = 0; row < (table?.count ?? 0); row++) {
    const path = table?.path(row) ?? '';
    if (path === '') {
      placeRoot(tree, upper, { layer, row });
      continue;
    }
    if (path.startsWith(AUFS_PREFIX) && path !== OPAQUE_NAME) {
      tree.aside.set(path, { layer, row });
      continue;
    }
    const slash = path.lastIndexOf('/');
    const parent = folders.find(slash < 0 ? '' : path.slice(0, slash), path);
    const name = path.slice(slash + 1);
    const bytes = bytesBelow(parent, name.length);
    walk.guard(parent.depth + 1, bytes, bytes - path.length);
    if (name.startsWith(WHITEOUT_PREFIX)) addWhiteout(tree, parent.node, path, layer);
    else if (placeEntry(walk, parent.node, { name: tree.pool.intern(name), layer, row })) folders.forget();
  }
  return upper;
}

/** Engines pass a file over that is to be the root; a link that is to be it is an attack, and refused. */
function placeRoot({ arena, tables }: GrowingTree, upper: number, own: Place): void {
  const type = tables[own.layer]?.type(own.row);
  if (type === 'symlink' || type === 'hardlink') refuseLayer(own.layer, '/', 'root-no-folder');
  if (type === 'dir') arena.setOwn(upper, own);
}

/** Members of one folder mostly follow each other. */
function rememberFolder(walk: LayerWalk) {
  let path: ByteText | undefined;
  let folder = walk.top;
  return {
    find(wanted: ByteText, member: ByteText): Spot {
      if (wanted !== path) folder = enterFolder(walk, wanted, member);
      path = wanted;
      return folder;
    },
    forget(): void {
      path = undefined;
    },
  };
}

const NO_NAMES: ReadonlySet<string> = new Set(['', '.', '..']);

function addWhiteout({ arena, pool }: GrowingTree, parent: number, path: ByteText, layer: number): void {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === OPAQUE_NAME) {
    arena.setFlags(parent, arena.flags(parent) | OPAQUE);
    return;
  }
  if (NO_NAMES.has(name.slice(WHITEOUT_PREFIX.length))) refuseLayer(layer, path, 'whiteout-of-no-name');
  const hidden = pool.intern(name, WHITEOUT_PREFIX.length);
  const known = arena.child(parent, hidden);
  if (known === NONE) {
    const node = arena.make(hidden, layer);
    arena.setFlags(node, WHITEOUT);
    arena.attach(parent, node);
  } else if ((arena.flags(known) & WHITEOUT) === 0) {
    arena.setFlags(known, arena.flags(known) | HIDES);
  }
}

/** @returns true where a name changed its kind, so that a remembered parent may lie elsewhere now */
function placeEntry(walk: LayerWalk, parent: number, { name, layer, row }: Place & { readonly name: number }): boolean {
  const { tree } = walk;
  const { arena, tables } = tree;
  const type = tables[layer]?.type(row);
  const standing = arena.child(parent, name);
  const before = childNamed(tree, parent, name);
  if (before !== NONE && type === 'dir' && isDir(tree, before)) {
    arena.setOwn(before, { layer, row });
    arena.setFlags(before, arena.flags(before) & ~HIDES);
    return false;
  }
  const wasDir = before !== NONE && isDir(tree, before);
  const wasSymlink = before !== NONE && isSymlink(tree, before);
  tree.spend();
  // Engines take the old name away with all below it before they look for what a hard link leads to.
  if (standing !== NONE) arena.detach(standing);
  const target = type === 'hardlink' ? findTarget(walk, tables[layer]?.link(row) ?? '') : NONE;
  if (isWhiteout(tree, target)) {
    // A whiteout is a device: engines link it like any other, and the second name is hidden below as well.
    if (before !== NONE) loseTree(tree, before, NONE, layer);
    const hiding = arena.make(name, layer);
    arena.setFlags(hiding, WHITEOUT);
    arena.attach(parent, hiding);
    return before !== NONE;
  }
  const node = arena.make(name, layer);
  const { own, content } = inodeOf(walk, { layer, row }, target);
  arena.setOwn(node, own);
  arena.setContent(node, content);
  if (before !== NONE) {
    loseTree(tree, before, node, layer);
    noteDoubled(tree, { layer, row });
  }
  arena.attach(parent, node);
  return before !== NONE && (wasDir || wasSymlink || type === 'dir');
}

function isWhiteout({ arena }: GrowingTree, node: number): boolean {
  return node !== NONE && (arena.flags(node) & WHITEOUT) !== 0;
}

function noteDoubled({ doubled, tables }: GrowingTree, { layer, row }: Place): void {
  const known = doubled.get(layer);
  const path = known?.path ?? tables[layer]?.path(row) ?? '';
  doubled.set(layer, { layer, count: (known?.count ?? 0) + 1, path });
}

interface Inode {
  /** The header that says what stands there. */
  readonly own: Place;
  readonly content: Place;
}

/**
 * What a name leads to: its own, or what its hard link leads to: what this layer has had, or a file that aufs kept aside.
 * @param target node its hard link leads to
 */
function inodeOf({ tree }: LayerWalk, own: Place, target: number): Inode {
  const table = tree.tables[own.layer];
  const type = table?.type(own.row);
  if (type !== 'hardlink') return { own, content: type === 'file' ? own : NOWHERE };
  const link = table?.link(own.row) ?? '';
  const aside = tree.aside.get(link);
  if (aside !== undefined) return { own, content: lookAs(tree, aside, own) };
  const path = table?.path(own.row) ?? '';
  if (target === NONE) refuseLayer(own.layer, path, 'hardlink-missing');
  if (isDir(tree, target)) refuseLayer(own.layer, path, 'hardlink-to-other');
  const content = tree.arena.content(target);
  // A second name of a symlink or a device is one itself.
  return content.row === NONE ? { own: tree.arena.own(target), content } : { own, content: lookAs(tree, content, own) };
}

function lookAs(tree: GrowingTree, content: Place, own: Place): Place {
  tree.looks.set(keyOf(content), own);
  return content;
}
