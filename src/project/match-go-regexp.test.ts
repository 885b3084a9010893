import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGoRegexp } from './match-go-regexp.ts';
import { parseGoRegexp } from './parse-go-regexp.ts';

const runes = (text: string) => [...text].map((c) => c.codePointAt(0) ?? 0);

function finds(source: string, text: string): boolean | 'refused' {
  const expression = parseGoRegexp(runes(source));
  const find = expression === undefined ? undefined : compileGoRegexp(expression);
  return find === undefined ? 'refused' : find(runes(text));
}

/** Pieces that mean the same to Go and to JavaScript. */
const piece = fc.constantFrom(
  'a',
  'b',
  '/',
  '[^/]*',
  '(.*/)?',
  '.*',
  '[ab]',
  '[^a]',
  'a{2}',
  'b{1,2}',
  'a{0,}',
  '\\.',
  '|',
  '\\d',
  '\\w',
  '\\b',
);

describe('expressions of the pattern matcher', () => {
  it('agree with the platform where both languages are one', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab/.1]{0,10}$/), (pieces, text) => {
        const source = `^${pieces.join('')}$`;
        expect(finds(source, text)).toBe(new RegExp(source, 'su').test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    'a**',
    '|*',
    '[b-a]',
    '\\y',
    '\\1',
    'a{1001}',
    'a{2}{2}',
    '[[:foo:]]',
    '\\p{Nowhere}',
    '(a',
    'a)',
    '[a',
    '\\é',
    '\\x{110000}',
  ])('refuses %s', (source) => expect(finds(source, 'a')).toBe('refused'));

  it.each([
    ['^a{,2}$', 'a{,2}', true],
    ['^\\Qa.*\\E$', 'a.*', true],
    ['^\\Qa.*\\E$', 'abc', false],
    ['^\\x41\\x{e9}\\101$', 'AéA', true],
    ['^[[:^digit:]]$', '1', false],
    ['^\\p{Greek}\\PL$', 'α1', true],
    ['^.$', '\n', false],
    ['^[^/]$', '\n', true],
  ])('%s on %j: %s', (source, text, found) => expect(finds(source, text)).toBe(found));
});
