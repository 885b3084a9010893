import type { ByteText } from '../model/bytes.ts';
import { BAD_RUNE, decodeRunes, encodeRunes } from './go-runes.ts';
import { compileGoRegexp } from './match-go-regexp.ts';
import { type Expression, parseGoRegexp } from './parse-go-regexp.ts';

/** Whether one path (raw bytes, `/` between names) is what the pattern names; parents are the caller's matter. */
export type PathTest = (path: ByteText) => boolean;

/**
 * One cleaned pattern, compiled as Docker's matcher does: plain names compare bytes, `dir/**` and `**` + name compare ends, the rest goes
 * through a regular expression in which Docker leaves `| { } ^` and letters after a backslash their meaning.
 * @returns undefined where the expression means nothing to Go (the build fails as soon as the pattern is asked)
 */
export function compilePattern(pattern: ByteText): PathTest | undefined {
  const { type, expression } = translatePattern(pattern);
  if (type === 'exact') return (path) => path === pattern;
  if (type === 'prefix') {
    const start = pattern.slice(0, -2);
    return (path) => path.startsWith(start);
  }
  return type === 'suffix' ? compileSuffix(pattern.slice(2)) : compileExpression(expression);
}

function compileSuffix(end: ByteText): PathTest {
  const whole = end.startsWith('/') ? end.slice(1) : undefined;
  return (path) => path.endsWith(end) || path === whole;
}

function compileExpression(runes: readonly number[]): PathTest | undefined {
  const expression = parseGoRegexp(runes);
  const find = expression === undefined ? undefined : compileGoRegexp(expression);
  if (expression === undefined || find === undefined) return undefined;
  const { start, end } = literalEnds(expression);
  return (path) => path.startsWith(start) && path.endsWith(end) && find(decodeRunes(path));
}

/** The plain text between an anchor and the first or last wildcard: most paths are told apart by it at no cost. */
function literalEnds(expression: Expression): { start: ByteText; end: ByteText } {
  const [row, ...others] = expression;
  if (row === undefined || others.length > 0) return { start: '', end: '' };
  const literals = row.map(({ atom, min, max }) =>
    atom.is === 'set' && min === 1 && max === 1 && atom.literal !== BAD_RUNE ? atom.literal : undefined,
  );
  return {
    start: row[0]?.atom.is === 'begin' ? encodeRunes(leading(literals.slice(1))) : '',
    end: row.at(-1)?.atom.is === 'end' ? encodeRunes(leading(literals.slice(0, -1).reverse()).reverse()) : '',
  };
}

function leading(runes: readonly (number | undefined)[]): number[] {
  const known: number[] = [];
  for (const rune of runes) {
    if (rune === undefined) break;
    known.push(rune);
  }
  return known;
}

type MatchType = 'exact' | 'prefix' | 'suffix' | 'expression';

interface Translation {
  readonly type: MatchType;
  /** Code points of the regular expression; only meaningful where `type` is `expression`. */
  readonly expression: readonly number[];
}

const runesOf = (text: string): number[] => decodeRunes(text);
const ANY_BUT_SLASH = runesOf('[^/]');
const ANY_NAME = runesOf('[^/]*');
const ANYTHING = runesOf('.*');
const ANY_DIRS = runesOf('(.*/)?');
/** The characters Docker escapes. It means `{ } |` too, and misses them. */
const ESCAPED = new Set(runesOf('.+()$'));
const BYTE_ORDER_MARK = 0xfeff;
const rune = (character: string): number => character.charCodeAt(0);
const STAR = rune('*');
const QUESTION = rune('?');
const BACKSLASH = rune('\\');
const SLASH = rune('/');

/** A piece of the expression, the code points of the pattern it stands for, and what it makes of the pattern's type. */
interface Piece {
  readonly out: readonly number[];
  readonly length: number;
  readonly type: MatchType;
}

/** @see github.com/moby/patternmatcher, whose cases stand under test/conformance/dockerignore */
function translatePattern(pattern: ByteText): Translation {
  const runes = decodeRunes(pattern);
  // Docker reads the pattern with a scanner that skips a byte order mark at its start.
  if (runes[0] === BYTE_ORDER_MARK) runes.shift();
  const expression: number[] = [rune('^')];
  let type: MatchType = 'exact';
  for (let at = 0; at < runes.length; ) {
    const piece = translatePiece(runes, at, type);
    expression.push(...piece.out);
    at += piece.length;
    type = piece.type;
  }
  expression.push(rune('$'));
  return { type, expression };
}

function translatePiece(runes: readonly number[], at: number, type: MatchType): Piece {
  const first = runes[at] ?? 0;
  const second = runes[at + 1];
  if (first === STAR && second === STAR) return translateDoubleStar(runes, at, type);
  if (first === STAR) return { out: ANY_NAME, length: 1, type: 'expression' };
  if (first === QUESTION) return { out: ANY_BUT_SLASH, length: 1, type: 'expression' };
  if (first === BACKSLASH && second !== undefined) return { out: [first, second], length: 2, type: 'expression' };
  const out = ESCAPED.has(first) ? [BACKSLASH, first] : [first];
  return { out, length: 1, type: first === rune('[') || first === rune(']') ? 'expression' : type };
}

function translateDoubleStar(runes: readonly number[], at: number, type: MatchType): Piece {
  const length = runes[at + 2] === SLASH ? 3 : 2;
  const last = at + length >= runes.length;
  const out = last ? ANYTHING : ANY_DIRS;
  if (at === 0) return { out, length, type: 'suffix' };
  return { out, length, type: last && type === 'exact' ? 'prefix' : 'expression' };
}
