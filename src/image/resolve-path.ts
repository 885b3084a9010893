import type { MergedTree, TreeNode } from './contract.ts';

/** As the kernel: more than this many symlinks in one lookup end it. */
const MAX_SYMLINKS = 40;
/** Longest path the kernel takes, link targets included. */
const MAX_PATH_BYTES = 4096;

/** How a lookup went: what it found, and which folders it went through (each needs search permission). */
export interface Lookup {
  readonly node: TreeNode | undefined;
  readonly dirs: readonly TreeNode[];
}

/**
 * Looks a path up below the image's root as the kernel does in a container: symlinks followed in every component (the last too, unless
 * told otherwise), absolute targets start at the image's root, `..` of the root is the root.
 */
export function lookUpPath(tree: Pick<MergedTree, 'get'>, path: string, followLast = true): Lookup {
  const dirs: TreeNode[] = [];
  const walk: Walk = { rest: partsOf(path), at: '', symlinks: 0 };
  let node = tree.get('');
  while (walk.rest.length > 0) {
    if (node?.entry.type !== 'dir') return { node: undefined, dirs };
    dirs.push(node);
    const part = walk.rest.pop() ?? '';
    const below = step(walk.at, part);
    const next = tree.get(below);
    const isFollowed = next?.entry.type === 'symlink' && (walk.rest.length > 0 || followLast);
    if (!isFollowed) walk.at = below;
    else if (!follow(walk, next.entry.link ?? '')) return { node: undefined, dirs };
    node = isFollowed ? tree.get(walk.at) : next;
  }
  return { node, dirs };
}

interface Walk {
  readonly rest: string[];
  at: string;
  symlinks: number;
}

function step(at: string, part: string): string {
  if (part === '..') return at.slice(0, Math.max(0, at.lastIndexOf('/')));
  return at === '' ? part : `${at}/${part}`;
}

function follow(walk: Walk, target: string): boolean {
  walk.symlinks += 1;
  if (walk.symlinks > MAX_SYMLINKS || target === '' || target.length > MAX_PATH_BYTES) return false;
  walk.rest.push(...partsOf(target));
  if (target.startsWith('/')) walk.at = '';
  return true;
}

/** Components, the first one last, so that a target's can be pushed on top. */
function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
}
