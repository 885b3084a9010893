import type { ByteText } from '../model/bytes.ts';
import { textToWords, wordsToText } from '../model/bytes.ts';
import { skipSpaces } from './spaces.ts';

/** One string of a JSON array: its decoded text and its place in the text it was read from, quotes included. */
export interface JsonWord {
  readonly text: ByteText;
  readonly from: number;
  readonly to: number;
}

/**
 * BuildKit's test for the exec form: the text starts with `[` and is one valid JSON array.
 * @returns undefined where it is not (then it is shell text); `not-strings` where it is an array with anything but strings in it
 */
export function readJsonWords(text: ByteText): readonly JsonWord[] | 'not-strings' | undefined {
  const start = skipSpaces(text, 0);
  if (text[start] !== '[') return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  if (parsed.some((item) => typeof item === 'number' && !Number.isFinite(item))) return undefined;
  if (parsed.some((item) => typeof item !== 'string')) return 'not-strings';
  return locateStrings(text, start);
}

function locateStrings(text: ByteText, start: number): readonly JsonWord[] {
  const words: JsonWord[] = [];
  let at = text.indexOf('"', start);
  while (at >= 0) {
    let end = at + 1;
    while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    words.push({ text: decodeString(text.slice(at, end + 1)), from: at, to: end + 1 });
    at = text.indexOf('"', end + 1);
  }
  return words;
}

function decodeString(quoted: ByteText): ByteText {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  const words = textToWords(quoted);
  const decoded = JSON.parse(words) as string;
  // Bytes that are no UTF-8 stay as they are; escapes then stand for themselves.
  return words === quoted && /[\x80-\xff]/.test(quoted) ? decoded : wordsToText(decoded);
}
