import { Problem } from '../../model/problem.ts';
import type { BlobPlace, BlobReader } from '../contract.ts';
import type { Soon } from '../tar/byte-cursor.ts';
import { giveTurns } from '../tar/give-turns.ts';

const CHUNK_BYTES = 256 << 10;

/** Where a blob lies in the archive. */
export interface BlobRange {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Blobs that are ranges of one other blob.
 * @param archive reads that one under `name` @param find undefined where there is no such blob
 * @throws Problem `blob-missing`, `blob-truncated`
 */
export function rangeBlobs(
  archive: BlobReader,
  name: string,
  find: (path: string) => BlobRange | undefined,
): BlobReader {
  const { source } = archive;
  const need = (path: string): BlobRange => {
    const range = find(path);
    if (range === undefined) throw new Problem('usage', 'blob-missing', { source, name: path });
    return range;
  };
  const read: BlobReader['read'] = (path, offset, length, into) => {
    const range = need(path);
    const wanted = Math.max(0, Math.min(length, range.bytes - offset));
    return archive.read(name, range.offset + offset, wanted, into);
  };
  const base: BlobReader = {
    source,
    bytes: async (path) => find(path)?.bytes,
    read,
    async *stream(path) {
      const { bytes } = need(path);
      let left = bytes;
      for await (const chunk of streamChunks((at) => read(path, at, CHUNK_BYTES))) {
        left -= chunk.length;
        yield chunk;
      }
      if (left > 0) throw new Problem('usage', 'blob-truncated', { source, name: path });
    },
  };
  if (archive.locate === undefined) return base;
  const locate = (path: string): BlobPlace | undefined => {
    const [range, place] = [find(path), archive.locate?.(name)];
    return range && place && { ...place, offset: place.offset + range.offset, bytes: range.bytes };
  };
  return { ...base, locate };
}

/** Chunk after chunk up to the first empty one; others have their turn, whatever becomes of the bytes. @param read bytes from there on, as many as come at once */
export async function* streamChunks(read: (offset: number) => Soon<Uint8Array>): AsyncGenerator<Uint8Array> {
  const turn = giveTurns();
  for (let at = 0; ; ) {
    const chunk = await read(at);
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
    await turn(chunk.length);
  }
}
