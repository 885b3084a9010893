import { expect, it } from 'vitest';
import { readGoMod } from './go-mod.ts';

it('reads module, language floor, requirements and local replacements', () => {
  const text = `module example.invalid/api // ours

go 1.21

require github.com/a/b v1.0.0
require (
	github.com/c/d v2.0.0+incompatible
	github.com/e/f v0.1.0 // indirect
)
replace example.invalid/lib => ../lib
replace github.com/a/b => github.com/a/b2 v1.0.1
`;
  expect(readGoMod(text)).toEqual({
    module: 'example.invalid/api',
    language: '1.21',
    requires: [
      { path: 'github.com/a/b', version: 'v1.0.0', indirect: false },
      { path: 'github.com/c/d', version: 'v2.0.0+incompatible', indirect: false },
      { path: 'github.com/e/f', version: 'v0.1.0', indirect: true },
    ],
    localReplaces: ['../lib'],
  });
});

it('gives nothing for a file that names no module', () => {
  expect(readGoMod('go 1.21\n')).toBeUndefined();
});
