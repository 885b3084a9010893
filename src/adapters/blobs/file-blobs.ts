import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BlobReader } from '../../image/contract.ts';
import { streamChunks } from '../../image/sources/range-blobs.ts';
import { Problem } from '../../model/problem.ts';

const CHUNK_BYTES = 256 << 10;
const OPEN_FILES = 16;

/**
 * Blobs that are files of one folder (an OCI layout). Names with `..` or a leading `/` are no blobs, nor is what lies behind a link or is no
 * regular file. `close` gives the files back. Reads by position do not wait: they are short, and a tar takes many.
 * @param source names it in problems, as it was typed
 */
export function folderBlobs(dir: string, source = dir): BlobReader & { close(): Promise<void> } {
  const opened = new Map<string, OpenFile>();

  function find(name: string): OpenFile | undefined {
    const known = opened.get(name);
    if (known !== undefined || !isInside(name)) return known;
    const file = isReached(dir, name) ? openRegular(join(dir, ...name.split('/'))) : undefined;
    if (file === undefined) return undefined;
    const oldest = opened.size >= OPEN_FILES ? opened.entries().next().value : undefined;
    if (oldest !== undefined) {
      closeSync(oldest[1].fd);
      opened.delete(oldest[0]);
    }
    opened.set(name, file);
    return file;
  }

  function need(name: string): OpenFile {
    const file = find(name);
    if (file === undefined) throw new Problem('usage', 'blob-missing', { source, name });
    return file;
  }

  return {
    source,
    bytes: async (name) => find(name)?.bytes,
    read: (name, offset, length, into) => readFully(need(name).fd, offset, length, into),
    // Looked up each time: it may have been closed for others meanwhile.
    stream: (name) => streamChunks((at) => readFully(need(name).fd, at, CHUNK_BYTES)),
    locate(name) {
      const bytes = find(name)?.bytes;
      return bytes === undefined ? undefined : { dir, name, source, offset: 0, bytes };
    },
    async close() {
      for (const { fd } of opened.values()) closeSync(fd);
      opened.clear();
    },
  };
}

interface OpenFile {
  readonly fd: number;
  readonly bytes: number;
}

/** Never waits for the other end of a pipe. */
function openRegular(path: string): OpenFile | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  const found = fstatSync(fd);
  if (found.isFile()) return { fd, bytes: found.size };
  closeSync(fd);
  return undefined;
}

/** One file as a medium with a single blob; whoever names it may name a link to it. @returns the reader and the blob's name */
export function fileBlob(
  file: string,
  source = file,
): { readonly blobs: ReturnType<typeof folderBlobs>; readonly name: string } {
  const real = realPathOf(file) ?? file;
  return { blobs: folderBlobs(dirname(real), source), name: basename(real) };
}

/** No folder on the way is a link: a layout could lead out of itself by one. */
function isReached(dir: string, name: string): boolean {
  const folder = dirname(name);
  if (folder === '.') return true;
  const [root, real] = [realPathOf(dir), realPathOf(join(dir, folder))];
  return root !== undefined && real === join(root, folder);
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isInside(name: string): boolean {
  return !name.includes('\0') && name.split('/').every(isPlainPart);
}

function isPlainPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..';
}

function readFully(fd: number, offset: number, length: number, into?: Uint8Array): Uint8Array {
  const buffer = into !== undefined && into.length >= length ? into : Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const bytesRead = readSync(fd, buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === buffer.length ? buffer : buffer.subarray(0, filled);
}
