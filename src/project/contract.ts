import type { ByteText } from '../model/bytes.ts';
import type { Digest } from '../model/sha256.ts';

/**
 * A path on this machine. Ordinary text; a byte that is not UTF-8 is kept as the lone surrogate U+DC00 + byte, so that any
 * name the file system can hold has a path. `joinPath` makes one from a folder and a raw name.
 */
export type HostPath = string;

export type PathType = 'file' | 'dir' | 'symlink' | 'fifo' | 'socket' | 'device';

export interface PathFacts {
  readonly type: PathType;
  /** Content bytes of a file, 0 for everything else. */
  readonly bytes: number;
  /** Permission bits with setuid, setgid and sticky: `mode & 0o7777`. */
  readonly mode: number;
  readonly mtimeMs: number;
  readonly inode: number;
}

export interface NamedPath extends PathFacts {
  /** The raw name, one unit per byte. */
  readonly name: ByteText;
}

/**
 * Files of this machine. Every method rejects with a Node error carrying `code` (`ENOENT`, `EACCES`, …) unless it says otherwise;
 * the rooms turn those they expect into a Problem.
 */
export interface FilesPort {
  /** Names with their own facts (symlinks are not followed), in order of their bytes. What vanished meanwhile is left out. */
  readDirectory(dir: HostPath): Promise<readonly NamedPath[]>;
  /** Facts of the path itself, or `follow: true` of what a symlink leads to. @returns undefined where nothing is */
  stat(path: HostPath, follow?: boolean): Promise<PathFacts | undefined>;
  /** Whole content; at most `limitBytes` of it where given. */
  read(path: HostPath, limitBytes?: number): Promise<Uint8Array>;
  /** Content of a file as text, one unit per byte. @returns undefined where there is no file */
  readText(path: HostPath): Promise<ByteText | undefined>;
  /** Digest of the content; streams, so its memory does not grow with the file. */
  hash(path: HostPath): Promise<Digest>;
  readSymlink(path: HostPath): Promise<ByteText>;
  /** Makes parents as needed. */
  makeDirectory(dir: HostPath): Promise<void>;
  /** Replaces or creates in one step (new file + rename): readers see the old bytes or the new, a hard link to the old stays untouched. Makes parents as needed. */
  write(path: HostPath, bytes: Uint8Array, mode?: number): Promise<void>;
  makeSymlink(path: HostPath, target: ByteText): Promise<void>;
  /** A second name for the same file; copies content, mode and mtime where the file system will not link. */
  link(from: HostPath, to: HostPath): Promise<'linked' | 'copied'>;
  setMode(path: HostPath, mode: number): Promise<void>;
  rename(from: HostPath, to: HostPath): Promise<void>;
  /** Removes a file or a whole folder, symlinks not followed; nothing there is fine. */
  remove(path: HostPath): Promise<void>;
}
