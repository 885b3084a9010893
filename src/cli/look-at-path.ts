import { closeSync, existsSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Compressor, compressorOf, HEAD_BYTES } from '../image/sources/compressor-of.ts';

/** What lies at a path, links followed. */
export type AtPath =
  | { readonly is: 'nothing' }
  /** A pipe, a socket, a device. */
  | { readonly is: 'other' }
  | { readonly is: 'folder'; readonly isLayout: boolean }
  | { readonly is: 'file'; readonly bytes: number; readonly compressedBy?: Compressor | undefined };

/** @throws Error of the system where it may not be looked at */
export function lookAtPath(path: string): AtPath {
  const found = statOf(path);
  if (found === undefined) return { is: 'nothing' };
  if (found.isDirectory()) return { is: 'folder', isLayout: existsSync(join(path, 'oci-layout')) };
  if (!found.isFile()) return { is: 'other' };
  return { is: 'file', bytes: found.size, compressedBy: found.size === 0 ? undefined : compressorOf(readHead(path)) };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Its name leads through a file, or is longer than names are.
    if (NO_PATH.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

const NO_PATH = new Set(['ENOTDIR', 'ENAMETOOLONG']);

function readHead(path: string): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const head = new Uint8Array(HEAD_BYTES);
    return head.subarray(0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
}
