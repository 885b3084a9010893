import type { ContentSink } from '../contract.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { SparseFile } from './sparse-map.ts';

/** Hands a sparse file out as a reader finds it, holes told by their length. @returns stored bytes really passed, fewer only where the tar ends */
export async function pourSparse(cursor: ByteCursor, file: SparseFile, sink: ContentSink): Promise<number> {
  const { regions, logicalBytes } = file;
  let at = 0;
  let passed = 0;
  for (let i = 0; i < regions.length; i += 2) {
    const offset = regions[i] ?? at;
    const length = regions[i + 1] ?? 0;
    if (offset > at) sink.hole?.(offset - at);
    const got = await cursor.pass(length, sink);
    passed += got;
    if (got < length) return passed;
    at = offset + length;
  }
  if (at < logicalBytes) sink.hole?.(logicalBytes - at);
  return passed;
}
