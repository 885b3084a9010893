import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type Dirent, lstatSync, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ByteText } from '../../model/bytes.ts';
import { bytesToText } from '../../model/bytes.ts';
import type { Digest } from '../../model/sha256.ts';
import type { FilesPort, HostPath, NamedPath, PathFacts, PathType } from '../../project/contract.ts';
import { hostTextToBytes } from '../../project/host-path.ts';

/** Files of this machine through node:fs. */
export function nodeFiles(): FilesPort {
  return {
    readDirectory,
    stat,
    read,
    readText,
    hash,
    readSymlink: async (path) => bytesToText(await fs.readlink(toNative(path), 'buffer')),
    makeDirectory: async (dir) => {
      await fs.mkdir(toNative(dir), { recursive: true });
    },
    write,
    makeSymlink: (path, target) => fs.symlink(Buffer.from(target, 'latin1'), toNative(path)),
    link,
    setMode: (path, mode) => fs.chmod(toNative(path), mode),
    rename: (from, to) => fs.rename(toNative(from), toNative(to)),
    remove: (path) => removeTree(toNative(path)),
  };
}

const ESCAPED_BYTE = /[\uDC80-\uDCFF]/u;

/** A path as node takes it: text, or bytes where the name is not UTF-8. */
function toNative(path: HostPath): string | Buffer {
  return ESCAPED_BYTE.test(path) ? Buffer.from(hostTextToBytes(path), 'latin1') : path;
}

const SLASH = Buffer.from('/');

function under(dir: Buffer, name: Buffer): Buffer {
  return Buffer.concat([dir, SLASH, name]);
}

async function readDirectory(dir: HostPath): Promise<readonly NamedPath[]> {
  const base = Buffer.from(hostTextToBytes(dir), 'latin1');
  const listed = await fs.readdir(base, { withFileTypes: true, encoding: 'buffer' });
  const named: NamedPath[] = [];
  for (const entry of listed) {
    const facts = factsBelow(base, entry);
    if (facts !== undefined) named.push(facts);
  }
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Synchronous: a stat answers from memory in microseconds, and the promise around it costs five times that. */
function factsBelow(base: Buffer, entry: Dirent<Buffer>): NamedPath | undefined {
  const stats = lstatSync(under(base, entry.name), { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const { type, bytes, mode, mtimeMs, inode } = toFacts(stats);
  return { name: bytesToText(entry.name), type, bytes, mode, mtimeMs, inode };
}

function toFacts(stats: Stats): PathFacts {
  const type = typeOf(stats);
  return {
    type,
    bytes: type === 'file' ? stats.size : 0,
    mode: stats.mode & 0o7777,
    mtimeMs: stats.mtimeMs,
    inode: stats.ino,
  };
}

function typeOf(stats: Stats): PathType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'dir';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : 'device';
}

async function stat(path: HostPath, follow = false): Promise<PathFacts | undefined> {
  const native = toNative(path);
  try {
    return toFacts(await (follow ? fs.stat(native) : fs.lstat(native)));
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

async function read(path: HostPath, limitBytes?: number): Promise<Uint8Array> {
  if (limitBytes === undefined) return fs.readFile(toNative(path));
  const handle = await fs.open(toNative(path), 'r');
  try {
    const buffer = Buffer.alloc(limitBytes);
    let filled = 0;
    while (filled < limitBytes) {
      const { bytesRead } = await handle.read(buffer, filled, limitBytes - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

async function readText(path: HostPath): Promise<ByteText | undefined> {
  try {
    return bytesToText(await fs.readFile(toNative(path)));
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function hash(path: HostPath): Promise<Digest> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(toNative(path), { highWaterMark: 1 << 18 }))
    digest.update(chunk as Buffer);
  return `sha256:${digest.digest('hex')}`;
}

async function write(path: HostPath, bytes: Uint8Array, mode?: number): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`;
  const create = () => fs.writeFile(toNative(beside), bytes, { flag: 'wx' });
  try {
    await create().catch(async (error: unknown) => {
      if (!isCode(error, 'ENOENT')) throw error;
      await fs.mkdir(dirname(path), { recursive: true });
      await create();
    });
    if (mode !== undefined) await fs.chmod(toNative(beside), mode);
    await fs.rename(toNative(beside), toNative(path));
  } catch (error) {
    await fs.rm(toNative(beside), { force: true });
    throw error;
  }
}

async function link(from: HostPath, to: HostPath): Promise<'linked' | 'copied'> {
  try {
    await fs.link(toNative(from), toNative(to));
    return 'linked';
  } catch (error) {
    if (!isCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
  }
  const stats = await fs.lstat(toNative(from));
  await fs.copyFile(toNative(from), toNative(to));
  await fs.chmod(toNative(to), stats.mode & 0o7777);
  await fs.utimes(toNative(to), stats.atime, stats.mtime);
  return 'copied';
}

/** Folders without write permission are opened up first: they are ours to remove, and only their owner could not. */
async function removeTree(path: string | Buffer): Promise<void> {
  try {
    await fs.rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!isCode(error, 'EACCES', 'ENOTEMPTY', 'EPERM')) throw error;
    await openFolders(Buffer.from(path));
    await fs.rm(path, { recursive: true, force: true });
  }
}

async function openFolders(dir: Buffer): Promise<void> {
  await fs.chmod(dir, 0o700);
  for (const entry of await fs.readdir(dir, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await openFolders(under(dir, entry.name));
  }
}
