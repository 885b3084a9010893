import type { ByteText } from '../../model/bytes.ts';
import type { LayerEntry, MergedTree, TreeNode } from '../contract.ts';
import { followPath } from './follow-path.ts';
import { type GrowingTree, isDir, keyOf, walkPlain } from './growing-tree.ts';
import { NONE, NOWHERE, type Place } from './node-arena.ts';
import { sortChildren } from './sort-children.ts';
import { treeGround } from './tree-ground.ts';

/** Mode of a folder that no header names. */
const IMPLIED_DIR_MODE = 0o755;

/** The tree as it is now; nodes are made when asked for and not kept. */
export function viewTree(tree: GrowingTree): MergedTree {
  const { arena, pool, tables, root } = tree;
  const entryAt = ({ layer, row }: Place) => tables[layer]?.entry(row);

  function show(node: number, path: ByteText): TreeNode {
    const own = arena.own(node);
    const entry = entryAt(own) ?? impliedDir(path);
    const at = arena.content(node);
    const isOwn = at.row === own.row && at.layer === own.layer;
    const contentEntry = at.row === NONE ? undefined : isOwn ? entry : entryAt(at);
    const look = contentEntry && entryAt(tree.looks.get(keyOf(at)) ?? NOWHERE);
    return {
      path,
      entry: look === undefined ? { ...entry, path } : { ...entry, ...lookOf(look), path },
      layer: own.row === NONE ? arena.layer(node) : own.layer,
      row: own.row,
      ...(contentEntry && { content: { entry: contentEntry, layer: at.layer, row: at.row } }),
    };
  }

  function* walk(): Generator<TreeNode> {
    yield show(root, '');
    const open = [{ children: sortChildren(arena, pool, root), at: 0, prefix: '' }];
    for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
      const node = folder.children[folder.at++];
      if (node === undefined) {
        open.pop();
        continue;
      }
      const path = folder.prefix + pool.text(arena.name(node));
      yield show(node, path);
      if (isDir(tree, node)) open.push({ children: sortChildren(arena, pool, node), at: 0, prefix: `${path}/` });
    }
  }

  function pathOf(node: number): ByteText {
    const parts: ByteText[] = [];
    for (let at = node; at !== root && at !== NONE; at = arena.parent(at)) parts.push(pool.text(arena.name(at)));
    return parts.reverse().join('/');
  }

  return {
    get doubled() {
      return [...tree.doubled.values()];
    },
    get(path) {
      const node = walkPlain(tree, root, path);
      return node === NONE ? undefined : show(node, path);
    },
    resolve(path) {
      const { node } = followPath(treeGround(tree), path);
      return node === undefined ? undefined : show(node, pathOf(node));
    },
    children(path) {
      const node = walkPlain(tree, root, path);
      const prefix = path === '' ? '' : `${path}/`;
      if (node === NONE) return [];
      return sortChildren(arena, pool, node).map((child) => show(child, prefix + pool.text(arena.name(child))));
    },
    nodes: walk,
    fate: (content) => tree.fates.fate(content),
  };
}

/** Names of one content share all but the name: engines lay each header's look on the one file, so the last one counts. */
function lookOf({ mode, uid, gid, mtimeMs, xattrs }: LayerEntry): Partial<LayerEntry> {
  return { mode, uid, gid, mtimeMs, ...(xattrs && { xattrs }) };
}

function impliedDir(path: ByteText): LayerEntry {
  return { path, type: 'dir', bytes: 0, mode: IMPLIED_DIR_MODE, uid: 0, gid: 0, mtimeMs: 0, offset: -1 };
}
