import { type MaskedValue, redact } from '../../record/redact.ts';

/** What such a name may hold without being a secret: a switch, a place, a reference, the fingerprint of a public key. */
const HARMLESS =
  /^(?:|true|false|yes|no|on|off|none|null|[01]|\*+|(?:\.{0,2}|~)\/(?:etc|run|var|home|root|opt|usr|srv|mnt|tmp|app|secrets?)(?:\/.*)?|[$<{].*)$/is;
const FINGERPRINTS = /^(?:0x)?[0-9a-f]{16,64}(?:\s+(?:0x)?[0-9a-f]{16,64})*$/i;

/** Does a value that `redact` hides for its name open something? What is told wrongly costs trust; what is hidden wrongly does not. */
export function isTelling({ name, value }: MaskedValue): boolean {
  if (HARMLESS.test(value.trim())) return false;
  return !(/gpg|pgp|fingerprint/i.test(name) && FINGERPRINTS.test(value.trim()));
}

/** Does a text hold what opens something by its shape? A user alone, or a variable, in an address opens nothing: `ssh://git@host`, `https://x:$TOKEN@host`. */
export function hasPassword(text: string): boolean {
  const bare = text.replace(/:\/\/(?:[^\s/:@]{0,512}|[^\s/@$]{0,512}\$\{?\w{1,80}\}?)@/g, '://');
  return redact(bare) !== bare;
}
