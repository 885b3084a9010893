import { bare, GAP, NEXT_MEMBER, QUOTED } from './mask-word.ts';

const NEXT_LINE = String.raw`(?:\\\r?\n[ \t]{0,80}){0,4}`;

// Every quantifier below is bounded: a hostile log costs a constant per character.

export const USERINFO = /(:\/\/)[^\s/?#'"<>]{1,512}@/g;
export const HEADER =
  /\b((?:proxy-)?authorization|x-api-key|x-auth-token|x-registry-auth|private-token|job-token|set-cookie|cookie)(["']?\s{0,4}[:=]\s{0,4}["']?)(?:(basic|bearer|token|digest|negotiate)\s{1,4})?[^\s"',;]{1,4096}/gi;
export const BEARER = /\b(bearer\s{1,4})[A-Za-z0-9._~+/=-]{8,4096}/gi;
export const ASSIGNMENT = new RegExp(
  String.raw`(?<![A-Za-z0-9_.-])(-{0,2})([A-Za-z_][A-Za-z0-9_.-]{0,79})(=${NEXT_LINE}|"\s{0,2}:\s{0,2}(?=")|'\s{0,2}:\s{0,2}(?='))(${QUOTED}|${bare(`"'&;`)}{1,4096})`,
  'g',
);
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
export const TOKENS = new RegExp(
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
