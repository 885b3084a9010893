import { holdsSecretShape, listMasked, type MaskedValue, splitName } from '../../record/redact.ts';

/** What such a name may hold without being a secret: a switch, a place, a reference, the fingerprint of a public key. */
const HARMLESS =
  /^(?:|true|false|yes|no|on|off|none|null|[01]|\*+|(?:\.{0,2}|~)\/(?:etc|run|var|home|root|opt|usr|srv|mnt|tmp|app|secrets?)(?:\/.*)?|[$<{].*)$/is;
const OF_PUBLIC_KEY = /^keys?$|gpg|pgp|fingerprint/i;
/** What a name that ends so holds lets a file be checked, and opens nothing. */
const CHECKSUMS = new Set(['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'checksum', 'checksums', 'digest']);

/** Does a value that `redact` hides for its name open something? What is told wrongly costs trust; what is hidden wrongly does not. */
export function isTelling({ name, value }: MaskedValue): boolean {
  const bare = value.trim();
  if (HARMLESS.test(bare) || CHECKSUMS.has(splitName(name).at(-1) ?? '')) return false;
  return !(OF_PUBLIC_KEY.test(name) && areFingerprints(bare));
}

const HEX_GROUP = /^[0-9a-f]{4}$/i;

/** Of public keys, as they are written down: whole, by their last half, or in groups of four; one or more. */
function areFingerprints(value: string): boolean {
  const words = value.split(/[\s,]+/);
  const groups = words.filter((word) => HEX_GROUP.test(word)).length;
  const isWhole = (word: string) => HEX_GROUP.test(word) || /^(?:0x)?(?:[0-9a-f]{40}|[0-9a-f]{16})$/i.test(word);
  return words.every(isWhole) && (groups === 4 || groups % 10 === 0);
}

/** Does a text hold what opens something, by a name in it or by its shape? */
export function hasPassword(text: string): boolean {
  const { named, rest } = listMasked(text);
  return named.some(isTelling) || holdsSecretShape(rest);
}
