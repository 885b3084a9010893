import type { ByteText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { readJsonWords } from './json-words.ts';
import { type MappedText, rangeInFile, sliceMapped } from './mapped-text.ts';
import type {} from './messages.ts';
import { isByteSpace, isWordSeparator, skipSpaces, spaceWidthAt, trimSpacesBack } from './spaces.ts';
import { type EscapeCharacter, type Flag, KEYWORDS, type Keyword, type Pair, type Trigger, type Word } from './tree.ts';

interface Split {
  readonly words: readonly Word[];
  readonly pairs: readonly Pair[];
  readonly json: boolean;
}

interface LooseWord {
  readonly text: ByteText;
  readonly from: number;
  readonly to: number;
}

const KNOWN_KEYWORDS: ReadonlySet<string> = new Set(KEYWORDS);
const NOTHING: Split = { words: [], pairs: [], json: false };

/**
 * Splits one logical line into keyword, flags and arguments the way BuildKit does for that keyword.
 * @throws Problem for an unknown keyword, or arguments that BuildKit cannot split
 */
export function readInstructionLine(logical: MappedText, escapeCharacter: EscapeCharacter, line: number): Trigger {
  const text = logical.text;
  const start = skipSpaces(text, 0);
  const end = trimSpacesBack(text, start);
  let keywordEnd = start;
  while (keywordEnd < end && !isWordSeparator(text, keywordEnd)) keywordEnd += 1;
  const keywordText = text.slice(start, keywordEnd);
  const keyword = keywordText.toUpperCase();
  if (!isKeyword(keyword)) throw new Problem('usage', 'dockerfile-unknown-instruction', { line, keyword: keywordText });
  let rest = keywordEnd;
  while (rest < end && isWordSeparator(text, rest)) rest += 1;
  const { flags, argsFrom } = readFlags(logical, rest, end, escapeCharacter);
  const from = skipSpaces(text, argsFrom, end);
  const args = sliceMapped(logical, from, Math.max(from, trimSpacesBack(text, from, end)));
  const split = splitArguments(keyword, args, escapeCharacter, line);
  return {
    keyword,
    keywordText,
    keywordRange: rangeInFile(logical, start, keywordEnd),
    flags,
    logical,
    args,
    ...split,
  };
}

function isKeyword(text: string): text is Keyword {
  return KNOWN_KEYWORDS.has(text);
}

function readFlags(
  logical: MappedText,
  from: number,
  end: number,
  escapeCharacter: EscapeCharacter,
): { readonly flags: readonly Flag[]; readonly argsFrom: number } {
  const flags: Flag[] = [];
  let at = from;
  while (at < end) {
    if (isByteSpace(logical.text, at)) {
      at += 1;
      continue;
    }
    if (!logical.text.startsWith('--', at) || at + 1 >= end) return { flags, argsFrom: at };
    const flag = readFlagText(logical.text, at, end, escapeCharacter);
    if (flag.text === '--') return { flags, argsFrom: flag.to };
    if (flag.text !== '' || flag.quoted) flags.push(buildFlag(logical, flag.text, at, flag.to));
    at = flag.to;
  }
  return { flags, argsFrom: end };
}

function readFlagText(text: ByteText, from: number, end: number, escapeCharacter: string) {
  const parts: string[] = [];
  let quote = '';
  let quoted = false;
  let at = from;
  while (at < end && (quote !== '' || !isByteSpace(text, at))) {
    const c = text[at] ?? '';
    at += 1;
    if (isQuote(c, quote)) {
      quote = quote === '' ? c : '';
      quoted = true;
    } else if (c !== escapeCharacter) parts.push(c);
    else if (at < end) {
      parts.push(text[at] ?? '');
      at += 1;
    }
  }
  return { text: parts.join(''), to: at, quoted };
}

function isQuote(c: string, open: string): boolean {
  return open === '' ? c === '"' || c === "'" : c === open;
}

function buildFlag(logical: MappedText, text: ByteText, from: number, to: number): Flag {
  const equals = text.indexOf('=');
  const rawEquals = logical.text.indexOf('=', from);
  return {
    name: text.slice(2, equals < 0 ? undefined : equals),
    value: equals < 0 ? undefined : text.slice(equals + 1),
    text,
    range: rangeInFile(logical, from, to),
    valueRange: equals < 0 || rawEquals >= to ? undefined : rangeInFile(logical, rawEquals + 1, to),
  };
}

function splitArguments(keyword: Keyword, args: MappedText, escapeCharacter: EscapeCharacter, line: number): Split {
  if (args.text === '') return NOTHING;
  switch (keyword) {
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return splitJson(keyword, args, line) ?? wholeWord(args);
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return splitJson(keyword, args, line) ?? listOf(args, splitAtSeparators(args.text));
    case 'EXPOSE':
    case 'FROM':
      return listOf(args, splitAtSeparators(args.text));
    case 'ARG':
      return splitArg(args, splitQuoted(args.text, escapeCharacter));
    case 'ENV':
    case 'LABEL':
      return splitNameValues(keyword, args, escapeCharacter, line);
    case 'HEALTHCHECK':
      return splitHealthcheck(args, line);
    case 'ONBUILD':
      return NOTHING;
    default:
      return wholeWord(args);
  }
}

function splitJson(keyword: string, args: MappedText, line: number): Split | undefined {
  const words = readJsonWords(args.text);
  if (words === undefined) return undefined;
  if (words === 'not-strings') {
    throw new Problem('usage', 'dockerfile-bad-arguments', { line, keyword, reason: 'array-not-strings' });
  }
  return { ...listOf(args, words), json: true };
}

function wholeWord(args: MappedText): Split {
  return listOf(args, [{ text: args.text, from: 0, to: args.text.length }]);
}

function listOf(args: MappedText, words: readonly LooseWord[]): Split {
  return { words: words.map((w) => placeWord(args, w)), pairs: [], json: false };
}

function placeWord(args: MappedText, word: LooseWord): Word {
  return { text: word.text, range: rangeInFile(args, word.from, word.to) };
}

/** Every run of separators splits, also one at the very start or end (there is none: arguments are trimmed). */
function splitAtSeparators(text: ByteText): readonly LooseWord[] {
  const words: LooseWord[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && !isWordSeparator(text, at)) continue;
    words.push({ text: text.slice(from, at), from, to: at });
    while (at < text.length && isWordSeparator(text, at + 1)) at += 1;
    from = at + 1;
  }
  return words;
}

/** Splits at white space outside quotes; quotes and escapes stay, only an escape at the very end goes. */
function splitQuoted(text: ByteText, escapeCharacter: string): readonly LooseWord[] {
  const words: LooseWord[] = [];
  let at = skipSpaces(text, 0);
  while (at < text.length) {
    const to = endOfQuoted(text, at, escapeCharacter);
    const drop = to === text.length && endsInEscape(text, at, escapeCharacter);
    const word = text.slice(at, drop ? to - 1 : to);
    if (word !== '') words.push({ text: word, from: at, to });
    at = skipSpaces(text, to);
  }
  return words;
}

function endOfQuoted(text: ByteText, from: number, escapeCharacter: string): number {
  let quote = '';
  let at = from;
  while (at < text.length) {
    const c = text[at] ?? '';
    if (quote === '' && spaceWidthAt(text, at) > 0) return at;
    if (c === escapeCharacter && quote !== "'") at += 1;
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (c === quote) quote = '';
    at += 1;
  }
  return text.length;
}

function endsInEscape(text: ByteText, from: number, escapeCharacter: string): boolean {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const c = text[at] ?? '';
    if (c === escapeCharacter && quote !== "'") {
      if (at + 1 === text.length) return true;
      at += 1;
    } else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (c === quote) quote = '';
  }
  return false;
}

function splitArg(args: MappedText, loose: readonly LooseWord[]): Split {
  return {
    words: loose.map((w) => placeWord(args, w)),
    pairs: loose.map((w) => splitPair(args, w)),
    json: false,
  };
}

function splitPair(args: MappedText, word: LooseWord): Pair {
  const equals = word.text.indexOf('=');
  if (equals < 0) return { name: placeWord(args, word), value: undefined, separator: '' };
  const middle = word.from + equals;
  return {
    name: placeWord(args, { text: word.text.slice(0, equals), from: word.from, to: middle }),
    value: placeWord(args, { text: word.text.slice(equals + 1), from: middle + 1, to: word.to }),
    separator: '=',
  };
}

function splitNameValues(keyword: string, args: MappedText, escapeCharacter: string, line: number): Split {
  const loose = splitQuoted(args.text, escapeCharacter);
  const first = loose[0];
  if (first === undefined) return NOTHING;
  if (!first.text.includes('=')) return splitOldForm(keyword, args, line);
  if (loose.some((w) => !w.text.includes('='))) {
    throw new Problem('usage', 'dockerfile-bad-arguments', { line, keyword, reason: 'not-name-value' });
  }
  return splitArg(args, loose);
}

/** `ENV name all the rest is the value` */
function splitOldForm(keyword: string, args: MappedText, line: number): Split {
  const text = args.text;
  let nameEnd = 0;
  while (nameEnd < text.length && !isWordSeparator(text, nameEnd)) nameEnd += 1;
  if (nameEnd === text.length) {
    throw new Problem('usage', 'dockerfile-bad-arguments', { line, keyword, reason: 'not-name-value' });
  }
  let valueFrom = nameEnd;
  while (isWordSeparator(text, valueFrom)) valueFrom += 1;
  const name = placeWord(args, { text: text.slice(0, nameEnd), from: 0, to: nameEnd });
  const value = placeWord(args, { text: text.slice(valueFrom), from: valueFrom, to: text.length });
  return { words: [name, value], pairs: [{ name, value, separator: '' }], json: false };
}

function splitHealthcheck(args: MappedText, line: number): Split {
  const text = args.text;
  let typeEnd = 0;
  while (typeEnd < text.length && !isByteSpace(text, typeEnd)) typeEnd += 1;
  if (typeEnd === 0) return NOTHING;
  let from = typeEnd;
  while (from < text.length && isByteSpace(text, from)) from += 1;
  const type = placeWord(args, { text: text.slice(0, typeEnd), from: 0, to: typeEnd });
  if (from === text.length) return { words: [type], pairs: [], json: false };
  const command = sliceMapped(args, from, text.length);
  const split = splitJson('HEALTHCHECK', command, line) ?? wholeWord(command);
  return { ...split, words: [type, ...split.words] };
}
