import type { ByteText, Range } from '../model/bytes.ts';
import { lexWord } from './lex-word.ts';
import { type MappedText, rangeInFile } from './mapped-text.ts';
import type { Trigger } from './tree.ts';

/** What a word like `<<-"EOF"` opens. */
export interface HeredocOpening {
  readonly name: ByteText;
  readonly fileDescriptor: number;
  readonly expand: boolean;
  readonly chomp: boolean;
}

const OPENING = /^(\d*)<<(-?)[\t\n\f\r ]*/;
const NO_VARIABLES: ReadonlyMap<string, ByteText> = new Map();
const MAY_OPEN: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);

/** Only RUN, COPY and ADD that are no JSON arrays have here-documents; ONBUILD has those of its trigger. */
export function mayOpenHeredocs(instruction: Trigger): boolean {
  return MAY_OPEN.has(instruction.keyword) && !instruction.json && instruction.logical.text.includes('<<');
}

/** @returns the here-documents an instruction's logical line opens, in order; `invalid` where BuildKit refuses one of them */
export function findHeredocs(
  line: MappedText,
): readonly (HeredocOpening & { readonly wordRange: Range })[] | 'invalid' {
  const lexed = lexWord(line.text, {
    escape: '\\',
    env: NO_VARIABLES,
    rawQuotes: true,
    rawEscapes: true,
    keepUnset: true,
  });
  // BuildKit ignores a line it cannot read here (an odd quote in shell text): then it opens nothing.
  if ('failure' in lexed) return [];
  const found: (HeredocOpening & { readonly wordRange: Range })[] = [];
  for (const word of lexed.words) {
    const opening = parseHeredocWord(word.text);
    if (opening === 'invalid') return 'invalid';
    if (opening !== undefined) found.push({ ...opening, wordRange: rangeInFile(line, word.from, word.to) });
  }
  return found;
}

/** @returns undefined for a word that opens nothing */
export function parseHeredocWord(word: ByteText): HeredocOpening | 'invalid' | undefined {
  const match = OPENING.exec(word);
  if (match === null) return undefined;
  const [whole, digits = '', dash] = match;
  const rest = word.slice(whole.length);
  if (rest === '' || rest.includes('<')) return undefined;
  const options = { escape: '\\', env: NO_VARIABLES, keepUnset: true };
  const plain = lexWord(rest, options);
  if ('failure' in plain) return 'invalid';
  const name = plain.words[0]?.text;
  if (plain.words.length !== 1 || name === undefined) return undefined;
  const raw = lexWord(rest, { ...options, rawQuotes: true });
  if ('failure' in raw || raw.words.length !== 1) return 'invalid';
  return {
    name,
    fileDescriptor: Number(digits === '' ? '0' : digits),
    expand: countQuotes(name) === countQuotes(raw.words[0]?.text ?? ''),
    chomp: dash === '-',
  };
}

function countQuotes(text: ByteText): number {
  return text.split(/['"]/).length;
}
