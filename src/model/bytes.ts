/** Raw bytes as text, one UTF-16 unit per byte: offsets in the text are offsets in the file, whatever its encoding. */
export type ByteText = string;

/** @param bytes any bytes @returns the same length of text; `textToBytes` is the exact inverse. Cost: one copy. */
export function bytesToText(bytes: Uint8Array): ByteText {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** @param text only characters below U+0100, as `bytesToText` gives them */
export function textToBytes(text: ByteText): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Words as people wrote them: UTF-8 where the bytes are that, else the bytes themselves. For showing, never for splicing. */
export function textToWords(text: ByteText): string {
  const bytes = Buffer.from(text, 'latin1');
  const words = bytes.toString('utf8');
  return words.includes('\uFFFD') ? text : words;
}

/** What a decoder of UTF-8 takes as one character, and any other byte alone. */
const UTF8_OR_BYTE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** A name of any bytes as words, none lost: each byte that is no UTF-8 as U+DC00 + byte. Two names are one text only if they are the same bytes. */
export function textToName(text: ByteText): string {
  return text.replace(UTF8_OR_BYTE, (bytes) =>
    bytes.length === 1
      ? String.fromCharCode(0xdc00 + bytes.charCodeAt(0))
      : Buffer.from(bytes, 'latin1').toString('utf8'),
  );
}

/** Words (UTF-8) in the shape that can be spliced into a `ByteText`. */
export function wordsToText(words: string): ByteText {
  return Buffer.from(words, 'utf8').toString('latin1');
}

/** A half-open stretch of a file, in bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Replaces one stretch of a file by other bytes; an insertion has an empty range. */
export interface Edit {
  readonly range: Range;
  readonly text: ByteText;
}
