import { Problem } from '../../model/problem.ts';
import type { Digest } from '../../model/sha256.ts';
import type { BlobReader, Inflater, Layer } from '../contract.ts';

export type Compression = 'plain' | 'gzip' | 'zstd';

export interface LayerBlob {
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly mediaType: string;
  readonly transferBytes?: number | undefined;
  /** Name of the blob in the medium. */
  readonly name: string;
}

/** A layer whose tar is read from a blob. What it is compressed by is told by its first bytes, as engines do, not by its media type. */
export async function openLayer(blobs: BlobReader, blob: LayerBlob, inflater: Inflater): Promise<Layer> {
  const compression = compressionOf(await blobs.read(blob.name, 0, 4), blob);
  const base = { digest: blob.digest, diffId: blob.diffId, mediaType: blob.mediaType };
  const sized = blob.transferBytes === undefined ? base : { ...base, transferBytes: blob.transferBytes };
  if (compression === 'plain') {
    return {
      ...sized,
      open: () => blobs.stream(blob.name),
      readAt: (offset, length) => blobs.read(blob.name, offset, length),
    };
  }
  if (compression === 'zstd' && inflater.unzstd === undefined) {
    throw new Problem('world', 'zstd-missing', { layer: blob.digest });
  }
  return { ...sized, open: () => inflate(blobs.stream(blob.name), compression, blob.digest, inflater) };
}

/** @throws Problem `layer-compression-unsupported` for bzip2 and xz, which no engine writes any more */
function compressionOf(head: Uint8Array, blob: LayerBlob): Compression {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18 && (head[0] ?? 0) >> 4 === 5) return 'zstd';
  if (starts(0x42, 0x5a, 0x68) || starts(0xfd, 0x37, 0x7a, 0x58)) {
    throw new Problem('usage', 'layer-compression-unsupported', { layer: blob.digest, mediaType: blob.mediaType });
  }
  return 'plain';
}

async function* inflate(
  source: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
  layer: Digest,
  inflater: Inflater,
): AsyncGenerator<Uint8Array> {
  const chunks = compression === 'gzip' ? inflater.gunzip(source) : inflater.unzstd?.(source);
  try {
    if (chunks !== undefined) yield* chunks;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem('usage', 'layer-inflate-failed', { layer, reason }, { cause });
  }
}
