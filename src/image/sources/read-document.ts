import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import { type Digest, digestLike, isDigest } from '../../model/sha256.ts';
import type { BlobReader } from '../contract.ts';
import { findOddKey } from './find-odd-key.ts';

/** Registries refuse larger manifests; configurations stay far below. */
export const DOCUMENT_BYTES = 4 << 20;

export const DigestText = v.pipe(
  v.string(),
  v.check(isDigest),
  v.transform((text) => text as Digest),
);

/** @throws Problem `blob-missing`, `blob-too-large`, `blob-truncated` */
export async function readSmallBlob(blobs: BlobReader, name: string): Promise<Uint8Array> {
  const bytes = await blobs.bytes(name);
  if (bytes === undefined) throw new Problem('usage', 'blob-missing', { source: blobs.source, name });
  if (bytes > DOCUMENT_BYTES) {
    throw new Problem('usage', 'blob-too-large', { source: blobs.source, name, bytes, allowed: DOCUMENT_BYTES });
  }
  const data = await blobs.read(name, 0, bytes);
  if (data.length < bytes) throw new Problem('usage', 'blob-truncated', { source: blobs.source, name });
  return data;
}

/**
 * Reads a blob that is named by its digest, and checks it, and its length where its descriptor says one, before anything is made of it.
 * @throws Problem `blob-digest-mismatch`, `blob-length-mismatch` and as `readSmallBlob`
 */
export async function readVerifiedBlob(blobs: BlobReader, digest: Digest, saidBytes?: number): Promise<Uint8Array> {
  const data = await readSmallBlob(blobs, blobName(digest));
  const actual = digestLike(digest, data);
  if (actual !== digest) {
    throw new Problem('usage', 'blob-digest-mismatch', { source: blobs.source, expected: digest, actual });
  }
  if (saidBytes !== undefined && data.length !== saidBytes) {
    throw new Problem('usage', 'blob-length-mismatch', { source: blobs.source, digest, bytes: data.length, saidBytes });
  }
  return data;
}

export function blobName(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/**
 * @throws Problem `image-document-invalid` naming the first field that is not of the form, or that others would read otherwise; `image-over-limit`
 */
export function parseDocument<T>(
  schema: v.GenericSchema<unknown, T>,
  data: Uint8Array,
  place: { readonly source: string; readonly name: string },
): T {
  const { text, value } = parseJson(data, place);
  const odd = findOddKey(text, schema);
  if (odd !== undefined) throw new Problem('usage', 'image-document-invalid', { ...place, field: odd });
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? '';
  throw new Problem('usage', 'image-document-invalid', { ...place, field });
}

/** Objects and lists one within the other. */
export const DOCUMENT_DEPTH = 64;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** How deep a JSON text nests, without parsing it. Cost: one pass. */
function depthOf(data: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0, isText = false; at < data.length; at++) {
    const byte = data[at] ?? 0;
    if (byte === QUOTE) isText = !isText;
    else if (isText && byte === BACKSLASH) at += 1;
    else if (isText) continue;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}

function parseJson(data: Uint8Array, place: { readonly source: string; readonly name: string }) {
  if (depthOf(data) > DOCUMENT_DEPTH) {
    throw new Problem('usage', 'image-over-limit', {
      source: place.source,
      limit: 'jsonDepth',
      allowed: DOCUMENT_DEPTH,
    });
  }
  const text = Buffer.from(data).toString('utf8');
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new Problem('usage', 'image-document-invalid', { ...place, field: '' }, { cause });
  }
}
