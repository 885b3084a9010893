/** Bytes of a Python source, and positions in it; each function gives the place behind what it passes, or `BROKEN`. */
export type Source = Uint8Array;

/** A bracket or a string that never ends: what follows could be anything. */
export const BROKEN = -1;

/** CPython itself goes no deeper into strings within strings. */
const MAX_NESTING = 150;

const LF = 10;
const CR = 13;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const kindOf = (chars: string, kind: number) => [...chars].map((char) => [char.charCodeAt(0), kind] as const);
/** What a byte may begin; most begin nothing. */
const KINDS = new Uint8Array(256);
const KIND = { newline: 1, comment: 2, quote: 3, open: 4, close: 5, semicolon: 6, colon: 7, backslash: 8 } as const;
for (const [byte, kind] of [
  ...kindOf('\n\r', KIND.newline),
  ...kindOf('#', KIND.comment),
  ...kindOf('\'"', KIND.quote),
  ...kindOf('([{', KIND.open),
  ...kindOf(')]}', KIND.close),
  ...kindOf(';', KIND.semicolon),
  ...kindOf(':', KIND.colon),
  ...kindOf('\\', KIND.backslash),
]) {
  KINDS[byte] = kind;
}

/** Letters, digits, underscore, and every byte of a character beyond ASCII. */
export const IS_WORD = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) IS_WORD[byte] = byte >= 128 || /\w/.test(String.fromCharCode(byte)) ? 1 : 0;

/** To the end of a simple statement (its newline, semicolon or the file's end), or with `stopsAtColon` also to the colon of a header. */
export function skipStatement(source: Source, from: number, stopsAtColon: boolean): number {
  let depth = 0;
  let at = from;
  while (at < source.length) {
    switch (KINDS[source[at] as number]) {
      case 0:
        at += 1;
        break;
      case KIND.newline:
        if (depth === 0) return at;
        at += 1;
        break;
      case KIND.comment:
        at = skipLine(source, at);
        break;
      case KIND.quote:
        at = skipString(source, at, 0);
        if (at === BROKEN) return BROKEN;
        break;
      case KIND.open:
        depth += 1;
        at += 1;
        break;
      case KIND.close:
        depth = Math.max(0, depth - 1);
        at += 1;
        break;
      case KIND.semicolon:
        if (depth === 0) return at;
        at += 1;
        break;
      case KIND.colon:
        if (stopsAtColon && depth === 0 && source[at + 1] !== 61) return at;
        at += 1;
        break;
      default:
        at = skipEscape(source, at);
    }
  }
  return depth > 0 ? BROKEN : source.length;
}

/** To the newline. */
export function skipLine(source: Source, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== LF && source[at] !== CR) at += 1;
  return at;
}

/** Blanks and joined lines; inside brackets also newlines and comments. */
export function skipBlanks(source: Source, from: number, isInside: boolean): number {
  let at = from;
  while (at < source.length) {
    const byte = source[at];
    if (byte === 32 || byte === 9 || byte === 12) at += 1;
    else if (byte === BACKSLASH && (source[at + 1] === LF || source[at + 1] === CR)) at = skipEscape(source, at);
    else if (isInside && (byte === LF || byte === CR)) at += 1;
    else if (isInside && byte === 35) at = skipLine(source, at);
    else break;
  }
  return at;
}

/** A backslash and what it stands before. */
function skipEscape(source: Source, at: number): number {
  return Math.min(source.length, at + (source[at + 1] === CR && source[at + 2] === LF ? 3 : 2));
}

/** What ends a string, and what may stand in it. */
interface Quoting {
  readonly quote: number;
  readonly isTriple: boolean;
  readonly isFormatted: boolean;
  readonly isRaw: boolean;
}

/** @param at its first quote */
function skipString(source: Source, at: number, nesting: number): number {
  if (nesting > MAX_NESTING) return BROKEN;
  const quote = source[at] as number;
  const isTriple = source[at + 1] === quote && source[at + 2] === quote;
  const quoting = { quote, isTriple, ...readPrefix(source, at) };
  let i = at + (isTriple ? 3 : 1);
  while (i < source.length) {
    const byte = source[i] as number;
    if (isEndQuote(source, i, quoting)) return i + (isTriple ? 3 : 1);
    if (KINDS[byte] === KIND.newline && !isTriple) return i;
    i = byte === BACKSLASH || byte === OPEN_BRACE ? skipMarked(source, i, quoting, nesting) : i + 1;
    if (i === BROKEN) return BROKEN;
  }
  return isTriple ? BROKEN : source.length;
}

function isEndQuote(source: Source, at: number, { quote, isTriple }: Quoting): boolean {
  return source[at] === quote && (!isTriple || (source[at + 1] === quote && source[at + 2] === quote));
}

/** A backslash or an opening brace, inside a string. */
function skipMarked(source: Source, at: number, quoting: Quoting, nesting: number): number {
  const { isFormatted, isRaw } = quoting;
  if (source[at] === BACKSLASH) return isFormatted ? skipFormattedEscape(source, at, isRaw) : skipEscape(source, at);
  if (!isFormatted) return at + 1;
  return source[at + 1] === OPEN_BRACE ? at + 2 : skipField(source, at + 1, quoting, nesting + 1);
}

/** The letters before a quote, where they are no end of a longer word. */
function readPrefix(source: Source, at: number): { isFormatted: boolean; isRaw: boolean } {
  let isFormatted = false;
  let isRaw = false;
  let i = at - 1;
  for (; i >= Math.max(0, at - 2); i--) {
    const letter = (source[i] as number) | 32;
    if (letter === 102 || letter === 116) isFormatted = true;
    else if (letter === 114) isRaw = true;
    else if (letter !== 98 && letter !== 117) break;
  }
  const isWhole = i < 0 || IS_WORD[source[i] as number] === 0;
  return { isFormatted: isFormatted && isWhole, isRaw: isRaw && isWhole };
}

/** A brace behind a backslash still opens a field, but for a character that is named: `\N{DASH}`. */
function skipFormattedEscape(source: Source, at: number, isRaw: boolean): number {
  if (source[at + 1] === OPEN_BRACE) return at + 1;
  if (isRaw || source[at + 1] !== 78 || source[at + 2] !== OPEN_BRACE) return skipEscape(source, at);
  let i = at + 3;
  while (i < source.length && source[i] !== CLOSE_BRACE && source[i] !== LF) i += 1;
  return i;
}

/** A replacement field of an f-string: an expression, which may hold strings with the same quotes, then its format. */
function skipField(source: Source, from: number, quoting: Quoting, nesting: number): number {
  if (nesting > MAX_NESTING) return BROKEN;
  let depth = 0;
  let at = from;
  while (at < source.length && at !== BROKEN) {
    const byte = source[at] as number;
    switch (KINDS[byte]) {
      case KIND.quote:
        at = skipString(source, at, nesting);
        break;
      case KIND.open:
        depth += 1;
        at += 1;
        break;
      case KIND.close:
        at += 1;
        if (byte === CLOSE_BRACE && depth === 0) return at;
        depth = Math.max(0, depth - 1);
        break;
      case KIND.colon:
        if (depth === 0) return skipFormat(source, at + 1, quoting, nesting);
        at += 1;
        break;
      case KIND.comment:
        at = skipLine(source, at);
        break;
      case KIND.backslash:
        at = skipEscape(source, at);
        break;
      default:
        at += 1;
    }
  }
  return BROKEN;
}

/** Quotes are plain characters here, but for those that end the whole string. */
function skipFormat(source: Source, from: number, quoting: Quoting, nesting: number): number {
  let at = from;
  while (at < source.length && at !== BROKEN) {
    const byte = source[at];
    if (byte === CLOSE_BRACE) return at + 1;
    if (isEndQuote(source, at, quoting) || (!quoting.isTriple && byte === LF)) return at;
    at = byte === OPEN_BRACE ? skipField(source, at + 1, quoting, nesting + 1) : at + 1;
  }
  return BROKEN;
}
