import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequirements } from './requirements.ts';

describe('readRequirements (000-7)', () => {
  it('reads pins with extras, markers, hashes and comments behind them', () => {
    const text = [
      'hypercorn[h3]==0.16.0',
      'polars==1.5.0 # compatible with 3.13 (T08)',
      '# numpy==1.0',
      "typing_extensions>=4 ; python_version < '3.12'",
      'six==1.16.0 \\',
      '    --hash=sha256:abc',
      '',
    ].join('\r\n');
    expect(readRequirements(text)).toEqual([
      { is: 'package', line: 1, name: 'hypercorn', specifier: '==0.16.0', pinned: true },
      { is: 'package', line: 2, name: 'polars', specifier: '==1.5.0', pinned: true },
      { is: 'package', line: 4, name: 'typing-extensions', specifier: '>=4', pinned: false },
      { is: 'package', line: 5, name: 'six', specifier: '==1.16.0', pinned: true },
    ]);
  });

  it('tells what needs more than this file', () => {
    const text =
      '-r base.txt\n-c limits.txt\n-e .\n./wheels/a.whl\ngit+https://host.invalid/x.git\nx @ https://host.invalid/x.zip\n-i https://index.invalid\n';
    expect(readRequirements(text).map((r) => r.is)).toEqual(['include', 'constraint', 'local', 'local', 'url', 'url']);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(readRequirements(text))));
  });

  it.each([
    ['git+ssh://git@host.invalid/a/b.git@v1', 'url'],
    ['a @ https://host.invalid/a.zip', 'url'],
    ['-f https://host.invalid/', undefined],
    ['-f ./wheels', 'local'],
    ['--find-links=wheels', 'local'],
    ['a @ file:///app/a', 'local'],
    ['a[x] @ libs/a', 'local'],
    ['libs/a', 'local'],
    ["a[x]>=1 ; sys_platform != 'a/b'", 'package'],
    ['--index-url https://host.invalid/', undefined],
  ])('%s: %s', (text, is) => {
    expect(readRequirements(text)[0]?.is).toBe(is);
  });
});
