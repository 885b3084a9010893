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
