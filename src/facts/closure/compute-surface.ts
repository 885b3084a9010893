import type { ImageConfig, MergedTree } from '../../image/contract.ts';

/** What an intruder would find; the form of `surface` in the run record. */
export interface Surface {
  /** USER as the image gives it; `root` where it gives none. */
  readonly user: string;
  readonly root: boolean;
  /** A shell lies where shells lie, or on the PATH. */
  readonly shell: boolean;
  /** Regular files with the set-user-id or set-group-id bit that somebody may execute. */
  readonly setuidFiles: number;
  /** Names of regular files, hard links counted one by one. */
  readonly files: number;
}

const SHELLS = ['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh', 'busybox'];
const SHELL_DIRS = ['/bin', '/usr/bin', '/usr/local/bin', '/busybox'];

export function computeSurface(tree: MergedTree, config: Pick<ImageConfig, 'user'>): Surface {
  let setuidFiles = 0;
  let files = 0;
  for (const { entry } of tree.nodes()) {
    if (entry.type !== 'file' && entry.type !== 'hardlink') continue;
    files += 1;
    if ((entry.mode & 0o6000) !== 0 && (entry.mode & 0o111) !== 0) setuidFiles += 1;
  }
  const name = config.user.split(':', 1)[0] ?? '';
  const shell = SHELL_DIRS.some((dir) => SHELLS.some((shell) => isProgram(tree, `${dir}/${shell}`)));
  return {
    user: config.user === '' ? 'root' : config.user,
    root: /^(?:root|0*)$/.test(name),
    shell,
    setuidFiles,
    files,
  };
}

function isProgram(tree: MergedTree, path: string): boolean {
  const node = tree.resolve(path);
  return node?.content !== undefined && (node.entry.mode & 0o111) !== 0;
}
