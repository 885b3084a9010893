import { looksSecret, REDACTED } from '../record/redact.ts';
import type { BodySample } from './answer.ts';
import { parseJson, sampleBody } from './body-rule.ts';

/**
 * Takes in what a container answered, its secrets hidden. Everything learned, compared and written rests on this form, length
 * and digest included, for the baseline as for its descendants. So a difference inside hidden text is none: one secret in
 * place of another compares equal, which is wanted (it is the user's setting, not the image's work); a secret in place of
 * anything else, or of nothing, does not. Text without secrets is taken as it is, byte for byte.
 *
 * JSON is hidden token by token and stays JSON. Bytes that are no UTF-8 are kept as a digest alone.
 *
 * @param complete false where a limit cut it: half a secret may be left at the end, so the text lacks its last word
 */
export function takeBody(bytes: Uint8Array, complete: boolean, redact: (text: string) => string): BodySample {
  const raw = sampleBody(bytes, complete);
  if (raw.text === undefined) return raw;
  const clean = parseJson(raw) === undefined ? redact(raw.text) : redactJson(raw.text, redact);
  const sample = clean === raw.text ? raw : sampleBody(Buffer.from(clean), complete);
  return complete ? sample : { ...sample, text: dropLastWord(sample.text ?? '') };
}

const LONGEST_WORD = 4_096;

function dropLastWord(text: string): string {
  const end = text.slice(-LONGEST_WORD);
  return text.slice(0, text.length - (/[^\s"'<>,;]*$/.exec(end)?.[0].length ?? 0));
}

/** What a field like `auth` says when it holds a state: no secret, and worth comparing. */
const STATES = new Set(
  'ok up down on off yes no true false none null basic bearer enabled disabled valid invalid required missing healthy unhealthy ready connected disconnected configured set unset pass passed fail failed error unknown string'.split(
    ' ',
  ),
);

/** @param text JSON that parses; nothing but the hidden names and values changes */
function redactJson(text: string, redact: (text: string) => string): string {
  const seen = new Map<string, string>();
  const hide = (words: string): string => {
    const known = seen.get(words) ?? redact(words);
    seen.set(words, known);
    return known;
  };
  const out: string[] = [];
  let copied = 0;
  let name = '';
  for (let at = nextToken(text, 0); at < text.length; ) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    const isString = token.startsWith('"');
    const isName = isString && /^\s{0,100}:/.test(text.slice(end, end + 101));
    const clean = isString ? hideString(token, isName ? '' : name, hide) : hideNumber(token, hide);
    if (clean !== token) {
      out.push(text.slice(copied, at), clean);
      copied = end;
    }
    const next = nextToken(text, end);
    // A name speaks for the value right after it, not for what an object or list there holds.
    name = isName && !/[[{]/.test(text.slice(end, next)) ? (JSON.parse(token) as string) : '';
    at = next;
  }
  return out.length === 0 ? text : [...out, text.slice(copied)].join('');
}

function hideString(token: string, name: string, hide: (words: string) => string): string {
  const words = JSON.parse(token) as string;
  const isNamed = looksSecret(name) && words !== '' && !words.startsWith('$') && !STATES.has(words.toLowerCase());
  const clean = isNamed ? REDACTED : hide(words);
  return clean === words ? token : JSON.stringify(clean);
}

/** A number is hidden whole or not at all: one that only holds the digits of a secret is another number. */
function hideNumber(token: string, hide: (words: string) => string): string {
  return hide(token) === REDACTED ? JSON.stringify(REDACTED) : token;
}

function nextToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/["\d-]/.test(text.charAt(at))) at++;
  return at;
}

function endOfToken(text: string, at: number): number {
  let end = at + 1;
  if (text[at] !== '"') {
    while (end < text.length && /[\d.eE+-]/.test(text.charAt(end))) end++;
    return end;
  }
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}
