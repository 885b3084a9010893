import type { TreeNode } from '../../image/contract.ts';
import type { Privilege } from '../../record/difference.ts';
import type { PathPair } from './diff-trees.ts';
import { shownType } from './diff-trees.ts';

const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY_AND_OPEN = 0o1002;
const OPEN = 0o002;
const CAPABILITY = 'security.capability';

/**
 * What a process may do in B and could not in A, and the other way round: bits of regular files, a world-writable folder unless it is
 * sticky, as whom such a file runs, the permitted set of file capabilities. What comes with a bit gains it, what goes loses it.
 */
export function privilegesOf({ before, after }: PathPair): readonly Privilege[] {
  const [had, has] = [permittedOf(before), permittedOf(after)];
  const said: readonly (readonly [Privilege, boolean])[] = [
    ['setuid-gained', !isFileWith(before, SETUID) && isFileWith(after, SETUID)],
    ['setuid-lost', isFileWith(before, SETUID) && !isFileWith(after, SETUID)],
    ['setgid-gained', !isFileWith(before, SETGID) && isFileWith(after, SETGID)],
    ['setgid-lost', isFileWith(before, SETGID) && !isFileWith(after, SETGID)],
    ['capability-gained', (has & ~had) !== 0n],
    ['capability-lost', (had & ~has) !== 0n],
    ['world-writable-gained', !isOpen(before) && isOpen(after)],
    ['setuid-owner', isFileWith(before, SETUID) && isFileWith(after, SETUID) && before?.entry.uid !== after?.entry.uid],
    ['setgid-group', isFileWith(before, SETGID) && isFileWith(after, SETGID) && before?.entry.gid !== after?.entry.gid],
  ];
  return said.filter(([, is]) => is).map(([is]) => is);
}

function isFileWith(node: TreeNode | undefined, bit: number): boolean {
  return node !== undefined && shownType(node) === 'file' && (node.entry.mode & bit) !== 0;
}

function isOpen(node: TreeNode | undefined): boolean {
  if (node === undefined) return false;
  return isFileWith(node, OPEN) || (shownType(node) === 'dir' && (node.entry.mode & STICKY_AND_OPEN) === OPEN);
}

/** The kernel's `vfs_cap_data`, versions 2 and 3: two words of permitted bits, low first. */
function permittedOf(node: TreeNode | undefined): bigint {
  const data = Buffer.from(node?.entry.xattrs?.[CAPABILITY] ?? '', 'latin1');
  return data.length < 20 ? 0n : (BigInt(data.readUInt32LE(12)) << 32n) | BigInt(data.readUInt32LE(4));
}

/** Is this the user that may do everything? @param user as the configuration says it, `name-or-number[:group]` */
export function isRootUser(user: string): boolean {
  const name = user.split(':')[0] ?? '';
  return name === '' || name === 'root' || /^0+$/.test(name);
}
