import type { HeldImage } from '../kit/image.ts';

/**
 * What differs at a path both images have. Named in this order.
 * - `content`: the bytes a reader of the file gets. A sparse file is read laid out, a hard link by its inode.
 * - `bytes`: the length a reader finds. Where it differs, so does `content`.
 * - `type`: file, folder, symlink, char, block, fifo. A hard link is a file. Where it differs, `content`, `bytes`,
 *   `link` and `device` are not named too: they have no counterpart.
 * - `mode`: the low twelve bits; never of a symlink.
 * - `uid`, `gid`: numbers. The names in tar headers are no part of what a container sees.
 * - `link`: a symlink's target as it is written.
 * - `mtime`: named beside other fields only. An implied folder has none.
 */
export type Field = 'content' | 'bytes' | 'type' | 'mode' | 'uid' | 'gid' | 'link' | 'xattrs' | 'device' | 'mtime';

/** Implied folders are paths too: mode 755, 0:0. A folder that comes or goes is named and so is all that is in it. */
export interface PathChange {
  /** As `pathText` in ../kit/path-text.ts writes it. */
  readonly path: string;
  readonly is: 'added' | 'removed' | 'changed';
  readonly fields?: readonly Field[];
  /** Length a reader finds; there wherever the path is a regular file on that side, whatever has changed. */
  readonly bytesBefore?: number;
  readonly bytesAfter?: number;
}

export type Privilege =
  | 'setuid-gained'
  | 'setuid-lost'
  | 'setgid-gained'
  | 'setgid-lost'
  | 'capability-gained'
  | 'capability-lost'
  | 'user-to-root'
  | 'user-from-root'
  | 'world-writable-gained';

/**
 * Bits of regular files (world-writable: folders too, unless sticky; symlinks never). A file that comes with the bit
 * gains it, one that goes loses it. A capability is gained where the permitted set has one it did not have, lost
 * where it lacks one.
 */
export interface PrivilegeChange {
  readonly path?: string;
  readonly is: Privilege;
}

export interface DiffTruth {
  /** Sorted by the bytes of the path. The modification time never counts as a change by itself. */
  readonly paths: readonly PathChange[];
  /**
   * Dotted names of configuration fields that differ, sorted: `User`, `Env.PATH`, `Entrypoint`, `Cmd`, `WorkingDir`,
   * `ExposedPorts`, `Volumes`, `Labels.x`, `StopSignal`, `Healthcheck`, `architecture`, `os`. Nothing said and said
   * to be null or empty are one.
   */
  readonly config: readonly string[];
  /** Sorted by path, then in the order of `Privilege`; a change without a path comes first. */
  readonly privileges: readonly PrivilegeChange[];
  /** Leading layers of the same diff id. No case has an equal layer at another place. */
  readonly sharedLayers: number;
  /** Live contents of B minus those of A, in ../README.md's words: hard links once, stored bytes of sparse files. */
  readonly bytesDelta: number;
  /** A container of B finds what one of A finds and is started alike: no path and no field of the configuration. */
  readonly isSame: boolean;
}

export interface Platform {
  readonly architecture: string;
  readonly os: string;
}

export interface DiffSide {
  /** amd64/linux where left out. */
  readonly platform?: Platform;
  /** `none` where left out. */
  readonly compression?: 'none' | 'gzip';
}

export interface DiffCase {
  readonly id: string;
  /** What differs, and why the truth is the right answer. */
  readonly says: string;
  readonly a: HeldImage;
  readonly b: HeldImage;
  /** What an image does not say of itself. `layoutsOf` in media.ts heeds it. */
  readonly sides?: { readonly a?: DiffSide; readonly b?: DiffSide };
  readonly truth: DiffTruth;
}

/** A truth of which only what is not empty needs to be said. */
export function truth(said: Partial<DiffTruth> & Pick<DiffTruth, 'sharedLayers' | 'bytesDelta' | 'isSame'>): DiffTruth {
  return { paths: [], config: [], privileges: [], ...said };
}
