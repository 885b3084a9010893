import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lexWord } from '../../../src/dockerfile/lex-word.ts';
import { askOracle, buildOracle } from './oracle.ts';

const oracle = buildOracle();
if (oracle === undefined)
  console.warn('SKIPPED: expansion of words as BuildKit does it: no Go toolchain to build the oracle');

const ENV = { A: '1.22.3-alpine', B: '', C: 'x y', D: 'a*b?c\\d', P: '/usr/bin:/bin' };

/** Pieces of words, so that random joins of them reach every form of expansion. */
const PIECE = fc.constantFrom(
  '$A',
  '${A}',
  '$B',
  '${N}',
  '${',
  '}',
  ':-',
  ':+',
  ':?',
  '-',
  '+',
  '?',
  '#',
  '##',
  '%',
  '%%',
  '/',
  '//',
  '*',
  '.',
  '\\',
  '`',
  '"',
  "'",
  '$',
  '${A%%-*}',
  '${A#*.}',
  '${P//:/ }',
  '${D/\\*/x}',
  '${D%\\?*}',
  '${A/',
  '${N:-',
  '${B-',
  '${C:+',
  '${D##',
  'a',
  '1',
  '<<',
  '< ',
  ' ',
  '\t',
  '$$',
  '$1',
  '$@',
  '${N?',
  '${A/./$B}',
  '$0',
  '\xc3\xa9',
  '\xed\x95\x9c',
  '{',
  ':',
  '_',
  '[',
  '(',
  '^',
  '~',
);

it.skipIf(oracle === undefined)('expands 20,000 random words as BuildKit does', () => {
  const words = fc.sample(fc.tuple(fc.array(PIECE, { minLength: 1, maxLength: 8 }), fc.constantFrom('\\', '`')), {
    numRuns: 20_000,
    seed: 20_26,
  });
  const requests = words.map(([pieces, mark]) => ({ word: pieces.join(''), env: ENV, escape: mark }));
  const answers = askOracle(oracle ?? '', requests);
  const env = new Map(Object.entries(ENV));
  const differing = requests.flatMap((request, i) => {
    const lexed = lexWord(request.word, { escape: request.escape, env });
    const ours = 'failure' in lexed ? 'refused' : decode(lexed.text);
    const theirs = answers[i]?.error === undefined ? decode(answers[i]?.result ?? '') : 'refused';
    return ours === theirs
      ? []
      : [{ word: request.word, escape: request.escape, ours, theirs, why: answers[i]?.error }];
  });
  console.log(
    `expansion: ${requests.length} words, ${answers.filter((a) => a.error !== undefined).length} refused by BuildKit, ${differing.length} differences`,
  );
  expect(differing.slice(0, 5)).toEqual([]);
});

/** Bytes that are no UTF-8 become replacement characters in Go's rune buffers. */
function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
