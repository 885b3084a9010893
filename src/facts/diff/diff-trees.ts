import type { LayerIndex, MergedTree, TreeNode } from '../../image/contract.ts';
import { digestAt } from '../../image/digest-at.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { DifferentField } from '../../record/difference.ts';

/** One image, merged; its contents hashed. */
export interface DiffSide {
  readonly indexes: readonly LayerIndex[];
  readonly tree: MergedTree;
}

/** A path that not both images have alike. */
export interface PathPair {
  readonly path: ByteText;
  readonly before: TreeNode | undefined;
  readonly after: TreeNode | undefined;
  /** Empty where one of them lacks it. */
  readonly fields: readonly DifferentField[];
}

/** Both trees against each other. */
export interface TreeDifference {
  /** Sorted by the bytes of the path. */
  readonly pairs: readonly PathPair[];
  /** How many paths differ in their time and in nothing else. */
  readonly timesOnly: number;
}

/**
 * How a container of B differs from one of A, whatever layers it comes from. A time alone is counted and is no difference: every
 * rebuild changes it. Cost: linear in the paths of both; memory: the differing ones.
 */
export function diffTrees(a: DiffSide, b: DiffSide): TreeDifference {
  const found: PathPair[] = [];
  let timesOnly = 0;
  for (const [before, after] of pairNodes(a.tree, b.tree)) {
    const path = (before ?? after)?.path ?? '';
    const fields = before && after ? fieldsOf({ node: before, side: a }, { node: after, side: b }) : [];
    if (!before || !after || fields.length > 0) found.push({ path, before, after, fields });
    else if (isTimed(before, after)) timesOnly += 1;
  }
  return { pairs: found.sort((x, y) => (x.path < y.path ? -1 : 1)), timesOnly };
}

/** Both trees side by side: each path once. */
function* pairNodes(a: MergedTree, b: MergedTree): Generator<[TreeNode | undefined, TreeNode | undefined]> {
  const left = a.nodes()[Symbol.iterator]();
  const right = b.nodes()[Symbol.iterator]();
  let one = left.next();
  let other = right.next();
  while (one.done !== true || other.done !== true) {
    const order = one.done === true ? 1 : other.done === true ? -1 : compareInTree(one.value.path, other.value.path);
    const before = order <= 0 && one.done !== true ? one.value : undefined;
    const after = order >= 0 && other.done !== true ? other.value : undefined;
    yield [before, after];
    if (before !== undefined) one = left.next();
    if (after !== undefined) other = right.next();
  }
}

/** The order in which a tree gives its nodes: a folder before what is in it, names by their bytes. */
function compareInTree(a: ByteText, b: ByteText): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) {
    const one = a.charCodeAt(i);
    const other = b.charCodeAt(i);
    if (one !== other) return one === SLASH ? -1 : other === SLASH ? 1 : one - other;
  }
  return a.length - b.length;
}

const SLASH = 0x2f;

interface Seen {
  readonly node: TreeNode;
  readonly side: DiffSide;
}

function fieldsOf(a: Seen, b: Seen): readonly DifferentField[] {
  const [one, other] = [a.node.entry, b.node.entry];
  const isType = shownType(a.node) !== shownType(b.node);
  const isLink = one.type === 'symlink' || other.type === 'symlink';
  const said: readonly (readonly [DifferentField, boolean])[] = [
    ['content', !isType && !isSameContent(a, b)],
    ['bytes', !isType && shownBytes(a.node) !== shownBytes(b.node)],
    ['type', isType],
    ['mode', !isLink && one.mode !== other.mode],
    ['uid', one.uid !== other.uid],
    ['gid', one.gid !== other.gid],
    ['link', !isType && isLink && one.link !== other.link],
    ['xattrs', !isSameMap(one.xattrs, other.xattrs)],
    ['device', !isType && !(one.device?.major === other.device?.major && one.device?.minor === other.device?.minor)],
  ];
  const fields = said.filter(([, differs]) => differs).map(([field]) => field);
  return fields.length > 0 && isTimed(a.node, b.node) ? [...fields, 'mtime'] : fields;
}

/** A folder that only a longer name implies has no time. */
function isTimed(before: TreeNode, after: TreeNode): boolean {
  return before.row >= 0 && after.row >= 0 && before.entry.mtimeMs !== after.entry.mtimeMs;
}

/** A hard link is a file like any other. */
export function shownType({ entry }: TreeNode): Exclude<TreeNode['entry']['type'], 'hardlink'> {
  return entry.type === 'hardlink' ? 'file' : entry.type;
}

/** Length a reader finds; undefined of what is no file. */
export function shownBytes(node: TreeNode): number | undefined {
  return node.content?.entry.bytes;
}

function isSameContent(a: Seen, b: Seen): boolean {
  const [one, other] = [a.node.content, b.node.content];
  if (one === undefined || other === undefined) return one === other;
  if (one.entry.bytes !== other.entry.bytes) return false;
  return one.entry.bytes === 0 || digestOf(a).equals(digestOf(b));
}

function digestOf({ node, side }: Seen): Buffer {
  const digest = node.content && digestAt(side.indexes, node.content);
  if (digest === undefined) throw new Error('contents are compared by digests, and this layer has none');
  return digest;
}

type Texts = Readonly<Record<string, string>> | undefined;

function isSameMap(a: Texts, b: Texts): boolean {
  const [one, other] = [Object.entries(a ?? {}), b ?? {}];
  return one.length === Object.keys(other).length && one.every(([key, value]) => other[key] === value);
}
