import { Problem } from '../../model/problem.ts';
import { type Digest, hashLike } from '../../model/sha256.ts';
import type { BlobReader, Inflater, Layer, LayerBlob, LayerLocation } from '../contract.ts';
import { compressorOf, HEAD_BYTES } from './compressor-of.ts';
import { INFLATE_LIMITS, type InflateLimits } from './inflate-limits.ts';
import { rangeBlobs } from './range-blobs.ts';

export type Compression = 'plain' | 'gzip' | 'zstd';

/** A layer whose tar is read from a blob. What it is compressed by is told by its first bytes, as engines do, not by its media type. */
export async function openLayer(blobs: BlobReader, blob: LayerBlob, inflater: Inflater): Promise<Layer> {
  const compression = compressionOf(await blobs.read(blob.name, 0, HEAD_BYTES), blob);
  const place = blobs.locate?.(blob.name);
  const location = place && { place, blob };
  const base = { digest: blob.digest, diffId: blob.diffId, mediaType: blob.mediaType, compression, location };
  const sized = blob.transferBytes === undefined ? base : { ...base, transferBytes: blob.transferBytes };
  // What the diffId is of is checked where the tar is read.
  const isChecked = blob.isNamedByDiffId !== true && (compression !== 'plain' || blob.digest !== blob.diffId);
  const source = () => (isChecked ? checkBytes(blobs, blob) : blobs.stream(blob.name));
  if (compression === 'plain') {
    return {
      ...sized,
      open: source,
      readAt: (offset, length, into) => blobs.read(blob.name, offset, length, into),
      tarBytes: await blobs.bytes(blob.name),
    };
  }
  if (compression === 'zstd') needZstd(inflater, blob.digest);
  const stored = isChecked ? { openStored: source } : {};
  return {
    ...sized,
    ...stored,
    inflateLimits: inflater.limits,
    open: (onWaste, signal) => inflate(source(), compression, { layer: blob.digest, inflater, onWaste, signal }),
  };
}

/** The layer that was opened with this location. @param folder reads the files of the place's folder */
export function openLocated({ place, blob }: LayerLocation, folder: BlobReader, inflater: Inflater): Promise<Layer> {
  const { offset, bytes } = place;
  const find = (name: string) => (name === blob.name ? { offset, bytes } : undefined);
  return openLayer(rangeBlobs(folder, place.name, find), blob, inflater);
}

/** @throws Problem `blob-digest-mismatch` at the end */
async function* checkBytes(blobs: BlobReader, { name, digest }: LayerBlob): AsyncGenerator<Uint8Array> {
  const hash = hashLike(digest);
  for await (const chunk of blobs.stream(name)) {
    hash.update(chunk);
    yield chunk;
  }
  const actual = hash.finish();
  if (actual === digest) return;
  throw new Problem('usage', 'blob-digest-mismatch', { source: blobs.source, expected: digest, actual });
}

function needZstd({ unzstd }: Inflater, layer: Digest): NonNullable<Inflater['unzstd']> {
  if (unzstd === undefined) throw new Problem('world', 'zstd-missing', { layer });
  return unzstd;
}

/** @throws Problem `layer-compression-unsupported` for bzip2 and xz, which no engine writes any more */
function compressionOf(head: Uint8Array, blob: Pick<LayerBlob, 'digest' | 'mediaType'>): Compression {
  const compressor = compressorOf(head);
  if (compressor === 'bzip2' || compressor === 'xz') {
    throw new Problem('usage', 'layer-compression-unsupported', { layer: blob.digest, mediaType: blob.mediaType });
  }
  return compressor ?? 'plain';
}

/**
 * The plain tar of a stream whose compression is told by its own first bytes.
 * @throws Problem `zstd-missing`, `layer-compression-unsupported`, `layer-inflate-failed`
 */
export async function* inflateByContent(
  source: AsyncIterable<Uint8Array>,
  layer: { readonly digest: Digest; readonly mediaType?: string | null | undefined },
  inflater: Inflater,
  { onWaste, signal }: Pick<Inflating, 'onWaste' | 'signal'> = {},
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    let isEnded = false;
    while (head.length < HEAD_BYTES && !isEnded) {
      const next = await iterator.next();
      isEnded = next.done === true;
      if (next.done !== true) head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    }
    const compression = compressionOf(head, { digest: layer.digest, mediaType: layer.mediaType ?? '' });
    const whole = resume(head, iterator);
    if (compression === 'plain') yield* whole;
    else yield* inflate(whole, compression, { layer: layer.digest, inflater, onWaste, signal });
  } finally {
    // What was begun (a registry's answer) is closed, though nobody may have read on.
    await iterator.return?.();
  }
}

async function* resume(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

interface Inflating {
  readonly layer: Digest;
  readonly inflater: Inflater;
  readonly onWaste?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

async function* inflate(
  source: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
  { layer, inflater, onWaste, signal }: Inflating,
): AsyncGenerator<Uint8Array> {
  const counted = { bytes: 0 };
  const stored = count(source, counted, signal);
  const lent = lend(stored);
  const chunks = compression === 'gzip' ? inflater.gunzip(lent, onWaste) : needZstd(inflater, layer)(lent);
  let inflated = 0;
  try {
    for await (const chunk of chunks) {
      inflated += chunk.length;
      checkInflated(inflated, counted.bytes, layer, inflater.limits ?? INFLATE_LIMITS);
      yield chunk;
    }
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    if (cause instanceof Problem) throw cause;
    const program = programRefused(cause);
    if (program !== undefined) throw new Problem('world', 'zstd-missing', { layer, program }, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (/requires too much memory/.test(reason)) throw overInflated(layer, 'window', INFLATE_LIMITS.windowBytes);
    // A blob of other bytes than its image names is told as that, whatever else is wrong with it.
    for await (const _ of stored);
    throw new Problem('usage', 'layer-inflate-failed', { layer, reason }, { cause });
  } finally {
    await stored.return(undefined);
  }
}

/** The same bytes; whoever stops early leaves the others where they are. */
function lend(source: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) };
}

/** What the system would not start. */
function programRefused(cause: unknown): { readonly path: string; readonly reason: string } | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { syscall, path = 'zstd', code = cause.message } = cause as NodeJS.ErrnoException;
  return syscall?.startsWith('spawn') === true ? { path, reason: code } : undefined;
}

/** Not all that goes in comes out: what is skipped ends only here. */
async function* count(
  source: AsyncIterable<Uint8Array>,
  into: { bytes: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    into.bytes += chunk.length;
    yield chunk;
  }
}

function checkInflated(inflated: number, compressed: number, layer: Digest, limits: InflateLimits): void {
  if (inflated > limits.bytes) throw overInflated(layer, 'bytes', limits.bytes);
  if (inflated > limits.freeBytes && inflated > compressed * limits.ratio) {
    throw overInflated(layer, 'ratio', limits.ratio);
  }
}

function overInflated(layer: Digest, limit: 'bytes' | 'ratio' | 'window', allowed: number): Problem {
  return new Problem('usage', 'inflate-over-limit', { layer, limit, allowed });
}
