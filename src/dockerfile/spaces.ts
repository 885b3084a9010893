import type { ByteText } from '../model/bytes.ts';

/**
 * What BuildKit takes for white space: characters of Unicode's class in some places, single bytes in others. Texts here are
 * bytes, so the characters beyond ASCII are looked for by their UTF-8 bytes.
 */
export function spaceWidthAt(text: ByteText, at: number): number {
  const c = text.charCodeAt(at);
  if (c === 0x20 || (c >= 0x09 && c <= 0x0d)) return 1;
  if (c < 0xc2 || c > 0xe3) return 0;
  const second = text.charCodeAt(at + 1);
  if (c === 0xc2) return second === 0x85 || second === 0xa0 ? 2 : 0;
  return isWideSpace(c, second, text.charCodeAt(at + 2)) ? 3 : 0;
}

function isWideSpace(first: number, second: number, third: number): boolean {
  if (first === 0xe1) return second === 0x9a && third === 0x80;
  if (first === 0xe3) return second === 0x80 && third === 0x80;
  if (first !== 0xe2) return false;
  if (second === 0x81) return third === 0x9f;
  return second === 0x80 && ((third >= 0x80 && third <= 0x8a) || third === 0xa8 || third === 0xa9 || third === 0xaf);
}

/** @returns the first place at or after `from` that is no white space */
export function skipSpaces(text: ByteText, from: number, to: number = text.length): number {
  let at = from;
  while (at < to) {
    const width = spaceWidthAt(text, at);
    if (width === 0) return at;
    at += width;
  }
  return at;
}

/** @returns the place after the last character at or before `to` that is no white space, at least `from` */
export function trimSpacesBack(text: ByteText, from: number, to: number = text.length): number {
  let end = to;
  while (end > from) {
    const width = [1, 2, 3].find((w) => end - w >= from && spaceWidthAt(text, end - w) === w);
    if (width === undefined) return end;
    end -= width;
  }
  return end;
}

/** White space to BuildKit's flag reader, which looks at single bytes (so the second byte of `à` is one too). */
export function isByteSpace(text: ByteText, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 0x20 || (c >= 0x09 && c <= 0x0d) || c === 0x85 || c === 0xa0;
}

/** What separates words: ASCII white space other than the newline. */
export function isWordSeparator(text: ByteText, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 0x20 || c === 0x09 || (c >= 0x0b && c <= 0x0d);
}
