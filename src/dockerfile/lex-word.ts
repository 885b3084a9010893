import type { ByteText } from '../model/bytes.ts';
import { matchEnd, type PatternToken, parsePattern } from './shell-pattern.ts';
import { spaceWidthAt } from './spaces.ts';

/** How a word is read; the defaults are those of a Dockerfile's own words. */
export interface LexOptions {
  readonly escape: string;
  readonly env: ReadonlyMap<string, ByteText>;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes are characters like any other. */
  readonly skipQuotes?: boolean;
  /** A variable that is not set stays as it is written. */
  readonly keepUnset?: boolean;
}

export interface LexedWord {
  readonly text: ByteText;
  /** The text split at white space outside quotes. */
  readonly words: readonly { readonly text: ByteText; readonly from: number; readonly to: number }[];
  /** Variables that had a value, and those that had none. */
  readonly used: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

const DEPTH_LIMIT = 500;
const WORK_LIMIT = 20_000_000;
/** Of all that variables put into one word: each may hold ten times the one before. A builder's lines are no longer either. */
const GROWTH_LIMIT_BYTES = 1 << 16;
const SPECIAL_PARAMETERS = '@*#?-$!0';

class LexFailure extends Error {}

interface Reader {
  readonly source: ByteText;
  readonly options: LexOptions;
  readonly used: Set<string>;
  readonly missing: Set<string>;
  at: number;
  depth: number;
  rawEscapes: boolean;
  /** Bytes that variables have put in. */
  grownBytes: number;
}

interface WordBuffer {
  readonly words: { text: ByteText; from: number; to: number }[];
  parts: string[];
  from: number;
  to: number;
}

/**
 * Expands variables and removes quotes in a Dockerfile's word as BuildKit does it.
 * @returns the reason where BuildKit refuses it; never throws. Cost: linear, pattern forms aside (bounded).
 */
export function lexWord(source: ByteText, options: LexOptions): LexedWord | { readonly failure: string } {
  const reader: Reader = {
    source,
    options,
    used: new Set(),
    missing: new Set(),
    at: 0,
    depth: 0,
    rawEscapes: options.rawEscapes === true,
    grownBytes: 0,
  };
  try {
    const buffer: WordBuffer = { words: [], parts: [], from: 0, to: 0 };
    const text = readUntil(reader, undefined, reader.rawEscapes, buffer);
    endWord(buffer);
    return { text, words: buffer.words, used: reader.used, missing: reader.missing };
  } catch (error) {
    if (error instanceof LexFailure) return { failure: error.message };
    throw error;
  }
}

function readUntil(r: Reader, stop: string | undefined, rawEscapes: boolean, buffer?: WordBuffer): ByteText {
  if (r.depth > DEPTH_LIMIT) throw new LexFailure('nested too deep');
  r.depth += 1;
  const outerRaw = r.rawEscapes;
  r.rawEscapes = rawEscapes;
  const parts: string[] = [];
  while (r.at < r.source.length) {
    if (stop !== undefined && r.source[r.at] === stop) {
      r.at += 1;
      r.depth -= 1;
      r.rawEscapes = outerRaw;
      return parts.join('');
    }
    parts.push(readPiece(r, buffer));
  }
  if (stop !== undefined) throw new LexFailure(`missing ${stop}`);
  r.depth -= 1;
  r.rawEscapes = outerRaw;
  return parts.join('');
}

function readPiece(r: Reader, buffer: WordBuffer | undefined): ByteText {
  const from = r.at;
  const c = r.source[from] ?? '';
  if (c === '$') {
    const value = readDollar(r);
    addText(buffer, value, from, r.at, false);
    return value;
  }
  const special = readSpecial(r, c);
  if (special !== undefined) {
    addText(buffer, special, from, r.at, true);
    return special;
  }
  if (c === r.options.escape) return readEscaped(r, buffer);
  const width = Math.max(spaceWidthAt(r.source, from), 1);
  r.at += width;
  const text = r.source.slice(from, r.at);
  addText(buffer, text, from, r.at, false);
  return text;
}

function readSpecial(r: Reader, c: string): ByteText | undefined {
  if (c === '<') return readOpening(r);
  if (r.options.skipQuotes === true) return undefined;
  if (c === "'") return readSingleQuoted(r);
  return c === '"' ? readDoubleQuoted(r) : undefined;
}

function readEscaped(r: Reader, buffer: WordBuffer | undefined): ByteText {
  const from = r.at;
  const kept = r.rawEscapes ? (r.source[from] ?? '') : '';
  const next = Math.min(from + 1 + runeWidth(r.source, from + 1), r.source.length);
  const text = kept + r.source.slice(from + 1, next);
  r.at = next;
  addText(buffer, text, from, next, true);
  return text;
}

/** `<<` and the white space after it stay with the word that follows: it may open a here-document. */
function readOpening(r: Reader): ByteText {
  const from = r.at;
  r.at += 1;
  if (r.source[r.at] !== '<') return '<';
  r.at += 1;
  while (' \t\r'.includes(r.source[r.at] ?? 'x')) r.at += 1;
  return r.source.slice(from, r.at);
}

function readSingleQuoted(r: Reader): ByteText {
  const end = r.source.indexOf("'", r.at + 1);
  if (end < 0) throw new LexFailure('unterminated single quote');
  const text = r.options.rawQuotes === true ? r.source.slice(r.at, end + 1) : r.source.slice(r.at + 1, end);
  r.at = end + 1;
  return text;
}

function readDoubleQuoted(r: Reader): ByteText {
  const quote = r.options.rawQuotes === true ? '"' : '';
  const parts: string[] = [quote];
  r.at += 1;
  while (r.at < r.source.length) {
    const c = r.source[r.at] ?? '';
    if (c === '"') {
      r.at += 1;
      return parts.join('') + quote;
    }
    if (c === '$') parts.push(readDollar(r));
    else if (c === r.options.escape) parts.push(readEscapedInQuotes(r));
    else {
      parts.push(c);
      r.at += 1;
    }
  }
  throw new LexFailure('unterminated double quote');
}

function readEscapedInQuotes(r: Reader): ByteText {
  const mark = r.source[r.at] ?? '';
  const next = r.source[r.at + 1];
  r.at += 1;
  const kept = r.rawEscapes ? mark : '';
  if (next === undefined) return kept;
  if (next !== '"' && next !== '$' && next !== mark) return kept + mark;
  r.at += 1;
  return kept + next;
}

function readDollar(r: Reader): ByteText {
  r.at += 1;
  if (r.source[r.at] === '{') return readBraces(r);
  const name = readName(r);
  if (name === '') return '$';
  const value = lookUp(r, name);
  return value ?? (r.options.keepUnset === true ? `$${name}` : '');
}

function readBraces(r: Reader): ByteText {
  r.at += 1;
  const first = r.source[r.at];
  if (first === undefined) throw new LexFailure('missing }');
  if ('{}:'.includes(first)) throw new LexFailure('bad substitution');
  const name = readName(r);
  const operator = r.source[r.at] ?? '';
  r.at += 1;
  if (operator === '}') return lookUp(r, name) ?? (r.options.keepUnset === true ? `\${${name}}` : '');
  if (operator === '/') return readReplacement(r, name);
  if (operator !== '' && ':+-?#%'.includes(operator)) return readOperation(r, name, operator);
  throw new LexFailure(`unsupported modifier ${operator}`);
}

function readOperation(r: Reader, name: string, first: string): ByteText {
  const emptyIsUnset = first === ':';
  const operator = emptyIsUnset ? r.source.slice(r.at, r.at + runeWidth(r.source, r.at)) : first;
  if (emptyIsUnset) r.at += operator.length;
  const isTrim = operator === '#' || operator === '%';
  if (emptyIsUnset && isTrim) throw new LexFailure(`unsupported modifier :${operator}`);
  const operand = readUntil(r, '}', isTrim);
  const value = lookUp(r, name);
  if (value === undefined && r.options.keepUnset === true) {
    return `\${${name}${emptyIsUnset ? ':' : ''}${operator}${operand}}`;
  }
  if (isTrim) return trimPattern(value ?? '', operand, operator);
  return chooseValue(name, operator, operand, emptyIsUnset && value === '' ? undefined : value);
}

function chooseValue(name: string, operator: string, operand: ByteText, value: ByteText | undefined): ByteText {
  if (operator === '-') return value ?? operand;
  if (operator === '+') return value === undefined ? '' : operand;
  if (operator !== '?') throw new LexFailure(`unsupported modifier ${operator}`);
  if (value === undefined) throw new LexFailure(`${name}: ${operand === '' ? 'not set' : operand}`);
  return value;
}

function trimPattern(value: ByteText, operand: ByteText, operator: string): ByteText {
  const longest = operand[0] === operator;
  const tokens = patternOf(longest ? operand.slice(1) : operand);
  if (value.length * tokens.length > WORK_LIMIT) throw new LexFailure('too large');
  const units = [...splitRunes(value)];
  if (operator === '#') {
    const end = matchEnd(tokens, units, 0, longest);
    return end === undefined ? value : units.slice(end).join('');
  }
  const end = matchEnd(tokens.toReversed(), units.toReversed(), 0, longest);
  return end === undefined ? value : units.slice(0, units.length - end).join('');
}

function readReplacement(r: Reader, name: string): ByteText {
  const all = r.source[r.at] === '/';
  if (all) r.at += 1;
  const pattern = readUntil(r, '/', true);
  const replacement = readUntil(r, '}', true);
  const value = lookUp(r, name);
  if (value === undefined && r.options.keepUnset === true) return `\${${name}/${pattern}/${replacement}}`;
  return replacePattern(value ?? '', patternOf(pattern), replacement, all);
}

function replacePattern(value: ByteText, tokens: readonly PatternToken[], by: ByteText, all: boolean): ByteText {
  if (value.length * value.length * tokens.length > WORK_LIMIT) throw new LexFailure('too large');
  const units = [...splitRunes(value)];
  const out: string[] = [];
  let at = 0;
  let lastEnd = -1;
  while (at <= units.length) {
    const end = matchEnd(tokens, units, at, true);
    if (end === undefined || (end === at && at === lastEnd)) {
      out.push(units[at] ?? '');
      at += 1;
      continue;
    }
    out.push(all ? fillTemplate(by, units.slice(at, end).join('')) : by);
    if (!all) return out.join('') + units.slice(end).join('');
    if (end === at) out.push(units[at] ?? '');
    lastEnd = end;
    at = end === at ? at + 1 : end;
  }
  return out.join('');
}

/** In the form that replaces every match, BuildKit reads `$name` in the replacement as a group of the pattern; there are none. */
function fillTemplate(by: ByteText, match: ByteText): ByteText {
  return by.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced: string | undefined, bare: string | undefined) => {
    if (whole === '$$') return '$';
    return (braced ?? bare) === '0' ? match : '';
  });
}

function patternOf(text: ByteText): readonly PatternToken[] {
  const tokens = parsePattern([...splitRunes(text)]);
  if (tokens === undefined) throw new LexFailure('invalid pattern');
  return tokens;
}

function readName(r: Reader): string {
  const from = r.at;
  if (isDigitAt(r.source, from)) {
    while (isDigitAt(r.source, r.at)) r.at += runeWidth(r.source, r.at);
    return r.source.slice(from, r.at);
  }
  if (r.source[from] !== undefined && SPECIAL_PARAMETERS.includes(r.source[from])) {
    r.at += 1;
    return r.source.slice(from, r.at);
  }
  while (isNameAt(r.source, r.at)) r.at += runeWidth(r.source, r.at);
  return r.source.slice(from, r.at);
}

function lookUp(r: Reader, name: string): ByteText | undefined {
  const value = r.options.env.get(name);
  r.grownBytes += value?.length ?? 0;
  if (r.grownBytes > GROWTH_LIMIT_BYTES) throw new LexFailure('too large');
  (value === undefined ? r.missing : r.used).add(name);
  return value;
}

function addText(buffer: WordBuffer | undefined, text: ByteText, from: number, to: number, raw: boolean): void {
  if (buffer === undefined) return;
  if (raw) {
    addToWord(buffer, text, from, to);
    return;
  }
  let at = 0;
  while (at < text.length) {
    const width = spaceWidthAt(text, at);
    if (width > 0) endWord(buffer);
    else addToWord(buffer, text[at] ?? '', from, to);
    at += Math.max(width, 1);
  }
}

function addToWord(buffer: WordBuffer, text: ByteText, from: number, to: number): void {
  if (buffer.parts.length === 0) buffer.from = from;
  buffer.to = to;
  if (text !== '') buffer.parts.push(text);
}

function endWord(buffer: WordBuffer): void {
  if (buffer.parts.length === 0) return;
  buffer.words.push({ text: buffer.parts.join(''), from: buffer.from, to: buffer.to });
  buffer.parts = [];
}

function* splitRunes(text: ByteText): Generator<ByteText> {
  let at = 0;
  while (at < text.length) {
    const width = runeWidth(text, at);
    yield text.slice(at, at + width);
    at += width;
  }
}

/** @returns how many bytes the UTF-8 character at this place has, 1 where there is none */
function runeWidth(text: ByteText, at: number): number {
  const first = text.charCodeAt(at);
  const width =
    first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 1;
  for (let i = 1; i < width; i += 1) if ((text.charCodeAt(at + i) & 0xc0) !== 0x80) return 1;
  return at + width <= text.length ? width : 1;
}

function isDigitAt(text: ByteText, at: number): boolean {
  const c = text.charCodeAt(at);
  return c < 0x80 ? c >= 0x30 && c <= 0x39 : /^\p{Nd}$/u.test(runeAt(text, at));
}

function isNameAt(text: ByteText, at: number): boolean {
  const c = text[at];
  if (c === undefined) return false;
  return c < '\x80' ? /\w/.test(c) : /^[\p{L}\p{Nd}]$/u.test(runeAt(text, at));
}

function runeAt(text: ByteText, at: number): string {
  return Buffer.from(text.slice(at, at + runeWidth(text, at)), 'latin1').toString('utf8');
}
