import { bare, GAP, NEXT_MEMBER, QUOTED, REDACTED } from './mask-word.ts';

const NEXT_LINE = String.raw`(?:\\\r?\n[ \t]{0,80}){0,4}`;

// Every quantifier below is bounded: a hostile log costs a constant per character.

const USERINFO = /(:\/\/)[^\s/?#'"<>]{1,512}@/g;
const SCHEME = String.raw`(?:basic|bearer|token|digest|negotiate|apikey|ntlm|oauth|bot)\s{1,4}`;
/** What a shell or a template puts a value for is no value. */
const HEADER = new RegExp(
  String.raw`\b((?:proxy-)?authorization|x-api-key|x-auth-token|x-registry-auth|private-token|job-token|set-cookie|cookie)(["']?\s{0,4}[:=]\s{0,4}["']?)(${SCHEME}|(?!${SCHEME}))(?!\\?[$${'`'}])([^\s"',;]{1,4096})`,
  'gi',
);
const BEARER = /\b(bearer\s{1,4})([A-Za-z0-9._~+/=-]{8,4096})/gi;
const NAMED = new RegExp(
  String.raw`(?<![A-Za-z0-9_.-])(-{0,2})([A-Za-z_][A-Za-z0-9_.-]{0,79})(=${NEXT_LINE}|"\s{0,2}:\s{0,2}(?=")|'\s{0,2}:\s{0,2}(?=')|\\"\s{0,2}:\s{0,2}(?=\\"))`,
  'g',
);
/** A document within a quoted text has its own quotes behind backslashes. */
const VALUE = new RegExp(String.raw`\\"(?:[^"\\\n]|\\[^"\n]){0,4096}(?:\\")?|${QUOTED}|${bare(`"'&;`)}{1,4096}`, 'y');
/** On a command line, or as two members of a list. */
export const FLAG = new RegExp(
  String.raw`(?<![A-Za-z0-9_-])(--)([A-Za-z][A-Za-z0-9-]{0,79})(${GAP}|${NEXT_MEMBER})(${QUOTED}|(?!["'-]|\\\r?\n)${bare('"')}{1,4096})`,
  'g',
);
/** An instruction that sets one variable without a sign: `ENV NAME value`, its value up to the end of the line. */
export const OLD_ENV = new RegExp(
  String.raw`((?:^|#\(nop\))[ \t]{0,80}ENV[ \t]{1,80})([A-Za-z_][A-Za-z0-9_.-]{0,79})([ \t]{1,80}${NEXT_LINE})((?:[^\s=\\]|\\(?!\r?\n))(?:[^\r\n\\]|\\\r?\n|\\){0,4096})`,
  'gim',
);
const TOKENS = new RegExp(
  [
    'gh[pousr]_[A-Za-z0-9]{20,255}',
    'github_pat_[A-Za-z0-9_]{20,255}',
    'glpat-[A-Za-z0-9_-]{16,255}',
    'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
    '(?:AKIA|ASIA)[A-Z0-9]{16}',
    'AIza[A-Za-z0-9_-]{35}',
    'npm_[A-Za-z0-9]{30,255}',
    'pypi-[A-Za-z0-9_-]{40,512}',
    'dckr_[a-z]{3}_[A-Za-z0-9_-]{20,255}',
    'hf_[A-Za-z0-9]{30,255}',
    'sk-[A-Za-z0-9_-]{20,255}',
    '[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}',
    'eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{0,1024}',
  ]
    .map((shape) => `(?<![A-Za-z0-9_-])${shape}`)
    .join('|'),
  'g',
);

/** What stands for an assignment, as a callback of `replace` gives it. */
export type Hide = (all: string, dashes: string, name: string, sign: string, value: string) => string;

/**
 * Replaces assignments to some names. What other names are given is looked into: `OPTIONS="--password=hunter2"`. Linear in the text,
 * because a value is read only where its name asks for it.
 */
export function replaceAssignments(text: string, isWanted: (name: string) => boolean, hide: Hide): string {
  const out: string[] = [];
  let copied = 0;
  NAMED.lastIndex = 0;
  for (let found = NAMED.exec(text); found !== null; found = NAMED.exec(text)) {
    const [begin, dashes = '', name = '', sign = ''] = found;
    VALUE.lastIndex = NAMED.lastIndex;
    const value = isWanted(name) ? VALUE.exec(text)?.[0] : undefined;
    if (value === undefined) continue;
    out.push(text.slice(copied, found.index), hide(begin + value, dashes, name, sign, value));
    copied = NAMED.lastIndex += value.length;
  }
  return out.length === 0 ? text : [...out, text.slice(copied)].join('');
}

/** Hides what no name is needed for: passwords in addresses, headers, tokens. Linear in the text. */
export function hideShapes(text: string): string {
  return text.replace(USERINFO, `$1${REDACTED}@`).replace(HEADER, `$1$2$3${REDACTED}`).replace(BEARER, `$1${REDACTED}`);
}

/** Hides tokens of known shapes. Linear in the text. */
export function hideTokens(text: string): string {
  return text.replace(TOKENS, REDACTED);
}

/** A user alone, or a variable, opens nothing: `ssh://git@host`, `https://x:$TOKEN@host`. */
const HARMLESS_USER = /:\/\/[^\s/:@]{0,512}(?::[^\s/:@$]{0,64}\$\{?\w{1,80}\}?)?@/g;

/** Does one of them open something? Cookies are many, and few do; a template's place or a word of a sentence is no value. Linear in the text. */
export function holdsShape(text: string): boolean {
  if (hideTokens(text) !== text) return true;
  const bare = text.replace(HARMLESS_USER, '://');
  if (bare.replace(USERINFO, '') !== bare) return true;
  for (const [, name = '', , , value = ''] of bare.matchAll(HEADER)) {
    if (!/cookie$/i.test(name) && value.length >= LEAST_VALUE && !/^[<{%[(]/.test(value)) return true;
  }
  for (const [, , value = ''] of bare.matchAll(BEARER)) if (/\d/.test(value)) return true;
  return false;
}

/** Shorter is what stands before a string in a program: `f"…"`. */
const LEAST_VALUE = 3;
