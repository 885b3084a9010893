import fc from 'fast-check';
import { type ByteText, wordsToText } from '../../../src/model/bytes.ts';

/** An ignore file and the files of a folder it may be about. */
export interface Sample {
  readonly text: ByteText;
  readonly files: readonly ByteText[];
}

const NAMES = [
  'a',
  'b',
  'ab',
  'B',
  'a.b',
  '.a',
  'b.log',
  'ba',
  'é',
  'a|b',
  'a{2}',
  '[a]',
  'a b',
  '-',
  '#a',
  '!a',
  '^a',
  'a\\b',
];
const name = fc.constantFrom(...NAMES.slice(0, 9), ...NAMES.slice(0, 6), ...NAMES);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

/** What people write. */
const usualPart = fc.oneof(
  { weight: 4, arbitrary: name },
  {
    weight: 4,
    arbitrary: fc.constantFrom('*', '**', '*.log', 'a*', '*b', '?', 'a?', '[ab]', '[^a]', '[a-z]*', '.*', '**a'),
  },
);
const usual = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '!', '/', '!/', ' ', '! ', './', '../'),
    fc.array(usualPart, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '', '', '/', ' ', '\r', '/.', '/..', '//'),
  )
  .map(([head, parts, tail]) => head + parts.join('/') + tail);

/** What they could: every character that means something to one of the languages a pattern goes through. */
const WILD = [
  ...'aaabbb///***??[[]]^-\\\\!.|{}2,()+$dwsDWQEpPLxzAB01:é',
  ...[
    '**',
    '**/',
    '[a-b]',
    '[^/]',
    '\\d',
    '\\w',
    '\\b',
    '\\Q',
    '\\E',
    '\\pL',
    '{2}',
    '{1,2}',
    '[:alpha:]',
    '[[:alpha:]]',
  ],
  ...['\u00a0', '\u0085', '\ufeff', '\t', '#', ' ', '..', '\\x61', '\\x{62}', '\\141', '.*'],
];
const wild = fc.array(fc.constantFrom(...WILD), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

const comment = fc.constantFrom('# a', '#a', '', '   ', ' # a');

function sampleOf(line: fc.Arbitrary<string>, most: number): fc.Arbitrary<Sample> {
  return fc.record({
    text: fc
      .tuple(
        fc.constantFrom('', '', '\ufeff'),
        fc.array(fc.oneof({ weight: 9, arbitrary: line }, comment), { minLength: 1, maxLength: most }),
      )
      .map(([mark, lines]) => wordsToText(mark + lines.join('\n'))),
    files: fc.array(path.map(wordsToText), { minLength: 6, maxLength: 14 }),
  });
}

export const usualSample = sampleOf(usual, 5);
export const wildSample = sampleOf(fc.oneof(wild, usual), 3);
/** Names and patterns with bytes that are no UTF-8. */
export const rawSample: fc.Arbitrary<Sample> = fc.record({
  text: fc
    .array(
      fc.array(
        fc.constantFrom('\xff', '\xfe', '\xc3', '\xc3\xa9', '\xe2\x82', 'a', '*', '?', '/', '[\xff]', '[\xc3\xa9]'),
        { minLength: 1, maxLength: 4 },
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((lines) => lines.map((parts) => parts.join('')).join('\n')),
  files: fc.array(
    fc
      .array(fc.constantFrom('\xff', '\xfe', '\xc3\xa9', '\xc3', 'a', '\xe2\x82\xac'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('')),
    { minLength: 4, maxLength: 8 },
  ),
});
