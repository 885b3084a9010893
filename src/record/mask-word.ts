/** What stands where a secret stood. */
export const REDACTED = '***';

// Every quantifier here and in what is made of it is bounded: a hostile log costs a constant per character.

/** Between an option and its value, which may stand on the next line of a Dockerfile. */
export const GAP = String.raw`(?:\s|\\\r?\n){1,4}`;
/** Between two members of a JSON list, or of a list as Python writes it. */
export const NEXT_MEMBER = String.raw`"\s{0,2},\s{0,2}(?="[^-])|'\s{0,2},\s{0,2}(?='[^-])`;
/** A character behind a backslash, or the line end there: a value goes on behind both. */
const ESCAPED = String.raw`\\(?:\r\n|[\s\S])`;
export const QUOTED = String.raw`"(?:[^"\\\n]|${ESCAPED}){0,4096}"?|'[^'\n]{0,4096}'?`;
/** One character of a value without quotes, or a line end within it. @param ends characters it ends at, beside spaces */
export const bare = (ends: string): string => String.raw`(?:[^\s\\${ends}]|\\\r?\n(?=\S)|\\)`;
/** One word of a command line, quoted in parts or as a whole; no option. */
export const WORD = String.raw`(?!-)(?:[^\s"'\\]|${ESCAPED}|"(?:[^"\\\n]|${ESCAPED}){0,512}"|'[^'\n]{0,512}'){1,512}`;

/**
 * @returns the word without its secret, in the same quotes, with as many line ends as it had; undefined where it is empty or what a
 * shell puts a value for
 */
export function maskWord(word: string): string | undefined {
  const quote = /^(?:["']|\\")/.exec(word)?.[0] ?? '';
  const inner = word.slice(quote.length);
  if (inner === '' || inner === quote || inner === '\\' || /^["']?\\?[$`]/.test(inner)) return undefined;
  return [quote, REDACTED, quote, '\\\n'.repeat(word.split('\n').length - 1)].join('');
}
