import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import { type Digest, sha256 } from '../../model/sha256.ts';
import type { BlobReader } from '../contract.ts';

/** Registries refuse larger manifests; configurations stay far below. */
export const DOCUMENT_BYTES = 4 << 20;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const DigestText = v.pipe(
  v.string(),
  v.regex(DIGEST),
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

/** Reads a blob that is named by its digest, and checks it. @throws Problem `blob-digest-mismatch` and as `readSmallBlob` */
export async function readVerifiedBlob(blobs: BlobReader, digest: Digest): Promise<Uint8Array> {
  const data = await readSmallBlob(blobs, blobName(digest));
  const actual = sha256(data);
  if (actual !== digest) {
    throw new Problem('usage', 'blob-digest-mismatch', { source: blobs.source, expected: digest, actual });
  }
  return data;
}

export function blobName(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** @throws Problem `image-document-invalid` naming the first field that is not of the form */
export function parseDocument<T>(
  schema: v.GenericSchema<unknown, T>,
  data: Uint8Array,
  place: { readonly source: string; readonly name: string },
): T {
  const parsed = v.safeParse(schema, parseJson(data, place));
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? '';
  throw new Problem('usage', 'image-document-invalid', { ...place, field });
}

function parseJson(data: Uint8Array, place: { readonly source: string; readonly name: string }): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString('utf8'));
  } catch (cause) {
    throw new Problem('usage', 'image-document-invalid', { ...place, field: '' }, { cause });
  }
}
