import { hideInCommands } from './command-secrets.ts';
import { maskWord, REDACTED } from './mask-word.ts';
import { FLAG, type Hide, hideShapes, hideTokens, holdsShape, OLD_ENV, replaceAssignments } from './secret-shapes.ts';

export { REDACTED };

const SECRET_WORDS = new Set([
  'token',
  'secret',
  'secrets',
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'pass',
  'pwd',
  'apikey',
  'credential',
  'credentials',
  'bearer',
]);
/** Words that make a secret of the `KEY` after them; `PUBLIC_KEY` and `CACHE_KEY` are none. */
const KEY_OWNERS = new Set([
  'api',
  'access',
  'private',
  'secret',
  'signing',
  'encryption',
  'ssh',
  'deploy',
  'auth',
  'license',
  'master',
  'service',
  'account',
  'gpg',
  'aws',
]);
/** What a name that ends so holds is where a secret is, not the secret. */
const PLACES = new Set(['file', 'path', 'stdin']);
const LAST_WORDS = new Set(['auth', 'pat', 'pin', 'otp', 'jwt', 'cookie']);
const ENDINGS = ['token', 'password', 'passwd', 'passphrase', 'secret', 'apikey', 'accesskey', 'privatekey'];

/** Does a variable or argument of this name hold a secret? `GITHUB_TOKEN`, `npmAuth`, `PGPASSWORD` do; `MAX_TOKENS`, `AUTHOR`, `PUBLIC_KEY` do not. */
export function looksSecret(name: string): boolean {
  const words = splitName(name);
  if (PLACES.has(words.at(-1) ?? '')) return false;
  if (words.some((w) => SECRET_WORDS.has(w) || ENDINGS.some((e) => w.endsWith(e)))) return true;
  if (words.some((w, i) => w === 'key' && KEY_OWNERS.has(words[i - 1] ?? ''))) return true;
  return words.length === 1 && words[0] === 'key' ? true : LAST_WORDS.has(words.at(-1) ?? '');
}

/** The words of a name, in small letters: `npmAuth` and `NPM_AUTH` have the same. */
export function splitName(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((w) => w !== '');
}

/** Values of the arguments whose names look secret: what `redact` must hide wherever it turns up. */
export function secretValues(args: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(args).flatMap(([name, value]) => (looksSecret(name) ? [value] : []));
}

/** Arguments as a record may keep them: every name, the values only where they are not secret. */
export function redactArgs(args: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(args).map(([k, v]) => [k, looksSecret(k) ? REDACTED : redact(v)]));
}

/**
 * Hides known secrets and what looks like one: passwords in URLs, authorization headers, assignments to secret names, tokens of
 * known shapes, private keys. A reference to a variable (`TOKEN=$TOKEN`) stays. Linear in the text, for any text.
 * @param secrets values to hide wherever they stand, also URL- or base64-encoded, or escaped as in JSON or HTML
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  return createRedactor(secrets)(text);
}

/** `redact` prepared once for many lines. Values shorter than 3 characters are too common to hide. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of forms) if (clean.includes(form)) clean = clean.split(form).join(REDACTED);
    return redactShapes(clean);
  };
}

function formsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  if (trimmed.length < 3) return [];
  const lines = trimmed.includes('\n') ? trimmed.split(/\r?\n/).filter((l) => l.trim().length >= 8) : [];
  const encoded = trimmed.length < 6 ? [] : [encodeSafely(trimmed), Buffer.from(trimmed).toString('base64')];
  return [secret, trimmed, ...lines, ...encoded, ...escapeText(trimmed)].filter((f) => f.length >= 3);
}

/** As JSON holds it (some writers keep to ASCII), and HTML (every writer has its own way with quotes). */
function escapeText(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quotes = [
    ['"', "'"],
    ['&quot;', "'"],
    ['&quot;', '&#39;'],
    ['&quot;', '&#x27;'],
    ['&#34;', '&#39;'],
  ] as const;
  return [json, ascii, ...quotes.map(([double, single]) => html.replaceAll('"', double).replaceAll("'", single))];
}

function encodeSafely(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone surrogate has no encoded form.
    return text;
  }
}

function redactShapes(text: string): string {
  return hideTokens(replaceNamed(hideShapes(hideInCommands(redactKeys(text))), hideValue));
}

function replaceNamed(text: string, hide: Hide): string {
  return replaceAssignments(text.replace(OLD_ENV, hide), looksSecret, hide).replace(FLAG, hide);
}

function hideValue(all: string, dashes: string, name: string, sign: string, value: string): string {
  const shown = looksSecret(name) ? maskWord(value) : undefined;
  return shown === undefined ? all : [dashes, name, sign, shown].join('');
}

/** A value that `redact` hides for the name it is given. */
export interface MaskedValue {
  readonly name: string;
  readonly value: string;
}

/** What `redact` hides in a text by its names, and the text without it: what it still hides there tells itself by its shape. */
export function listMasked(text: string): { readonly named: readonly MaskedValue[]; readonly rest: string } {
  const named: MaskedValue[] = [];
  const note: Hide = (all, dashes, name, sign, value) => {
    const shown = hideValue(all, dashes, name, sign, value);
    if (shown !== all) named.push({ name, value: value.replace(/^(?:["']|\\")|(?:["']|\\")$/g, '') });
    return shown;
  };
  return { rest: replaceNamed(text, note), named };
}

/**
 * Does a text hold what opens something, told by its shape alone? Narrower than what `redact` hides; assignments are for `listMasked`.
 * Linear in the text.
 */
export function holdsSecretShape(text: string): boolean {
  return redactKeys(text) !== text || hideInCommands(text) !== text || holdsShape(text);
}

/** `redact` of a text whose lines must stay where they are. */
export function redactLines(text: string): readonly string[] {
  return redactShapes(redactKeys(text, true)).split(/\r?\n/);
}

const KEY_BEGIN = '-----BEGIN ';
const KEY_END = '-----END ';

function redactKeys(text: string, keepsLines = false): string {
  let from = text.indexOf(KEY_BEGIN);
  if (from < 0) return text;
  const out: string[] = [];
  let at = 0;
  while (from >= 0) {
    const headEnd = from + KEY_BEGIN.length + 60;
    if (!/^[A-Z0-9 ]{0,40}PRIVATE KEY/.test(text.slice(from + KEY_BEGIN.length, headEnd))) {
      from = text.indexOf(KEY_BEGIN, from + KEY_BEGIN.length);
      continue;
    }
    const end = text.indexOf(KEY_END, from);
    const until = end < 0 ? text.length : lineEndAfter(text, end);
    const lines = keepsLines ? text.slice(from, until).split('\n').length - 1 : 0;
    out.push(text.slice(at, from), REDACTED, '\n'.repeat(lines));
    at = until;
    from = text.indexOf(KEY_BEGIN, until);
  }
  return [...out, text.slice(at)].join('');
}

function lineEndAfter(text: string, index: number): number {
  const newline = text.indexOf('\n', index);
  return newline < 0 ? text.length : newline;
}
