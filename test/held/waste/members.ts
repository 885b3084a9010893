import { pathText } from '../kit/path-text.ts';
import type { TarEntry } from '../kit/tar.ts';
import type { DeadContent, DeathKind, TreeNode } from './contract.ts';

/** Content of so many bytes; other seeds make other contents. */
export function filled(seed: string, lengthBytes: number): Buffer {
  const unit = `${seed}.`;
  return Buffer.from(unit.repeat(Math.ceil(lengthBytes / unit.length)).slice(0, lengthBytes), 'latin1');
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
