import { holdsSecretShape, listMasked, looksSecret, type MaskedValue, splitName } from '../../record/redact.ts';

/** What any such name may hold without being a secret: a switch, a place, what stands for a value, a document. */
const HARMLESS = new RegExp(
  `^(?:${[
    '|""|\'\'|true|false|yes|no|y|n|on|off|none|null|accept(?:ed)?|[01]|\\*+',
    // What Java opens its public certificates with.
    'changeit',
    // Places have no signs that base64 has.
    '(?:\\.{0,2}|~)/(?:etc|run|var|home|root|opt|usr|srv|mnt|tmp|app|secrets?)(?:/[^=+]*)?',
    '\\$\\{\\w+\\}|\\$\\(.*\\)|\\{\\{.*\\}\\}|<[^<>]*>|<\\(.*|%[sdqv]|%(?:[sdqv]\\W|\\().*',
    // What is in a document is looked at for itself.
    '\\{.*\\}',
  ].join('|')})$`,
  'is',
);
/** `$ecret99` is no reference, though it could be one: those are in capitals, or have a name that speaks of a secret. */
const REFERENCE = /^\$(\w+)$/;
const OF_PUBLIC_KEY = /^keys?$|gpg|pgp|fingerprint/i;
/** A name that ends so is of what lets a file be checked, or tells where, what or how long a secret is: none of it opens anything. */
const DESCRIBING = new Set(
  (
    'md5 sha1 sha256 sha384 sha512 checksum checksums digest url uri endpoint name type ttl timeout length region provider ' +
    'hasher header headers engine expiry issuer file path dir enabled required helper store manager policy algorithm format version mode ' +
    'scope scopes audience lifetime size count host port prefix'
  ).split(' '),
);
/** A key of such a name goes to every browser. */
const PUBLIC = new Set(['public', 'publishable']);
/** A number so short is a count or a time, unless it is what a person types. */
const SHORT_NUMBER = /^\d{1,6}$|^\d{1,3}[.,]\d{1,3}$/;
const TYPED = /(?:password|passwd|passphrase|passcode|pass|pwd|pin|otp)$/;
/** By the last word of a name, what says how and not what: ways to log in, rules for a cookie, a secret that a build is given by name. */
const MANNERS: Readonly<Record<string, RegExp>> = {
  auth: /^(?:basic|digest|bearer|token|password|ssh|md5|trust|peer|ident|plain|ldap|saml|oidc|oauth2?|jwt|ntlm|gssapi|kerberos|scram-[\w-]+)$/i,
  cookie: /^(?:lax|strict|secure)$/i,
  secret: /^(?:id|type)=/i,
};

/** Does a value that `redact` hides for its name open something? What is told wrongly costs trust; what is hidden wrongly does not. */
export function isTelling({ name, value }: MaskedValue): boolean {
  const bare = value.trim();
  const words = splitName(name);
  const last = words.at(-1) ?? '';
  if (HARMLESS.test(bare) || isReference(bare) || DESCRIBING.has(last)) return false;
  if (last === 'key' && words.some((word) => PUBLIC.has(word))) return false;
  if (SHORT_NUMBER.test(bare)) return TYPED.test(last);
  if (Object.hasOwn(MANNERS, last) && MANNERS[last]?.test(bare) === true) return false;
  return !(OF_PUBLIC_KEY.test(name) && areFingerprints(bare));
}

function isReference(value: string): boolean {
  const name = REFERENCE.exec(value)?.[1];
  return name !== undefined && (name === name.toUpperCase() || looksSecret(name));
}

const HEX_GROUP = /^[0-9a-f]{4}$/i;

/** Of public keys, as they are written down: whole, by their last half, or in groups of four; one or more. */
function areFingerprints(value: string): boolean {
  const words = value.split(/[\s,]+/);
  const groups = words.filter((word) => HEX_GROUP.test(word)).length;
  const isWhole = (word: string) => HEX_GROUP.test(word) || /^(?:0x)?(?:[0-9a-f]{40}|[0-9a-f]{16})$/i.test(word);
  return words.every(isWhole) && (groups === 4 || groups % 10 === 0);
}

/** Does a variable of the configuration hold what opens something? No shell puts anything into it any more. */
export function isTellingVariable(variable: MaskedValue): boolean {
  return (looksSecret(variable.name) && isTelling(variable)) || hasPassword(variable.value);
}

/** Does a text hold what opens something, by a name in it or by its shape? */
export function hasPassword(text: string): boolean {
  const { named, rest } = listMasked(text);
  return named.some(isTelling) || holdsSecretShape(rest);
}
