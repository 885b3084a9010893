import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveExports, resolveImports } from './resolve-exports.ts';

const node = new Set(['node', 'import']);
const path = (target: string) => ({ is: 'path', target });
const none = { is: 'none' };
const unknown = { is: 'unknown' };

test.each([
  ['./x.js', '.', path('./x.js')],
  ['./x.js', './x.js', none],
  [{ import: './i.js', default: './d.js' }, '.', path('./i.js')],
  [{ require: './r.js' }, '.', none],
  [{ node: { require: './r.js' }, default: './d.js' }, '.', path('./d.js')],
  [{ import: null, default: './d.js' }, '.', none],
  [['nowhere', './x.js'], '.', path('./x.js')],
  [{ './*': './lib/*.js', './in/*': null }, './a/b', path('./lib/a/b.js')],
  [{ './*': './lib/*.js', './in/*': null }, './in/b', none],
  [{ './*': './lib/*.js', './*.css': './css/*.css' }, './a.css', path('./css/a.css')],
  [{ './a*': './1/*', './a*b': './2/*' }, './axb', path('./2/x')],
  [{ './*': './*/*.js' }, './a', path('./a/a.js')],
  [{ './*': './*' }, './../../etc', unknown],
  [{ './lib/': './lib/' }, './lib/x.js', unknown],
  [{ '.': 'other' }, '.', unknown],
] as const)('%j for %s', (exports, subpath, expected) => {
  expect(resolveExports(exports, subpath, node)).toEqual(expected);
});

test('imports may name packages', () => {
  expect(resolveImports({ '#a': 'pg', '#b/*': './b/*.js' }, '#a', node)).toEqual({ is: 'package', specifier: 'pg' });
  expect(resolveImports({ '#a': 'pg', '#b/*': './b/*.js' }, '#b/c', node)).toEqual(path('./b/c.js'));
  expect(resolveImports(undefined, '#a', node)).toEqual(none);
});

test('takes any map, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('.', './x', './x/y'), (map, subpath) => {
      expect(['path', 'none', 'unknown']).toContain(resolveExports(map, subpath, node).is);
    }),
  );
});
