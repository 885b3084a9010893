import type { ByteText } from '../model/bytes.ts';

/** What stands for a byte that is no UTF-8. */
export const BAD_RUNE = 0xfffd;

/**
 * Code points of UTF-8 bytes, one U+FFFD for each byte that begins no valid sequence: the count differs from the platform's own
 * decoder, which folds a cut sequence into one. @see the Unicode standard, table 3-7 (well-formed byte sequences)
 */
export function decodeRunes(text: ByteText): number[] {
  const runes: number[] = [];
  for (let at = 0; at < text.length; ) {
    const length = sequenceLength(text, at);
    runes.push(length === 0 ? BAD_RUNE : readRune(text, at, length));
    at += Math.max(length, 1);
  }
  return runes;
}

/** @returns the same text with every byte that is no UTF-8 as the three bytes of U+FFFD */
export function repairUtf8(text: ByteText): ByteText {
  if (!/[\x80-\xff]/.test(text)) return text;
  return encodeRunes(decodeRunes(text));
}

export function encodeRunes(runes: readonly number[]): ByteText {
  let text = '';
  for (const rune of runes) text += Buffer.from(String.fromCodePoint(rune), 'utf8').toString('latin1');
  return text;
}

/** @returns how many bytes the code point at `at` takes, 0 where no valid sequence begins */
export function sequenceLength(text: ByteText, at: number): number {
  const lead = text.charCodeAt(at);
  if (lead < 0x80) return 1;
  const length = lengthByLead(lead);
  if (length === 0 || at + length > text.length) return 0;
  const [low, high] = secondByteRange(lead);
  const second = text.charCodeAt(at + 1);
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if ((text.charCodeAt(at + i) & 0xc0) !== 0x80) return 0;
  return length;
}

function lengthByLead(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Narrower than 80..BF after these leads: overlong forms, surrogates, and what lies beyond U+10FFFF. */
function secondByteRange(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

function readRune(text: ByteText, at: number, length: number): number {
  const lead = text.charCodeAt(at);
  if (length === 1) return lead;
  let rune = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) rune = (rune << 6) | (text.charCodeAt(at + i) & 0x3f);
  return rune;
}
