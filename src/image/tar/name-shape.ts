import type { ByteText } from '../../model/bytes.ts';

/** What one look at a name tells: its depth in the low bits, and flags. */
export type NameShape = number;

const DEPTH_MASK = 0xffff;
/** It is as engines place it: nothing to resolve. */
const CLEAN = 1 << 16;
/** It holds bytes that are no printable ASCII. */
const ODD = 1 << 17;
/** A component of two dots is in it. */
const UP = 1 << 18;

/** Components, counted without resolving any: `a//b` counts as three deep. */
export const depthOf = (shape: NameShape): number => shape & DEPTH_MASK;
export const isClean = (shape: NameShape): boolean => (shape & CLEAN) !== 0;
export const isOdd = (shape: NameShape): boolean => (shape & ODD) !== 0;
export const goesUp = (shape: NameShape): boolean => (shape & UP) !== 0;

const [SLASH, DOT] = [0x2f, 0x2e];

/** One pass over a name: each header is asked for all of it. */
export function shapeOf(name: ByteText): NameShape {
  const { length } = name;
  let depth = 0;
  let flags = length === 0 ? 0 : CLEAN;
  let start = 0;
  for (let i = 0; i < length; i++) {
    const unit = name.charCodeAt(i);
    if (unit < 0x20 || unit >= 0x7f) flags |= ODD;
    if (unit !== SLASH) continue;
    flags = withComponent(flags, name, start, i);
    depth += 1;
    start = i + 1;
  }
  // A slash at the end names nothing behind it.
  flags = withComponent(flags, name, start, length);
  return Math.min(start === length && depth > 0 ? depth : depth + 1, DEPTH_MASK) | flags;
}

function withComponent(flags: number, name: ByteText, start: number, end: number): number {
  const bytes = end - start;
  if (bytes === 0) return flags & ~CLEAN;
  if (name.charCodeAt(start) !== DOT || bytes > 2) return flags;
  if (bytes === 1) return flags & ~CLEAN;
  return name.charCodeAt(start + 1) === DOT ? (flags | UP) & ~CLEAN : flags;
}
