import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HeldLayer } from '../kit/image.ts';
import { pathText } from '../kit/path-text.ts';
import { bytesOf, type TarEntry } from '../kit/tar.ts';
import { WASTE_CASES } from './cases.ts';
import type { DeadContent, DeathKind, TreeNode, WasteTruth } from './contract.ts';
import { cleanPath, memberPath, parentOf, sumOf } from './members.ts';

interface Content {
  readonly path: string;
  readonly layer: number;
  readonly body: Buffer;
  how: DeathKind;
  by: number;
}

interface Node {
  readonly type: TreeNode['type'];
  mode: number;
  readonly content?: Content | undefined;
}

interface Member {
  readonly entry: TarEntry;
  readonly path: string;
}

const TYPES: Readonly<Record<string, TreeNode['type']>> = {
  '0': 'file',
  S: 'file',
  '1': 'file',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'dir',
  '6': 'fifo',
};

/**
 * The second opinion: each layer laid over the merged tree so far, its whiteouts first, then its members in order. Slow and plain:
 * a map of path to node, every removal a walk over all of it.
 */
class Replay {
  readonly tree = new Map<string, Node>();
  readonly contents: Content[] = [];

  apply(layer: HeldLayer, index: number): void {
    const members = (layer.entries ?? []).map((entry) => ({ entry, path: memberPath(entry) }));
    const hidden = this.hide(members);
    for (const { content } of hidden) Object.assign(content, { how: 'deleted', by: index });
    for (const { entry, path } of members) if (path !== '' && !isMarker(path)) this.add(entry, path, index);
    for (const { path, content } of hidden) {
      const successor = this.tree.get(path);
      if (successor !== undefined) Object.assign(content, { how: deathBy(content, successor), by: index });
    }
  }

  /** What a layer's whiteouts take away. */
  private hide(members: readonly Member[]): readonly { path: string; content: Content }[] {
    const hidden: { path: string; content: Content }[] = [];
    for (const [at, { path }] of members.entries()) {
      if (!isMarker(path)) continue;
      const isOpaque = lastName(path) === '.wh..wh..opq';
      const target = isOpaque ? parentOf(path) : [parentOf(path), lastName(path).slice(4)].filter(Boolean).join('/');
      // Unpacked, a folder behind it takes the place of the device that stands for the whiteout, and hides nothing.
      const isUndone = members.slice(at).some(({ entry, path: later }) => entry.type === '5' && later === target);
      const taken = isUndone && !isOpaque ? [] : this.take(target, isOpaque);
      for (const [gone, { content }] of taken) if (content !== undefined) hidden.push({ path: gone, content });
    }
    return hidden;
  }

  private add(entry: TarEntry, path: string, index: number): void {
    const node = this.nodeOf(entry, path, index);
    const parents = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parents.length; depth++) {
      const parent = parents.slice(0, depth).join('/');
      if (this.tree.get(parent)?.type !== 'dir') this.put(parent, { type: 'dir', mode: 0o755 }, index);
    }
    this.put(path, node, index);
  }

  private put(path: string, node: Node, index: number): void {
    const isMerge = node.type === 'dir' && this.tree.get(path)?.type === 'dir';
    for (const [gone, old] of isMerge ? [] : this.take(path, false)) {
      if (old.content === undefined) continue;
      Object.assign(old.content, { how: gone === path ? deathBy(old.content, node) : 'replaced', by: index });
    }
    this.tree.set(path, node);
  }

  private nodeOf(entry: TarEntry, path: string, layer: number): Node {
    const type = TYPES[entry.type ?? '0'];
    if (type === undefined) throw new Error(`no such type: ${entry.type}`);
    const mode = entry.mode ?? (type === 'dir' ? 0o755 : 0o644);
    if (entry.type === '1') {
      const target = this.tree.get(cleanPath(pathText(entry.pax?.['linkpath'] ?? entry.link ?? '')));
      if (target === undefined) throw new Error(`link to nothing: ${path}`);
      // One inode: unpacking the link sets its header's mode on it.
      target.mode = mode;
      return target;
    }
    if (type !== 'file') return { type, mode };
    const content: Content = { path, layer, body: storedBytes(entry), how: 'deleted', by: -1 };
    this.contents.push(content);
    return { type, mode, content };
  }

  /** Takes a path and all under it (or only what is under it) out of the tree. */
  private take(path: string, isOnlyBelow: boolean): [string, Node][] {
    const taken = [...this.tree].filter(([name]) => name.startsWith(`${path}/`) || (!isOnlyBelow && name === path));
    for (const [name] of taken) this.tree.delete(name);
    return taken;
  }
}

function deathBy(content: Content, successor: Node): DeathKind {
  if (successor.content === undefined) return 'replaced';
  return successor.content.body.equals(content.body) ? 'metadata' : 'overwritten';
}

const isMarker = (path: string) => lastName(path).startsWith('.wh.');

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Without the extension blocks of an old sparse member and without the map of a PAX one. */
function storedBytes(entry: TarEntry): Buffer {
  const content = bytesOf(entry.content ?? '');
  if (entry.pax?.['GNU.sparse.major'] === undefined)
    return content.subarray(content.length - (entry.saysBytes ?? content.length));
  const lines = content.toString('latin1').split('\n');
  const numbers = 1 + 2 * Number(lines[0]);
  const mapBytes = lines.slice(0, numbers).reduce((sum, line) => sum + line.length + 1, 0);
  return content.subarray(Math.ceil(mapBytes / 512) * 512);
}

function replay(layers: readonly HeldLayer[]): WasteTruth {
  const state = new Replay();
  for (const [index, layer] of layers.entries()) state.apply(layer, index);
  const alive = new Set([...state.tree.values()].map((node) => node.content));
  const lost = state.contents.filter((content) => !alive.has(content));
  const firstCopies = new Set<string>();
  let duplicateBytes = 0;
  for (const { body } of state.contents.filter((content) => alive.has(content))) {
    const hash = createHash('sha256').update(body).digest('hex');
    if (firstCopies.has(hash)) duplicateBytes += body.length;
    firstCopies.add(hash);
  }
  const dead = lost.map(
    ({ path, layer, body, how, by }): DeadContent => ({ path, layer, bytes: body.length, how, by }),
  );
  const tree = Object.fromEntries(
    [...state.tree].map(([path, { type, mode, content }]) => [
      path,
      content === undefined ? { type, mode } : { type, mode, bytes: content.body.length },
    ]),
  );
  const contentBytes = sumOf(state.contents.map((content) => content.body.length));
  return { contentBytes, deadBytes: sumOf(dead.map((content) => content.bytes)), duplicateBytes, dead, tree };
}

/** The truth's tree may leave a mode unsaid; what it says must be so. */
function withSaidModes(tree: WasteTruth['tree'], truth: WasteTruth['tree']): WasteTruth['tree'] {
  return Object.fromEntries(
    Object.entries(tree).map(([path, { mode, ...node }]) => {
      const said = Object.hasOwn(truth, path) ? truth[path]?.mode : undefined;
      return [path, said === undefined ? node : { ...node, mode }];
    }),
  );
}

describe('the truths of the waste corpus', () => {
  it.each(WASTE_CASES.map((item) => [item.id, item] as const))('%s: a plain replay agrees', (_, { truth, image }) => {
    const second = replay(image.layers);
    expect({ ...second, tree: withSaidModes(second.tree, truth.tree) }).toEqual(truth);
  });
});
