import { createHash } from 'node:crypto';

/** `sha256:` and 64 hex digits, or `sha512:` and 128, which images may use too. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

export function isDigest(text: string): text is Digest {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}

/** A hash of the kind this digest is of; `finish` gives the digest of what it was fed. */
export function hashLike(digest: Digest): { update(data: Uint8Array): void; finish(): Digest } {
  const algorithm = digest.startsWith('sha512:') ? 'sha512' : 'sha256';
  const hash = createHash(algorithm);
  return { update: (data) => void hash.update(data), finish: () => `${algorithm}:${hash.digest('hex')}` };
}

/** The digest of the data, of the same kind as the one given. */
export function digestLike(digest: Digest, data: Uint8Array): Digest {
  const hash = hashLike(digest);
  hash.update(data);
  return hash.finish();
}

export function sha256(data: string | Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

/** Digest of a plain value that does not depend on the order in which its keys were set. */
export function digestOf(value: unknown): Digest {
  return sha256(JSON.stringify(value, (_key, v: unknown) => (isPlain(v) ? sortKeys(v) : v)));
}

function isPlain(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

function sortKeys(v: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(v).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
