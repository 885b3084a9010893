import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BlobReader } from '../../image/contract.ts';
import { Problem } from '../../model/problem.ts';

const CHUNK_BYTES = 256 << 10;
const OPEN_FILES = 16;

/** Blobs that are files of one folder (an OCI layout). Names with `..` or a leading `/` are no blobs. `close` gives the files back. */
export function folderBlobs(dir: string): BlobReader & { close(): Promise<void> } {
  const handles = new Map<string, Promise<FileHandle>>();
  const pathOf = (name: string) => (isInside(name) ? join(dir, ...name.split('/')) : undefined);

  async function bytes(name: string): Promise<number | undefined> {
    const path = pathOf(name);
    if (path === undefined) return undefined;
    try {
      const found = await stat(path);
      return found.isFile() ? found.size : undefined;
    } catch {
      return undefined;
    }
  }

  async function openBlob(name: string): Promise<FileHandle> {
    const path = pathOf(name);
    if (path === undefined || (await bytes(name)) === undefined) {
      throw new Problem('usage', 'blob-missing', { source: dir, name });
    }
    return open(path, 'r');
  }

  function handleOf(name: string): Promise<FileHandle> {
    const known = handles.get(name);
    if (known !== undefined) return known;
    const opened = openBlob(name);
    handles.set(name, opened);
    opened.catch(() => handles.delete(name));
    return opened;
  }

  return {
    source: dir,
    bytes,
    async read(name, offset, length) {
      if (handles.size > OPEN_FILES && !handles.has(name)) return readOnce(await openBlob(name), offset, length);
      return readFully(await handleOf(name), offset, length);
    },
    async *stream(name) {
      const file = await openBlob(name);
      try {
        for (let at = 0; ; ) {
          const chunk = await readFully(file, at, CHUNK_BYTES);
          if (chunk.length === 0) return;
          yield chunk;
          at += chunk.length;
        }
      } finally {
        await file.close();
      }
    },
    async close() {
      const opened = await Promise.allSettled(handles.values());
      handles.clear();
      for (const handle of opened) if (handle.status === 'fulfilled') await handle.value.close();
    },
  };
}

/** One file as a medium with a single blob. @returns the reader and the blob's name */
export function fileBlob(file: string): { readonly blobs: ReturnType<typeof folderBlobs>; readonly name: string } {
  return { blobs: folderBlobs(dirname(file)), name: basename(file) };
}

function isInside(name: string): boolean {
  return !name.includes('\0') && name.split('/').every(isPlainPart);
}

function isPlainPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..';
}

async function readOnce(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  try {
    return await readFully(file, offset, length);
  } finally {
    await file.close();
  }
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
