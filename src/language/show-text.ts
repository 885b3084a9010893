/**
 * C0, DEL, C1; marks that turn the direction of writing; invisible spaces and joiners that let two names look alike; line
 * and paragraph separators; halves of a surrogate pair. The zero-width joiner stays: emoji and some scripts need it.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

const LONGEST = 2000;

const SHORT_FORM: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': ' ' };

/** Text from outside as one line that is safe to print: what would steer a terminal is spelled out (`\x1b`), overlong text cut. */
export function showText(text: string): string {
  const kept = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return kept.replace(UNSAFE, spellOut);
}

function spellOut(char: string): string {
  const short = SHORT_FORM[char];
  if (short !== undefined) return short;
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

const DEEPEST = 6;
const MOST = 100;

/** The same for every text inside a plain value, keys included; what is deeper or longer than any sentence needs is left out. */
export function showArgs(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return showText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST).map((v) => showArgs(v, depth + 1));
  const entries = Object.entries(value).slice(0, MOST);
  return Object.fromEntries(entries.map(([k, v]) => [showText(k), showArgs(v, depth + 1)]));
}
