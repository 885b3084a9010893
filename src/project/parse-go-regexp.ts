import { encodeRunes } from './go-runes.ts';

/** One position of an expression. `set` takes one code point; the others take none. */
export type Atom =
  | { readonly is: 'set'; readonly takes: (rune: number) => boolean; readonly literal?: number | undefined }
  | { readonly is: 'begin' | 'end' | 'word-edge' | 'no-word-edge' }
  | { readonly is: 'group'; readonly items: readonly Item[] };

/** An atom, `min` to `max` times; `max` undefined = no bound. */
export interface Item {
  readonly atom: Atom;
  readonly min: number;
  readonly max: number | undefined;
}

/** Alternatives, each a row of items. */
export type Expression = readonly (readonly Item[])[];

type Takes = (rune: number) => boolean;

interface Cursor {
  readonly runes: readonly number[];
  at: number;
  /** Where each `:]` is, last first: the reading drops those it has passed, so that many `[:` cost no more than one. */
  readonly posixEnds: number[];
}

/** Thrown inside this file and by the reading of classes; never leaves `parseGoRegexp`. */
const FAULT = Symbol('expression fault');

/**
 * Reads the regular expressions that Docker's pattern matcher makes out of patterns and hands to Go: the RE2 syntax with Perl classes,
 * without flags and captures. Characters that a pattern does not mean as syntax (`|`, `{2}`, `\d`, `^`) reach it too, and have
 * their meaning there. @returns undefined where Go refuses the expression. Cost: linear. @see RE2 syntax
 */
export function parseGoRegexp(runes: readonly number[]): Expression | undefined {
  try {
    return readAlternatives({ runes, at: 0, posixEnds: listPosixEnds(runes) });
  } catch (fault) {
    if (fault === FAULT) return undefined;
    throw fault;
  }
}

const code = (character: string): number => character.charCodeAt(0);
const STAR = code('*');
const QUESTION = code('?');
const BACKSLASH = code('\\');
const OPEN_CLASS = code('[');
const CLOSE_CLASS = code(']');
const OPEN_GROUP = code('(');
const CLOSE_GROUP = code(')');
const OPEN_BRACE = code('{');
const CLOSE_BRACE = code('}');
const BAR = code('|');
const CARET = code('^');
const DOLLAR = code('$');
const DOT = code('.');
const DASH = code('-');
const COLON = code(':');
const COMMA = code(',');
const PLUS = code('+');
const NEWLINE = 10;
const MOST_REPEATS = 1000;

function readAlternatives(c: Cursor): Expression {
  const alternatives: Item[][] = [[]];
  while (c.at < c.runes.length) {
    if (c.runes[c.at] === BAR) {
      c.at += 1;
      alternatives.push([]);
    } else {
      readItem(c, alternatives.at(-1) ?? []);
    }
  }
  return alternatives;
}

/** Reads one atom with its repetition, or a quoted run, onto the row. */
function readItem(c: Cursor, row: Item[]): void {
  if (c.runes[c.at] === BACKSLASH && c.runes[c.at + 1] === code('Q')) {
    readQuoted(c, row);
    return;
  }
  const repeat = readRepeat(c);
  if (repeat === undefined) {
    row.push({ atom: readAtom(c), min: 1, max: 1 });
    return;
  }
  const last = row.pop();
  if (last === undefined) throw FAULT;
  const once = last.min === 1 && last.max === 1;
  row.push({ atom: once ? last.atom : { is: 'group', items: [last] }, min: repeat.min, max: repeat.max });
  const stacked = readRepeat(c);
  if (stacked !== undefined) throw FAULT;
}

function readQuoted(c: Cursor, row: Item[]): void {
  c.at += 2;
  while (c.at < c.runes.length) {
    if (c.runes[c.at] === BACKSLASH && c.runes[c.at + 1] === code('E')) {
      c.at += 2;
      return;
    }
    row.push({ atom: literal(c.runes[c.at] ?? 0), min: 1, max: 1 });
    c.at += 1;
  }
}

function readRepeat(c: Cursor): { min: number; max: number | undefined } | undefined {
  const rune = c.runes[c.at];
  if (rune === STAR || rune === QUESTION || rune === PLUS) {
    c.at += 1;
    return { min: rune === PLUS ? 1 : 0, max: rune === QUESTION ? 1 : undefined };
  }
  return rune === OPEN_BRACE ? readBounds(c) : undefined;
}

/** `{2}`, `{2,}`, `{2,3}`; anything else in braces is itself. */
function readBounds(c: Cursor): { min: number; max: number | undefined } | undefined {
  const start = c.at;
  c.at += 1;
  const min = readCount(c);
  let max = min;
  if (min !== undefined && c.runes[c.at] === COMMA) {
    c.at += 1;
    max = c.runes[c.at] === CLOSE_BRACE ? Number.POSITIVE_INFINITY : readCount(c);
  }
  if (min === undefined || max === undefined || c.runes[c.at] !== CLOSE_BRACE) {
    c.at = start;
    return undefined;
  }
  c.at += 1;
  const endless = max === Number.POSITIVE_INFINITY;
  if (min > MOST_REPEATS || min > max || (max > MOST_REPEATS && !endless)) throw FAULT;
  return { min, max: endless ? undefined : max };
}

function readCount(c: Cursor): number | undefined {
  const start = c.at;
  let count = 0;
  while (isDigit(c.runes[c.at])) {
    count = Math.min(count * 10 + (c.runes[c.at] ?? 0) - code('0'), 1e9);
    c.at += 1;
  }
  const digits = c.at - start;
  return digits === 0 || (digits > 1 && c.runes[start] === code('0')) ? undefined : count;
}

function readAtom(c: Cursor): Atom {
  const rune = c.runes[c.at] ?? 0;
  if (rune === BACKSLASH) return readEscapedAtom(c);
  if (rune === OPEN_CLASS) return { is: 'set', takes: readClass(c) };
  if (rune === OPEN_GROUP) return readGroup(c);
  if (rune === CLOSE_GROUP) throw FAULT;
  c.at += 1;
  if (rune === CARET) return { is: 'begin' };
  if (rune === DOLLAR) return { is: 'end' };
  return rune === DOT ? { is: 'set', takes: (r) => r !== NEWLINE } : literal(rune);
}

function readGroup(c: Cursor): Atom {
  c.at += 1;
  const items: Item[] = [];
  while (c.runes[c.at] !== CLOSE_GROUP) {
    if (c.at >= c.runes.length || c.runes[c.at] === BAR) throw FAULT;
    readItem(c, items);
  }
  c.at += 1;
  return { is: 'group', items };
}

function literal(rune: number): Atom {
  return { is: 'set', takes: (r) => r === rune, literal: rune };
}

function readEscapedAtom(c: Cursor): Atom {
  const next = String.fromCodePoint(c.runes[c.at + 1] ?? 0);
  const edge = EDGES.get(next);
  if (edge !== undefined) {
    c.at += 2;
    return { is: edge };
  }
  const named = readNamedSet(c);
  return named === undefined ? literal(readEscape(c)) : { is: 'set', takes: named };
}

const EDGES = new Map<string, 'begin' | 'end' | 'word-edge' | 'no-word-edge'>([
  ['A', 'begin'],
  ['z', 'end'],
  ['b', 'word-edge'],
  ['B', 'no-word-edge'],
]);

/** `\d \s \w`, their opposites, `\pL`, `\p{Greek}`, `\PL`. */
function readNamedSet(c: Cursor): Takes | undefined {
  const letter = String.fromCodePoint(c.runes[c.at + 1] ?? 0);
  const perl = PERL.get(letter.toLowerCase());
  if (perl !== undefined) {
    c.at += 2;
    return letter === letter.toLowerCase() ? perl : (r) => !perl(r);
  }
  if (letter !== 'p' && letter !== 'P') return undefined;
  return readProperty(c, letter === 'P');
}

export function isWordRune(rune: number | undefined): boolean {
  return rune !== undefined && (isDigit(rune) || isLetter(rune) || rune === code('_'));
}

function isDigit(rune: number | undefined): boolean {
  return rune !== undefined && rune >= 48 && rune <= 57;
}

function isLetter(rune: number): boolean {
  return (rune >= 65 && rune <= 90) || (rune >= 97 && rune <= 122);
}

const PERL = new Map<string, Takes>([
  ['d', isDigit],
  ['s', (r) => r === 9 || r === 10 || r === 12 || r === 13 || r === 32],
  ['w', isWordRune],
]);

/** General categories by short and long name, in lower case without separators; Go has read names this way since 1.25. */
const CATEGORIES = new Map(
  [
    ...[
      'c other',
      'cc control',
      'cf format',
      'cn unassigned',
      'co privateuse',
      'cs surrogate',
      'l letter',
      'lc casedletter',
    ],
    ...[
      'll lowercaseletter',
      'lm modifierletter',
      'lo otherletter',
      'lt titlecaseletter',
      'lu uppercaseletter',
      'm mark',
    ],
    ...['mc spacingmark', 'me enclosingmark', 'mn nonspacingmark', 'n number', 'nd decimalnumber', 'nl letternumber'],
    ...['no othernumber', 'p punctuation', 'pc connectorpunctuation', 'pd dashpunctuation', 'pe closepunctuation'],
    ...['pf finalpunctuation', 'pi initialpunctuation', 'po otherpunctuation', 'ps openpunctuation', 's symbol'],
    ...['sc currencysymbol', 'sk modifiersymbol', 'sm mathsymbol', 'so othersymbol', 'z separator', 'zl lineseparator'],
    ...['zp paragraphseparator', 'zs spaceseparator'],
  ].flatMap((pair) => {
    const [short = '', long = ''] = pair.split(' ');
    const name = short.charAt(0).toUpperCase() + short.slice(1);
    return [[short, name] as const, [long, name] as const];
  }),
);

function readProperty(c: Cursor, opposite: boolean): Takes {
  c.at += 2;
  let name = String.fromCodePoint(c.runes[c.at] ?? 0);
  c.at += 1;
  if (name === '{') {
    const close = c.runes.indexOf(CLOSE_BRACE, c.at);
    if (close < 0) throw FAULT;
    name = String.fromCodePoint(...c.runes.slice(c.at, close));
    c.at = close + 1;
  }
  const inverted = name.startsWith('^');
  const takes = propertySet(inverted ? name.slice(1) : name);
  return opposite === inverted ? takes : (r) => !takes(r);
}

function propertySet(name: string): Takes {
  const key = name.toLowerCase().replace(/[ _-]/g, '');
  if (key === 'any') return () => true;
  if (key === 'ascii') return (r) => r < 0x80;
  if (!/^[\w -]{1,40}$/.test(name)) throw FAULT;
  const category = CATEGORIES.get(key);
  const words = name.split(/[ _-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  const source = category === undefined ? `\\p{Script=${words.join('_')}}` : `\\p{${category}}`;
  let one: RegExp;
  try {
    one = new RegExp(`^${source}$`, 'u');
  } catch {
    throw FAULT;
  }
  return (r) => one.test(String.fromCodePoint(r));
}

const CONTROLS = new Map<string, number>([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

/** An escape that stands for one code point. */
function readEscape(c: Cursor): number {
  c.at += 1;
  const rune = c.runes[c.at];
  if (rune === undefined) throw FAULT;
  c.at += 1;
  if (rune >= 48 && rune <= 55) return readOctal(c, rune);
  if (rune === code('x')) return readHex(c);
  const control = CONTROLS.get(String.fromCodePoint(rune));
  if (control !== undefined) return control;
  if (rune >= 0x80 || isDigit(rune) || isLetter(rune)) throw FAULT;
  return rune;
}

/** `\0`, `\017`, `\123`; a single digit other than 0 would be a back reference, which Go has not. */
function readOctal(c: Cursor, first: number): number {
  if (first !== 48 && !isOctal(c.runes[c.at])) throw FAULT;
  let value = first - 48;
  for (let i = 0; i < 2 && isOctal(c.runes[c.at]); i++) {
    value = value * 8 + (c.runes[c.at] ?? 0) - 48;
    c.at += 1;
  }
  return value;
}

function isOctal(rune: number | undefined): boolean {
  return rune !== undefined && rune >= 48 && rune <= 55;
}

function readHex(c: Cursor): number {
  const braced = c.runes[c.at] === OPEN_BRACE;
  const close = braced ? c.runes.indexOf(CLOSE_BRACE, c.at) : c.at + 2;
  if (close < 0 || close > c.runes.length) throw FAULT;
  const digits = c.runes.slice(c.at + (braced ? 1 : 0), close);
  c.at = close + (braced ? 1 : 0);
  const text = encodeRunes(digits);
  if (!/^[0-9a-fA-F]{1,64}$/.test(text)) throw FAULT;
  const value = Number.parseInt(text, 16);
  if (value > 0x10ffff) throw FAULT;
  return value;
}

/** `[…]`, with ranges, named sets and POSIX names; a negated class takes the newline too. */
function readClass(c: Cursor): Takes {
  c.at += 1;
  const negated = c.runes[c.at] === CARET;
  if (negated) c.at += 1;
  const ranges: [number, number][] = [];
  const sets: Takes[] = [];
  for (let first = true; first || c.runes[c.at] !== CLOSE_CLASS; first = false) {
    const set = readPosix(c) ?? (c.runes[c.at] === BACKSLASH ? readNamedSet(c) : undefined);
    if (set === undefined) ranges.push(readRange(c));
    else sets.push(set);
  }
  c.at += 1;
  const within = mergeRanges(ranges);
  return (r) => (isWithin(within, r) || sets.some((takes) => takes(r))) !== negated;
}

function mergeRanges(ranges: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

function isWithin(sorted: readonly [number, number][], rune: number): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const [low, high] = sorted[middle] ?? [0, -1];
    if (rune < low) to = middle;
    else if (rune > high) from = middle + 1;
    else return true;
  }
  return false;
}

function readRange(c: Cursor): [number, number] {
  const low = readClassRune(c);
  const next = c.runes[c.at + 1];
  if (c.runes[c.at] !== DASH || next === undefined || next === CLOSE_CLASS) return [low, low];
  c.at += 1;
  const high = readClassRune(c);
  if (high < low) throw FAULT;
  return [low, high];
}

function readClassRune(c: Cursor): number {
  const rune = c.runes[c.at];
  if (rune === undefined) throw FAULT;
  if (rune === BACKSLASH) return readEscape(c);
  c.at += 1;
  return rune;
}

function listPosixEnds(runes: readonly number[]): number[] {
  const ends: number[] = [];
  for (let i = runes.length - 2; i >= 0; i--) if (runes[i] === COLON && runes[i + 1] === CLOSE_CLASS) ends.push(i);
  return ends;
}

function nextPosixEnd(c: Cursor): number | undefined {
  for (let end = c.posixEnds.at(-1); end !== undefined && end < c.at + 2; end = c.posixEnds.at(-1)) c.posixEnds.pop();
  return c.posixEnds.at(-1);
}

function readPosix(c: Cursor): Takes | undefined {
  if (c.runes[c.at] !== OPEN_CLASS || c.runes[c.at + 1] !== COLON) return undefined;
  const close = nextPosixEnd(c);
  if (close === undefined) return undefined;
  const written = String.fromCodePoint(...c.runes.slice(c.at + 2, close));
  const inverted = written.startsWith('^');
  const takes = POSIX.get(inverted ? written.slice(1) : written);
  if (takes === undefined) throw FAULT;
  c.at = close + 2;
  return inverted ? (r) => !takes(r) : takes;
}

const inside =
  (low: number, high: number): Takes =>
  (r) =>
    r >= low && r <= high;

const POSIX = new Map<string, Takes>([
  ['alnum', (r) => isDigit(r) || isLetter(r)],
  ['alpha', isLetter],
  ['ascii', inside(0, 127)],
  ['blank', (r) => r === 9 || r === 32],
  ['cntrl', (r) => r < 32 || r === 127],
  ['digit', isDigit],
  ['graph', inside(33, 126)],
  ['lower', inside(97, 122)],
  ['print', inside(32, 126)],
  ['punct', (r) => r >= 33 && r <= 126 && !isDigit(r) && !isLetter(r)],
  ['space', (r) => (r >= 9 && r <= 13) || r === 32],
  ['upper', inside(65, 90)],
  ['word', isWordRune],
  ['xdigit', (r) => isDigit(r) || (r >= 65 && r <= 70) || (r >= 97 && r <= 102)],
]);
