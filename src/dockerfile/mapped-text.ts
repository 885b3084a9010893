import type { ByteText, Range } from '../model/bytes.ts';

/** Text put together from stretches of a file, which knows where each character came from. */
export interface MappedText {
  readonly text: ByteText;
  /** Ordered by `at`; the piece that starts at `at` in the text starts at `start` in the file. */
  readonly pieces: readonly Piece[];
}

export interface Piece {
  readonly at: number;
  readonly start: number;
}

/** @returns the bytes that the half-open stretch of the text came from, including what was removed inside it */
export function rangeInFile(mapped: MappedText, from: number, to: number): Range {
  const start = offsetInFile(mapped, from);
  return { start, end: to <= from ? start : offsetInFile(mapped, to - 1) + 1 };
}

/** @param at from 0 to the length of the text @returns the byte of the file. Cost: logarithmic. */
export function offsetInFile(mapped: MappedText, at: number): number {
  let low = 0;
  let high = mapped.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((mapped.pieces[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const piece = mapped.pieces[low] ?? { at: 0, start: 0 };
  return piece.start + (at - piece.at);
}

/** @returns the half-open stretch as a text of its own, still knowing its bytes */
export function sliceMapped(mapped: MappedText, from: number, to: number): MappedText {
  const inside = mapped.pieces
    .filter((p) => p.at > from && p.at < to)
    .map((p) => ({ at: p.at - from, start: p.start }));
  return { text: mapped.text.slice(from, to), pieces: [{ at: 0, start: offsetInFile(mapped, from) }, ...inside] };
}

/** Texts one after the other; an unmapped one (given as plain text) takes the place given with it. */
export function joinMapped(parts: readonly MappedText[]): MappedText {
  const pieces: Piece[] = [];
  const texts: string[] = [];
  let at = 0;
  for (const part of parts) {
    if (part.text === '') continue;
    for (const p of part.pieces) pieces.push({ at: p.at + at, start: p.start });
    texts.push(part.text);
    at += part.text.length;
  }
  return { text: texts.join(''), pieces: pieces.length === 0 ? [{ at: 0, start: 0 }] : pieces };
}

/** A stretch of the file as it stands. */
export function mapStretch(text: ByteText, range: Range): MappedText {
  return { text: text.slice(range.start, range.end), pieces: [{ at: 0, start: range.start }] };
}
