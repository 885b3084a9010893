import type { Digest } from '../../model/sha256.ts';

export function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
