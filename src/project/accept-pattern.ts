import type { ByteText } from '../model/bytes.ts';
import { decodeRunes } from './go-runes.ts';

/**
 * Whether the builder takes a pattern at all. It tries the pattern on the name `.` and refuses it only where that comes upon a
 * class or escape that is not closed; parts behind a `*` are mostly not reached, and fail later or never.
 * @see Go's path/filepath, Match
 */
export function isAcceptedPattern(pattern: ByteText): boolean {
  const head = readChunk(pattern);
  if (head === undefined) return false;
  if (!head.acceptsDot) return true;
  return readChunk(head.rest) !== undefined;
}

interface Chunk {
  readonly rest: ByteText;
  /** It is one operator long and matches `.`. */
  readonly acceptsDot: boolean;
}

/** Stars, then operators up to the next star outside a class. @returns undefined where an operator is malformed */
function readChunk(pattern: ByteText): Chunk | undefined {
  let at = 0;
  while (pattern[at] === '*') at += 1;
  let operators = 0;
  let acceptsDot = false;
  while (at < pattern.length && pattern[at] !== '*') {
    const operator = readOperator(pattern, at);
    if (operator === undefined) return undefined;
    at = operator.end;
    acceptsDot = operators === 0 && operator.acceptsDot;
    operators += 1;
  }
  return { rest: pattern.slice(at), acceptsDot };
}

interface Operator {
  readonly end: number;
  readonly acceptsDot: boolean;
}

function readOperator(pattern: ByteText, at: number): Operator | undefined {
  const first = pattern[at];
  if (first === '[') return readClass(pattern, at + 1);
  if (first === '\\') return at + 1 < pattern.length ? { end: at + 2, acceptsDot: pattern[at + 1] === '.' } : undefined;
  return { end: at + 1, acceptsDot: first === '.' || first === '?' };
}

const DOT = '.'.charCodeAt(0);

function readClass(pattern: ByteText, start: number): Operator | undefined {
  const negated = pattern[start] === '^';
  let at = negated ? start + 1 : start;
  let holdsDot = false;
  for (let members = 0; members === 0 || pattern[at] !== ']'; members++) {
    const low = readMember(pattern, at);
    const high = low !== undefined && pattern[low.end] === '-' ? readMember(pattern, low.end + 1) : low;
    if (low === undefined || high === undefined) return undefined;
    holdsDot ||= low.rune <= DOT && DOT <= high.rune;
    at = high.end;
  }
  return { end: at + 1, acceptsDot: holdsDot !== negated };
}

function readMember(pattern: ByteText, at: number): { rune: number; end: number } | undefined {
  const first = pattern[at];
  if (first === undefined || first === '-' || first === ']') return undefined;
  const start = first === '\\' ? at + 1 : at;
  let end = start + 1;
  while ((pattern.charCodeAt(end) & 0xc0) === 0x80) end += 1;
  return end < pattern.length ? { rune: decodeRunes(pattern.slice(start, end))[0] ?? 0, end } : undefined;
}
