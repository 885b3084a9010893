import type { MergedTree, TreeNode } from './contract.ts';
import { type Followed, followPath, MAX_COMPONENTS } from './merge/follow-path.ts';

export type Lookup = Followed<TreeNode>;

/** Bytes of the paths one lookup asks for: `MAX_COMPONENTS` of 256 bytes. What tools write takes a few kilobytes. */
const MAX_ASKED_BYTES = MAX_COMPONENTS * 256;

/**
 * Looks a path up below the image's root as the kernel does in a container. A tree that is asked by path walks it anew from the root each
 * time, so the bytes of what is asked for are bounded too; a lookup that needs more finds nothing. @see followPath
 */
export function lookUpPath(tree: Pick<MergedTree, 'get'>, path: string): Lookup {
  const root = tree.get('');
  if (root === undefined) return { node: undefined, dirs: [], isLoop: false };
  let left = MAX_ASKED_BYTES;
  function ask(full: string): TreeNode | undefined {
    left -= full.length;
    return left < 0 ? undefined : tree.get(full);
  }
  return followPath(
    {
      root,
      child: (folder, name) => ask(folder.path === '' ? name : `${folder.path}/${name}`),
      parent: ({ path: of }) => ask(of.slice(0, Math.max(0, of.lastIndexOf('/')))),
      isDir: ({ entry }) => entry.type === 'dir',
      link: ({ entry }) => (entry.type === 'symlink' ? (entry.link ?? '') : undefined),
    },
    path,
  );
}
