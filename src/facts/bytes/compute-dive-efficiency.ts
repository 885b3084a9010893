import type { LayerIndex } from '../../image/contract.ts';
import { type EntryTable, openEntryTable } from '../../image/entries/entry-table.ts';
import { makeNamePool } from '../../image/merge/name-pool.ts';
import { makeNodeArena, NONE } from '../../image/merge/node-arena.ts';
import { sortChildren } from '../../image/merge/sort-children.ts';
import type { ByteText } from '../../model/bytes.ts';

const WHITEOUT = '.wh.';
const META = '.wh..wh.';
/** Of larger images nobody has dive's figure to compare with: its own trees take more memory than machines have. */
const MOST_ENTRIES = 1_000_000;

/**
 * The figure that dive calls efficiency (v0.13.1), reckoned as dive does, so that people who know it can compare: over the leaves of each layer's own
 * tree, the sum of the least length of each path by the sum of all its lengths. It is blind to folders deleted later, to opaque folders and to
 * content; a whiteout of what is not there ends its layer. `efficiency` of the byte account has none of these faults.
 * Cost: linear in entries; memory for three more trees of them. @returns undefined beyond `MOST_ENTRIES`
 */
export function computeDiveEfficiency(indexes: readonly LayerIndex[]): number | undefined {
  if (indexes.reduce((sum, { columns }) => sum + columns.count, 0) > MOST_ENTRIES) return undefined;
  const book = openBook(indexes.map((index) => openEntryTable(index.columns)));
  for (let layer = 0; layer < indexes.length; layer++) {
    const tree = book.growLayer(layer);
    book.weighLeaves(tree);
    if (layer === 0) book.stackCopy(tree);
    book.stack(tree);
  }
  return book.score();
}

interface PathWeight {
  least: number;
  all: number;
}

function openBook(tables: readonly EntryTable[]) {
  const arena = makeNodeArena();
  const pool = makeNamePool();
  const stacked = arena.make(pool.intern(''), 0);
  const paths = arena.make(pool.intern(''), 0);
  const weights = new Map<number, PathWeight>();

  const bytesOf = (node: number) => {
    const { layer, row } = arena.own(node);
    return row === NONE ? 0 : (tables[layer]?.bytes(row) ?? 0);
  };
  const isDir = (node: number) => {
    const { layer, row } = arena.own(node);
    return row !== NONE && tables[layer]?.type(row) === 'dir';
  };
  /** The node at a path, made where it is not there; none below dive's own names. */
  function reach(root: number, path: ByteText): number {
    let node = root;
    for (let start = 0; start <= path.length; ) {
      const slash = path.indexOf('/', start);
      const end = slash < 0 ? path.length : slash;
      const name = pool.intern(path, start, end);
      const known = arena.child(node, name);
      if (known === NONE && path.startsWith(META, start)) return NONE;
      if (known === NONE) {
        const made = arena.make(name, 0);
        arena.attach(node, made);
        node = made;
      } else node = known;
      start = end + 1;
    }
    return node;
  }

  function find(root: number, path: ByteText): number {
    let node = root;
    for (let start = 0; node !== NONE && start <= path.length; ) {
      const slash = path.indexOf('/', start);
      const end = slash < 0 ? path.length : slash;
      node = arena.child(node, pool.intern(path, start, end));
      start = end + 1;
    }
    return node;
  }

  /** All nodes but the root, children first, siblings by name. Stops where the visitor says false. */
  function visit(root: number, visitor: (node: number, path: ByteText) => boolean): void {
    const open = [{ node: root, path: '', children: sortChildren(arena, pool, root), at: 0 }];
    for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
      const child = folder.children[folder.at++];
      if (child !== undefined) {
        const path =
          folder === open[0] ? pool.text(arena.name(child)) : `${folder.path}/${pool.text(arena.name(child))}`;
        open.push({ node: child, path, children: sortChildren(arena, pool, child), at: 0 });
        continue;
      }
      open.pop();
      if (folder.node !== root && !visitor(folder.node, folder.path)) return;
    }
  }

  function sumBelow(node: number): number {
    let sum = bytesOf(node);
    visit(node, (child) => {
      sum += bytesOf(child);
      return true;
    });
    return sum;
  }

  return {
    growLayer(layer: number): number {
      const root = arena.make(pool.intern(''), layer);
      const table = tables[layer];
      for (let row = 0; row < (table?.count ?? 0); row++) {
        const path = table?.path(row) ?? '';
        const node = path === '' ? NONE : reach(root, path);
        if (node !== NONE) arena.setOwn(node, { layer, row });
      }
      return root;
    },
    weighLeaves(root: number): void {
      visit(root, (node, path) => {
        if (arena.hasChildren(node)) return true;
        const { isWhiteout, shown } = shownPath(path);
        let bytes = bytesOf(node);
        if (isWhiteout) {
          const before = find(stacked, shown);
          if (before === NONE) return false;
          bytes = isDir(before) ? sumBelow(before) : 0;
        }
        const key = reach(paths, shown);
        const weight = weights.get(key);
        if (weight === undefined) weights.set(key, { least: bytes, all: bytes });
        else {
          weight.least = Math.min(weight.least, bytes);
          weight.all += bytes;
        }
        return true;
      });
    },
    stackCopy(root: number): void {
      visit(root, (node, path) => {
        arena.setOwn(reach(stacked, path), arena.own(node));
        return true;
      });
    },
    stack(root: number): void {
      visit(root, (node, path) => {
        const { isWhiteout, shown } = shownPath(path);
        const at = isWhiteout ? find(stacked, shown) : reach(stacked, path);
        if (isWhiteout && at !== NONE) arena.detach(at);
        else if (at !== NONE) arena.setOwn(at, arena.own(node));
        return true;
      });
    },
    score(): number {
      let least = 0;
      let all = 0;
      for (const weight of weights.values()) {
        least += weight.least;
        all += weight.all;
      }
      return all === 0 ? 1 : least / all;
    },
  };
}

function shownPath(path: ByteText): { readonly isWhiteout: boolean; readonly shown: ByteText } {
  const start = path.lastIndexOf('/') + 1;
  if (!path.startsWith(WHITEOUT, start)) return { isWhiteout: false, shown: path };
  return { isWhiteout: true, shown: path.slice(0, start) + path.slice(start + WHITEOUT.length) };
}
