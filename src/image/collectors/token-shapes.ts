import type { SecretKind } from './secret-collector.ts';

interface TokenShape {
  readonly kind: SecretKind;
  /** Its first group, or all of it, is what must look drawn by chance. */
  readonly pattern: RegExp;
  /** What must stand in the same file: the token alone opens nothing. */
  readonly beside?: RegExp;
}

/**
 * What any token begins with, followed by enough of one; one pass over a text tells nearly all files apart. Each part starts at the
 * character of a prefix that texts have least of and looks back from there: half the time of one that starts at the prefix.
 */
const BEGINNING =
  /_(?<=(?:gh[pousr]|github_pat|npm|dckr_pat|hf|[sr]k_live)_)[A-Za-z0-9_-]{16}|-(?<=(?:glpat|xox[abprs]|pypi|sk-ant)-)[A-Za-z0-9_-]{16}|KEY(?: BLOCK)?-----|A(?:KIA|Iza)[A-Za-z0-9_-]{16}/;

const alone = (body: string) => new RegExp(`(?<![A-Za-z0-9_-])${body}(?![A-Za-z0-9_-])`, 'g');

/** Tokens as their issuers publish them: prefix, alphabet and length. */
const SHAPES: readonly TokenShape[] = [
  {
    kind: 'private-key',
    // A header alone stands in many a program; a key has at least a line of base64 behind it, perhaps with its line ends spelled out.
    pattern:
      /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\n|\\r|\s){1,8}(?:[A-Za-z-]{1,30}: ?[^\n\\]{0,200}(?:\\n|\\r|\s){1,8}){0,4}([A-Za-z0-9+/]{40,80})/g,
  },
  { kind: 'access-token', pattern: alone('gh[pousr]_([A-Za-z0-9]{36})') },
  { kind: 'access-token', pattern: alone('github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})') },
  { kind: 'access-token', pattern: alone('glpat-([A-Za-z0-9_-]{20,64})') },
  { kind: 'access-token', pattern: alone('xox[abprs]-([0-9]{8,14}-[A-Za-z0-9-]{20,120})') },
  { kind: 'access-token', pattern: alone('[sr]k_live_([A-Za-z0-9]{24,120})') },
  { kind: 'access-token', pattern: alone('sk-ant-[a-z]{2,8}[0-9]{2}-([A-Za-z0-9_-]{80,120})') },
  { kind: 'access-token', pattern: alone('hf_([A-Za-z]{34})') },
  { kind: 'registry-login', pattern: alone('dckr_pat_([A-Za-z0-9_-]{27})') },
  { kind: 'package-token', pattern: alone('npm_([A-Za-z0-9]{36})') },
  { kind: 'package-token', pattern: alone('pypi-(AgEI[A-Za-z0-9_-]{60,220})') },
  { kind: 'cloud-credentials', pattern: alone('AIza([A-Za-z0-9_-]{35})') },
  {
    kind: 'cloud-credentials',
    pattern: alone('AKIA([A-Z2-7]{16})'),
    beside:
      /(?<![A-Za-z0-9/+])(?=[A-Za-z0-9/+]{0,39}[0-9])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}[A-Z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/,
  },
];

/** Of so few different letters is only what stands for a token in a text about tokens. */
const LEAST_LETTERS = 10;
/** Rows of a keyboard, the alphabet and words that examples are made of. */
const MADE_UP = /example|xxxx|1234567|abcdefg|0000000|placeholder|redacted/i;

/** @param text of a file, a unit per byte @returns what kind of token it holds that opens something */
export function findToken(text: string): SecretKind | undefined {
  if (!BEGINNING.test(text)) return undefined;
  return SHAPES.find(({ pattern, beside }) => holds(text, pattern) && (beside === undefined || beside.test(text)))
    ?.kind;
}

function holds(text: string, pattern: RegExp): boolean {
  for (const [all, body = all] of text.matchAll(pattern)) {
    if (!MADE_UP.test(body) && new Set(body).size >= LEAST_LETTERS) return true;
  }
  return false;
}
