import { stepHash, WORD, wordAt } from './js-words.ts';

export const TOKEN = { end: 0, word: 1, value: 2, string: 3, templateOpen: 4, sign: 5 } as const;

/** Signs that stand for more than their first byte; any other sign is that byte. */
export const SIGN = { arrow: 256, guards: 257, optional: 258, step: 259, other: 260 } as const;

/** A place in a script, and the token read last. */
export interface Scanner {
  readonly bytes: Buffer;
  at: number;
  type: number;
  start: number;
  word: number;
  sign: number;
  /** A line ends between it and the token before. */
  isOnNewLine: boolean;
  /** Told by the reader: what stands before ends an expression, so that a slash divides. */
  canDivide: boolean;
  /** Nothing that follows can be told. */
  isLost: boolean;
}

const LF = 10;
const CR = 13;
const DOT = 46;
const EQUALS = 61;
const BACKSLASH = 92;
const BACKTICK = 96;

const BLANK = 1;
const NAME = 2;
const DIGIT = 3;
const QUOTE = 4;

/** What a byte may begin; bytes of other scripts than Latin belong to names. */
const KINDS = new Uint8Array(256);
for (const byte of [9, 11, 12, 32]) KINDS[byte] = BLANK;
for (let byte = 48; byte < 58; byte++) KINDS[byte] = DIGIT;
for (let byte = 65; byte < 91; byte++) KINDS[byte] = NAME;
for (let byte = 97; byte < 123; byte++) KINDS[byte] = NAME;
for (let byte = 128; byte < 256; byte++) KINDS[byte] = NAME;
for (const byte of [36, 95, BACKSLASH]) KINDS[byte] = NAME;
for (const byte of [34, 39]) KINDS[byte] = QUOTE;

/** Stands behind the byte order mark and the line that the kernel reads, where they are there. */
export function openScanner(bytes: Uint8Array): Scanner {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes[at] === 35 && bytes[at + 1] === 33) at = lineEnd(bytes, at);
  return {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
    at,
    type: TOKEN.end,
    start: at,
    word: WORD.other,
    sign: 0,
    isOnNewLine: false,
    canDivide: false,
    isLost: false,
  };
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(LF, from);
  return end < 0 ? bytes.length : end;
}

/** Reads the next token into the scanner. */
export function readToken(s: Scanner): void {
  skipBlanks(s);
  s.start = s.at;
  s.word = WORD.other;
  s.sign = 0;
  const byte = s.bytes[s.at];
  if (byte === undefined || s.isLost) {
    s.type = TOKEN.end;
    return;
  }
  const kind = KINDS[byte];
  if (kind === NAME) readName(s);
  else if (kind === DIGIT) readNumber(s);
  else if (kind === QUOTE) readString(s, byte);
  else if (byte === BACKTICK) {
    s.at += 1;
    readTemplate(s);
  } else readSign(s, byte);
}

function skipBlanks(s: Scanner): void {
  const { bytes } = s;
  s.isOnNewLine = false;
  for (;;) {
    const byte = bytes[s.at] ?? 0;
    if (byte === LF || byte === CR) s.isOnNewLine = true;
    else if (KINDS[byte] !== BLANK) {
      if (byte !== 47 || !skipComment(s)) return;
      continue;
    }
    s.at += 1;
  }
}

function skipComment(s: Scanner): boolean {
  const { bytes } = s;
  const next = bytes[s.at + 1];
  if (next === 47) {
    s.at = lineEnd(bytes, s.at);
    return true;
  }
  if (next !== 42) return false;
  const end = bytes.indexOf('*/', s.at + 2);
  s.isOnNewLine ||= bytes.subarray(s.at, Math.max(s.at, end)).includes(LF);
  s.at = end < 0 ? bytes.length : end + 2;
  s.isLost ||= end < 0;
  return true;
}

function readName(s: Scanner): void {
  const { bytes, start } = s;
  let hash = 0;
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const kind = KINDS[byte];
    if (kind !== NAME && kind !== DIGIT) break;
    hash = stepHash(hash, byte);
  }
  s.at = at;
  s.type = TOKEN.word;
  s.word = wordAt(bytes, start, at, hash);
}

function readNumber(s: Scanner): void {
  const { bytes } = s;
  let at = s.at + 1;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (KINDS[byte] !== DIGIT && KINDS[byte] !== NAME && byte !== DOT) break;
  }
  s.at = at;
  s.type = TOKEN.value;
}

function readString(s: Scanner, quote: number): void {
  const { bytes } = s;
  s.type = TOKEN.string;
  for (let at = s.at + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      s.at = at + 1;
      return;
    }
    if (byte === BACKSLASH) at += bytes[at + 1] === CR && bytes[at + 2] === LF ? 2 : 1;
    else if (byte === LF || byte === CR) break;
  }
  s.isLost = true;
}

/** From inside a template to its end, or to the expression that stands in it. */
export function readTemplate(s: Scanner): void {
  const { bytes } = s;
  for (let at = s.at; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === BACKTICK || (byte === 36 && bytes[at + 1] === 123)) {
      s.at = byte === BACKTICK ? at + 1 : at + 2;
      s.type = byte === BACKTICK ? TOKEN.value : TOKEN.templateOpen;
      return;
    }
  }
  s.isLost = true;
}

function readRegularExpression(s: Scanner): void {
  const { bytes } = s;
  let isInClass = false;
  for (let { at } = s; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === LF || byte === CR) break;
    else if (byte === 91) isInClass = true;
    else if (byte === 93) isInClass = false;
    else if (byte === 47 && !isInClass) {
      s.at = at + 1;
      while (KINDS[bytes[s.at] ?? 0] === NAME) s.at += 1;
      s.type = TOKEN.value;
      return;
    }
  }
  s.isLost = true;
}

function readSign(s: Scanner, byte: number): void {
  const { bytes, at } = s;
  const next = bytes[at + 1] ?? 0;
  s.type = TOKEN.sign;
  s.sign = byte;
  s.at = at + 1;
  if (byte === 47) {
    if (!s.canDivide) readRegularExpression(s);
    else s.sign = SIGN.other;
  } else if (byte === DOT) readDot(s, next);
  else if (byte === EQUALS) readEquals(s, next);
  else if (byte === 63) readQuestion(s, next);
  else if ((byte === 38 || byte === 124) && next === byte) take(s, SIGN.guards, bytes[at + 2] === EQUALS ? 3 : 2);
  else if ((byte === 43 || byte === 45) && next === byte) take(s, SIGN.step, 2);
}

function take(s: Scanner, sign: number, length: number): void {
  s.sign = sign;
  s.at = s.start + length;
}

function readDot(s: Scanner, next: number): void {
  if (next === DOT && s.bytes[s.at + 1] === DOT) take(s, SIGN.other, 3);
  else if (KINDS[next] === DIGIT) readNumber(s);
}

function readEquals(s: Scanner, next: number): void {
  if (next === 62) take(s, SIGN.arrow, 2);
  else if (next === EQUALS) take(s, SIGN.other, s.bytes[s.at + 1] === EQUALS ? 3 : 2);
}

function readQuestion(s: Scanner, next: number): void {
  if (next === 63) take(s, SIGN.guards, s.bytes[s.at + 1] === EQUALS ? 3 : 2);
  else if (next === DOT && KINDS[s.bytes[s.at + 1] ?? 0] !== DIGIT) take(s, SIGN.optional, 2);
  else s.sign = SIGN.guards;
}

/** First byte behind blanks, from a place on. */
export function peekAt(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (KINDS[byte] !== BLANK && byte !== LF && byte !== CR) break;
  }
  return at;
}

/** Longest text between quotes that names anything. */
const MAX_LITERAL_BYTES = 1024;

/** A text in quotes that begins at this place, as it is. @returns undefined for anything else, and where it has escapes */
export function literalAt(bytes: Uint8Array, at: number): { readonly text: string; readonly end: number } | undefined {
  const quote = bytes[at];
  if (quote !== 34 && quote !== 39) return undefined;
  const end = bytes.subarray(at + 1, at + 1 + MAX_LITERAL_BYTES).indexOf(quote);
  if (end <= 0) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, end).toString('latin1');
  return /[\\\n\r]/.test(text) ? undefined : { text, end: at + 2 + end };
}
