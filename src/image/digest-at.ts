import type { LayerIndex } from './contract.ts';
import { DIGEST_BYTES } from './entries/hash-contents.ts';
import type { Place } from './merge/node-arena.ts';

/** The SHA-256 of a content, its bytes where they lie; undefined where contents were not hashed. */
export function digestAt(indexes: readonly LayerIndex[], { layer, row }: Place): Buffer | undefined {
  const all = indexes[layer]?.digests;
  return all && Buffer.from(all.buffer, all.byteOffset + row * DIGEST_BYTES, DIGEST_BYTES);
}
