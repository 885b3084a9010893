import type { ByteText } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import type { DoubledNames, LayerIndex } from '../contract.ts';
import { type EntryTable, openEntryTable } from '../entries/entry-table.ts';
import { type Death, type FateLog, makeFateLog } from './fates.ts';
import { makeNamePool, type NamePool } from './name-pool.ts';
import { makeNodeArena, NONE, type NodeArena, type Place } from './node-arena.ts';

/** What all steps of one merge share. */
export interface GrowingTree {
  readonly arena: NodeArena;
  readonly pool: NamePool;
  readonly tables: readonly EntryTable[];
  readonly fates: FateLog;
  readonly root: number;
  /**
   * Of contents with several names the header that came last: its mode, owner and attributes are those of all names. By `keyOf` the content.
   */
  readonly looks: Map<number, Place>;
  /** Files the old AUFS driver kept beside the tree, by their path: hard links may lead to them. */
  readonly aside: Map<ByteText, Place>;
  /** By layer. */
  readonly doubled: Map<number, DoubledNames>;
  /** By layer. */
  readonly diffIds: readonly string[];
  /** Takes one step off the budget, or more. @throws Problem `tree-over-limit` */
  spend(count?: number): void;
}

/** A layer's own folder hides all that lies below it. */
export const OPAQUE = 1;
/** The node only says that its name is hidden below. */
export const WHITEOUT = 2;
/** The node hides what has its name below, and takes nothing over from it. */
export const HIDES = 4;

export function plantTree(indexes: readonly LayerIndex[], steps: number): GrowingTree {
  let left = steps;
  const arena = makeNodeArena();
  const pool = makeNamePool();
  return {
    arena,
    pool,
    tables: indexes.map((index) => openEntryTable(index.columns)),
    fates: makeFateLog(indexes),
    root: arena.make(pool.intern(''), 0),
    looks: new Map(),
    aside: new Map(),
    doubled: new Map(),
    diffIds: indexes.map(({ diffId }) => diffId),
    spend(count = 1) {
      left -= count;
      if (left < 0) throw new Problem('usage', 'tree-over-limit', { allowed: steps });
    },
  };
}

/** A number of its own for each row of an image. */
export function keyOf({ layer, row }: Place): number {
  return layer * 2 ** 32 + row;
}

export function isDir({ arena, tables }: GrowingTree, node: number): boolean {
  const own = arena.own(node);
  return own.row === NONE || tables[own.layer]?.type(own.row) === 'dir';
}

export function isSymlink({ arena, tables }: GrowingTree, node: number): boolean {
  const own = arena.own(node);
  return own.row !== NONE && tables[own.layer]?.type(own.row) === 'symlink';
}

/** Target of a symlink; undefined for all else. */
export function linkOf(tree: GrowingTree, node: number): ByteText | undefined {
  if (!isSymlink(tree, node)) return undefined;
  const own = tree.arena.own(node);
  return tree.tables[own.layer]?.link(own.row) ?? '';
}

/** What following a symlink takes besides its components: its target is read from between others, and taken apart byte by byte. */
export function stepsOfLink(target: ByteText): number {
  return 16 + (target.length >> 4);
}

/** The child of this name that is more than a whiteout. */
export function childNamed({ arena }: GrowingTree, parent: number, name: number): number {
  const node = arena.child(parent, name);
  return node === NONE || (arena.flags(node) & WHITEOUT) !== 0 ? NONE : node;
}

/** Follows names only, no symlinks. */
export function walkPlain(tree: GrowingTree, root: number, path: ByteText): number {
  if (path === '') return root;
  let node = root;
  for (let start = 0; node !== NONE && start <= path.length; ) {
    const slash = path.indexOf('/', start);
    const end = slash < 0 ? path.length : slash;
    node = childNamed(tree, node, tree.pool.intern(path, start, end));
    start = end + 1;
  }
  return node;
}

/** What stands where a hidden name was: a node, nothing, or what is no folder above it. */
const REPLACED = -2;

/**
 * Writes down what layer `by` takes away with `hidden` and all below it. @param instead the node that has its name afterwards, or `NONE`.
 * Each node is hidden at most once, so all calls of one merge together are linear.
 */
export function loseTree(tree: GrowingTree, hidden: number, instead: number, by: number): void {
  const { arena, fates } = tree;
  const left: [number, number][] = [[hidden, instead]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, other] = next;
    tree.spend();
    const content = arena.content(node);
    if (content.row !== NONE) {
      const newContent = other >= 0 ? arena.content(other) : undefined;
      fates.lose(content, deathOf(other, newContent), by, newContent);
      continue;
    }
    const isOtherDir = other >= 0 && isDir(tree, other);
    for (const child of arena.children(node)) {
      const otherChild = isOtherDir ? childNamed(tree, other, arena.name(child)) : other === NONE ? NONE : REPLACED;
      left.push([child, otherChild]);
    }
  }
}

function deathOf(other: number, newContent: Place | undefined): Death {
  if (other === NONE) return 'deleted';
  return newContent !== undefined && newContent.row !== NONE ? 'overwritten' : 'replaced';
}
