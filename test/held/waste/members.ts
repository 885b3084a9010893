import { bytesOf, type Raw, type TarEntry } from '../kit/tar.ts';
import type { DeadContent, DeathKind, TreeNode } from './contract.ts';
import { pathText } from './path-bytes.ts';

type More = Partial<TarEntry>;

/** Content of so many bytes; other seeds make other contents. */
export function filled(seed: string, lengthBytes: number): Buffer {
  const unit = `${seed}.`;
  return Buffer.from(unit.repeat(Math.ceil(lengthBytes / unit.length)).slice(0, lengthBytes), 'latin1');
}

export function file(name: Raw, content: Raw, more: More = {}): TarEntry {
  return { name, content, ...more };
}

/** A folder's own member, with the closing slash engines write. */
export function folder(name: Raw, more: More = {}): TarEntry {
  return { name: Buffer.concat([bytesOf(name), Buffer.from('/')]), type: '5', ...more };
}

export function symlink(name: Raw, link: Raw): TarEntry {
  return { name, type: '2', link, mode: 0o777 };
}

export function hardLink(name: Raw, to: Raw): TarEntry {
  return { name, type: '1', link: to };
}

/** The whiteout of a path, `.wh.` in front of its last name. */
export function whiteout(path: string): TarEntry {
  const cut = path.lastIndexOf('/') + 1;
  return { name: `${path.slice(0, cut)}.wh.${path.slice(cut)}`, mode: 0 };
}

/** The marker that hides what lower layers have in the folder. */
export function opaque(folderPath: string): TarEntry {
  return { name: `${folderPath}/.wh..wh..opq`, mode: 0 };
}

/** Words of a truth's tree. */
export const DIR: TreeNode = { type: 'dir' };
export const LINK: TreeNode = { type: 'symlink' };

export function sees(bytes: number, mode?: number): TreeNode {
  return mode === undefined ? { type: 'file', bytes } : { type: 'file', bytes, mode };
}

export function dead(path: string, layer: number, bytes: number, how: DeathKind, by: number): DeadContent {
  return { path, layer, bytes, how, by };
}

/** The path a member stands for: its PAX name before the header's, without `.`, `/` in front or behind. */
export function memberPath(entry: TarEntry): string {
  return cleanPath(pathText(entry.pax?.['GNU.sparse.name'] ?? entry.pax?.['path'] ?? entry.name));
}

export function cleanPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

export function parentOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}
