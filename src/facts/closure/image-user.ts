import type { TreeNode } from '../../image/contract.ts';
import type { Lookup } from '../../image/resolve-path.ts';
import { type Message, message } from '../../model/message.ts';
import { lookUp, type Scene } from './closure-input.ts';

/** Who runs the first process. */
export interface ImageUser {
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
}

type Row = readonly string[];

/**
 * USER as the engine reads it against the image's own passwd and group files.
 * @returns a message where the engine refuses it; undefined where the files could not be read
 */
export function findImageUser(scene: Scene): ImageUser | Message | undefined {
  const [userPart = '', groupPart] = scene.config.user.split(':', 2);
  const passwd = readRows(scene, '/etc/passwd');
  const group = readRows(scene, '/etc/group');
  if (passwd === undefined || group === undefined) return undefined;
  const name = userPart === '' ? '0' : userPart;
  const row = passwd.find((r) => r[0] === name) ?? passwd.find((r) => isNumber(name) && Number(r[2]) === Number(name));
  if (row === undefined && !isNumber(name)) return message('closure-user-unknown', { user: name });
  const uid = row === undefined ? Number(name) : Number(row[2]);
  const given = findGroup(group, groupPart);
  if (Number.isNaN(given)) return message('closure-group-unknown', { group: groupPart ?? '' });
  const gid = given ?? Number(row?.[3] ?? 0);
  if (Number.isNaN(uid) || Number.isNaN(gid)) return undefined;
  const supplementary = group.filter((r) => (r[3] ?? '').split(',').includes(row?.[0] ?? '\0'));
  const isGiven = groupPart !== undefined && groupPart !== '';
  return { uid, gids: new Set([gid, ...(isGiven ? [] : supplementary.map((r) => Number(r[2])))]) };
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

/** NaN where a group is named that does not exist. */
function findGroup(rows: readonly Row[], name: string | undefined): number | undefined {
  if (name === undefined || name === '') return undefined;
  const row = rows.find((r) => r[0] === name);
  if (row !== undefined) return Number(row[2]);
  return isNumber(name) ? Number(name) : Number.NaN;
}

/** Rows of a file with fields between colons: none where it is absent, undefined where it is there and was not kept. */
function readRows(scene: Scene, path: string): readonly Row[] | undefined {
  const { node } = lookUp(scene, path);
  if (node?.content === undefined) return [];
  return scene.files
    .text(node)
    ?.split('\n')
    .map((line) => line.split(':'));
}

const ACCESS_LISTS = 'system.posix_acl_access';

/**
 * Whether a user may search all folders on the way and has the right on the file.
 * @param right 4 = read, 1 = execute
 * @returns the path that stops it; undefined where nothing does, or where access lists decide
 */
export function findBlock(user: ImageUser, lookup: Lookup, right: 4 | 1): string | undefined {
  const { node, dirs } = lookup;
  if (node === undefined) return undefined;
  const way = [...dirs, node];
  if (way.some((n) => n.entry.xattrs?.[ACCESS_LISTS] !== undefined)) return undefined;
  if (user.uid === 0) return right === 4 || (node.entry.mode & 0o111) !== 0 ? undefined : `/${node.path}`;
  const blocked = dirs.find((dir) => !has(user, dir, 1)) ?? (has(user, node, right) ? undefined : node);
  return blocked && `/${blocked.path}`;
}

function has(user: ImageUser, node: TreeNode, right: number): boolean {
  const { mode, uid, gid } = node.entry;
  if (uid === user.uid) return ((mode >> 6) & right) !== 0;
  if (user.gids.has(gid)) return ((mode >> 3) & right) !== 0;
  return (mode & right) !== 0;
}
