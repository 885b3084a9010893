import type { HeldImage, HeldLayer } from '../kit/image.ts';
import { pathBytes } from '../kit/path-text.ts';
import type { PathSeen } from './contract.ts';

/** Engines make containers of images that say a command; it need not exist. */
export function imageOf(...layers: readonly HeldLayer[]): HeldImage {
  return { layers, config: { Cmd: ['/x'] } };
}

/** By the bytes of the path. */
export function sorted(paths: readonly PathSeen[]): readonly PathSeen[] {
  return [...paths].sort((a, b) => Buffer.compare(pathBytes(a.path), pathBytes(b.path)));
}

export function seenFile(path: string, bytes: number, more: Partial<PathSeen> = {}): PathSeen {
  return { path, type: 'file', mode: 0o644, bytes, ...more };
}

export function seenFolder(path: string, more: Partial<PathSeen> = {}): PathSeen {
  return { path, type: 'folder', mode: 0o755, ...more };
}

export function seenLink(path: string, link: string): PathSeen {
  return { path, type: 'symlink', link };
}
