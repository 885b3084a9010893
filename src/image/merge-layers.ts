import { Problem } from '../model/problem.ts';
import type { LayerEntry, LayerIndex, MergedTree, TreeNode } from './contract.ts';
import { lookUpPath } from './resolve-path.ts';

/** Published limit of one merge: each name placed and each component of a folder's path entered is a step. */
export const TREE_LIMITS = { steps: 16_000_000 } as const;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Names the old AUFS driver left in layers; engines pass them over. */
const WHITEOUT_META = '.wh..wh.';

/** Takes one step off the budget. */
type Spend = () => void;

interface Content {
  readonly entry: LayerEntry;
  readonly layer: number;
}

/** One name while layers are laid over each other. */
interface Node {
  /** Undefined: a folder that only a longer name implies. */
  own: Content | undefined;
  content: Content | undefined;
  children: Map<string, Node> | undefined;
  /** Names of the layers below that this folder hides. */
  whiteouts: Set<string> | undefined;
  opaque: boolean;
  /** The layer that first named or implied it. */
  layer: number;
}

/**
 * Lays the layers over each other as the overlay driver does: each is first unpacked into an empty folder of its own, where later members win
 * over earlier ones and names go through that layer's symlinks; then folders merge and everything else replaces. Hence a layer
 * that names `lib/x` over a lower symlink `lib` turns `lib` into a folder, as it does in a container.
 * Likewise a name that stands behind its own whiteout takes the place of that whiteout: a folder then merges with the one below.
 * Cost: linear in entries. @throws Problem `tree-over-limit`
 */
export function mergeLayers(
  indexes: readonly LayerIndex[],
  limits: { readonly steps: number } = TREE_LIMITS,
): MergedTree {
  let left = limits.steps;
  const spend: Spend = () => {
    left -= 1;
    if (left < 0) throw new Problem('usage', 'tree-over-limit', { allowed: limits.steps });
  };
  const root = makeNode(0);
  indexes.forEach((index, layer) => {
    const upper = unpackLayer(index.entries, layer, root, spend);
    overlay(root, upper);
  });
  return viewTree(root);
}

function makeNode(layer: number): Node {
  return { own: undefined, content: undefined, children: undefined, whiteouts: undefined, opaque: false, layer };
}

function isDir(node: Node): boolean {
  return node.own === undefined || node.own.entry.type === 'dir';
}

function childOf(node: Node, name: string): Node | undefined {
  return node.children?.get(name);
}

/** @param lower what the layers below show, where a hard link may point */
function unpackLayer(entries: readonly LayerEntry[], layer: number, lower: Node, spend: Spend): Node {
  const upper = makeNode(layer);
  const parents = new Map<string, Node | undefined>();
  const findParent = (path: string): Node | undefined => {
    if (parents.has(path)) return parents.get(path);
    const found = enterDir(upper, path, layer, spend);
    parents.set(path, found);
    return found;
  };
  for (const entry of entries) {
    if (entry.path === '') {
      if (entry.type === 'dir') upper.own = { entry, layer };
      continue;
    }
    if (entry.path.startsWith(WHITEOUT_META) && entry.path !== OPAQUE) continue;
    const slash = entry.path.lastIndexOf('/');
    const parent = findParent(slash < 0 ? '' : entry.path.slice(0, slash));
    if (parent === undefined) continue;
    const name = entry.path.slice(slash + 1);
    if (name.startsWith(WHITEOUT)) addWhiteout(parent, name);
    else if (placeEntry(parent, name, { entry, layer }, { upper, lower, spend })) parents.clear();
  }
  return upper;
}

function addWhiteout(parent: Node, name: string): void {
  if (name === OPAQUE) {
    parent.opaque = true;
    return;
  }
  parent.whiteouts ??= new Set();
  parent.whiteouts.add(name.slice(WHITEOUT.length));
}

/** @returns true where a name changed its kind, so that remembered parents may lie elsewhere now */
function placeEntry(
  parent: Node,
  name: string,
  own: Content,
  { upper, lower, spend }: { upper: Node; lower: Node; spend: Spend },
): boolean {
  const before = childOf(parent, name);
  const type = own.entry.type;
  parent.whiteouts?.delete(name);
  if (before !== undefined && type === 'dir' && isDir(before)) {
    before.own = own;
    return false;
  }
  const content = contentOf(own, upper, lower);
  spend();
  parent.children ??= new Map();
  parent.children.set(name, { ...makeNode(own.layer), own, content });
  return before !== undefined && (isDir(before) || before.own?.entry.type === 'symlink' || type === 'dir');
}

/** The file a name leads to: itself, or what its hard link target leads to, in this layer or below. */
function contentOf(own: Content, upper: Node, lower: Node): Content | undefined {
  if (own.entry.type === 'file') return own;
  if (own.entry.type !== 'hardlink') return undefined;
  const target = walkPlain(upper, own.entry.link ?? '') ?? walkPlain(lower, own.entry.link ?? '');
  return target?.content;
}

/** Follows names only. */
function walkPlain(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const part of path.split('/')) node = node && childOf(node, part);
  return node;
}

/** Engines follow this many in one parent path. */
const MAX_SYMLINKS = 255;

interface Way {
  readonly rest: string[];
  readonly trail: Node[];
  symlinks: number;
}

/**
 * The folder a member's parent path means in its own layer: symlinks of this layer are followed inside the root, missing folders are made.
 * @returns undefined where something on the way is no folder; engines refuse such a layer
 */
function enterDir(root: Node, path: string, layer: number, spend: Spend): Node | undefined {
  const way: Way = { rest: partsOf(path), trail: [root], symlinks: 0 };
  while (way.rest.length > 0) {
    const part = way.rest.pop() ?? '';
    spend();
    if (part === '..') {
      if (way.trail.length > 1) way.trail.pop();
      continue;
    }
    const node = way.trail.at(-1) ?? root;
    const next = childOf(node, part) ?? addDir(node, part, layer, spend);
    if (isDir(next)) way.trail.push(next);
    else if (!followLink(way, next)) return undefined;
  }
  return way.trail.at(-1);
}

function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
}

function followLink(way: Way, node: Node): boolean {
  const { type, link = '' } = node.own?.entry ?? { type: 'dir' };
  way.symlinks += 1;
  if (type !== 'symlink' || way.symlinks > MAX_SYMLINKS) return false;
  if (link.startsWith('/')) way.trail.length = 1;
  way.rest.push(...partsOf(link));
  return true;
}

function addDir(parent: Node, name: string, layer: number, spend: Spend): Node {
  spend();
  const node = makeNode(layer);
  parent.children ??= new Map();
  parent.children.set(name, node);
  return node;
}

/** Lays `upper` over `lower` in place. Only folders that stand in both are gone into, so the cost is that of the upper layer. */
function overlay(lower: Node, upper: Node): void {
  const pairs: [Node, Node, string][] = [[lower, upper, '']];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [below, above, path] = pair;
    if (above.own !== undefined) below.own = above.own;
    const before = new Map(above.children === undefined ? [] : below.children);
    hideNames(below, above);
    for (const [name, node] of above.children ?? []) {
      const under = childOf(below, name);
      const full = path === '' ? name : `${path}/${name}`;
      if (under !== undefined && isDir(under) && isDir(node)) {
        pairs.push([under, node, full]);
        continue;
      }
      if (node.own === undefined) node.own = impliedLike(lower, before.get(name), full);
      below.children ??= new Map();
      below.children.set(name, node);
      forgetWhiteouts(node);
    }
  }
}

/** Engines give a folder that only a longer name implies the owner and mode of the folder that a lower symlink of its name leads to. */
function impliedLike(lower: Node, before: Node | undefined, path: string): Content | undefined {
  if (before?.own?.entry.type !== 'symlink') return undefined;
  const tree = viewTree(lower);
  const target = tree.resolve(path);
  return target?.entry.type === 'dir' ? { entry: { ...target.entry, path }, layer: target.layer } : undefined;
}

function hideNames(below: Node, above: Node): void {
  if (above.opaque) below.children = undefined;
  for (const name of above.whiteouts ?? []) below.children?.delete(name);
}

/** What a layer hides is of no use once nothing lies below it. */
function forgetWhiteouts(top: Node): void {
  const left = [top];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    node.whiteouts = undefined;
    node.opaque = false;
    for (const child of node.children?.values() ?? []) if (child.children !== undefined) left.push(child);
  }
}

/** Mode of a folder that no header names. */
const IMPLIED_DIR_MODE = 0o755;

function viewTree(root: Node): MergedTree {
  const shown = new WeakMap<Node, TreeNode>();

  function show(node: Node, path: string): TreeNode {
    const known = shown.get(node);
    if (known !== undefined) return known;
    const own = node.own ?? { entry: impliedDir(path), layer: node.layer };
    const entry = own.entry.path === path ? own.entry : { ...own.entry, path };
    const made: TreeNode = { path, entry, layer: own.layer, ...(node.content && { content: node.content }) };
    shown.set(node, made);
    return made;
  }

  function find(path: string): Node | undefined {
    return path === '' ? root : walkPlain(root, path);
  }

  function* walk(): Generator<TreeNode> {
    const left: [Node, string][] = [[root, '']];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [node, path] = next;
      yield show(node, path);
      for (const [name, child] of sortedChildren(node).reverse())
        left.push([child, path === '' ? name : `${path}/${name}`]);
    }
  }

  const tree: MergedTree = {
    get(path) {
      const node = find(path);
      return node && show(node, path);
    },
    resolve: (path) => lookUpPath(tree, path).node,
    children(path) {
      const node = find(path);
      const prefix = path === '' ? '' : `${path}/`;
      return node === undefined ? [] : sortedChildren(node).map(([name, child]) => show(child, prefix + name));
    },
    nodes: walk,
  };
  return tree;
}

/** In the order of their bytes, so that every walk is the same. */
function sortedChildren(node: Node): [string, Node][] {
  return [...(node.children ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}

function impliedDir(path: string): LayerEntry {
  return { path, type: 'dir', bytes: 0, mode: IMPLIED_DIR_MODE, uid: 0, gid: 0, mtimeMs: 0, offset: -1 };
}
