import type { ByteText } from '../../model/bytes.ts';
import { splitPath } from './split-path.ts';

/** As the kernel: more than this many symlinks in one lookup end it. */
export const MAX_SYMLINKS = 40;
/** Longest path the kernel takes, link targets included. */
const MAX_PATH_BYTES = 4096;
/**
 * Components of one lookup. The kernel's own bounds allow 84,000 (41 paths of 2,048 one-letter folders); what tools write takes some
 * dozens, and no path alone has more than half of this. What needs more leads nowhere for us.
 */
export const MAX_COMPONENTS = 4096;

/** A tree to look paths up in. What it is asked for it may refuse to do: nothing is there then. */
export interface Ground<N> {
  readonly root: N;
  child(folder: N, name: ByteText): N | undefined;
  /** The folder it lies in; the root's is the root. */
  parent(node: N): N | undefined;
  isDir(node: N): boolean;
  /** Target of a symlink; undefined for all else. */
  link(node: N): ByteText | undefined;
}

/** How a lookup went: what it found, and which folders it went through (each needs search permission). */
export interface Followed<N> {
  readonly node: N | undefined;
  readonly dirs: readonly N[];
  /** It went through more symlinks than the kernel follows. */
  readonly isLoop: boolean;
}

/**
 * Looks a path up as the kernel does in a container: symlinks followed in every component, the last too, absolute targets start at the
 * root, `..` of the root is the root. @param from the folder a relative path starts at. Cost: at most `MAX_COMPONENTS` steps in the
 * tree, and 41 paths of `MAX_PATH_BYTES` read.
 */
export function followPath<N>(ground: Ground<N>, path: ByteText, from: N = ground.root): Followed<N> {
  const { root } = ground;
  const dirs: N[] = [];
  const rest = splitPath(path);
  let node: N | undefined = path.startsWith('/') ? root : from;
  let symlinks = 0;
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    if (node === undefined || !ground.isDir(node) || dirs.length >= MAX_COMPONENTS) return nowhere(dirs);
    dirs.push(node);
    const next: N | undefined = part === '..' ? ground.parent(node) : ground.child(node, part);
    const target = next === undefined ? undefined : ground.link(next);
    if (target === undefined) {
      node = next;
      continue;
    }
    symlinks += 1;
    if (symlinks > MAX_SYMLINKS || !isTarget(target)) return nowhere(dirs, symlinks > MAX_SYMLINKS);
    for (const step of splitPath(target)) rest.push(step);
    if (target.startsWith('/')) node = root;
  }
  return { node, dirs, isLoop: false };
}

/** Whether the kernel follows a symlink with this target at all. */
export function isTarget(target: ByteText): boolean {
  return target !== '' && target.length <= MAX_PATH_BYTES;
}

function nowhere<N>(dirs: readonly N[], isLoop = false): Followed<N> {
  return { node: undefined, dirs, isLoop };
}
