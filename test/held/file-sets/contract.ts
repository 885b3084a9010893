import type { HeldImage } from '../kit/image.ts';

/**
 * What a container finds at one path. Nothing here is known to the engine's init layer (`dev`, `etc`, `proc`, `sys`,
 * `.dockerenv`).
 */
export interface PathSeen {
  /** As `pathText` in ../kit/path-text.ts writes it. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'symlink' | 'char' | 'block' | 'fifo';
  /** The low twelve bits. Left out for symlinks: Linux knows no mode of theirs. */
  readonly mode?: number;
  /** Where a symlink points, as it is written. */
  readonly link?: string;
  /** Length of a regular file as a reader finds it. */
  readonly bytes?: number;
  /** Left out where it is 0. */
  readonly uid?: number;
  readonly gid?: number;
  readonly device?: { readonly major: number; readonly minor: number };
}

/** An image the engine lays out itself; its answer is the truth, `paths` is a second opinion written by hand. */
export interface FileSetCase {
  readonly id: string;
  /** What is in it, and why a reader may get it wrong. */
  readonly says: string;
  readonly image: HeldImage;
  readonly canEngineLoad: boolean;
  /** Everything but the root, sorted by the bytes of the path. */
  readonly paths: readonly PathSeen[];
}
