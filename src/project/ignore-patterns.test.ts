import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { wordsToText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { compileIgnore, readIgnorePatterns } from './ignore-patterns.ts';

const ignoreOf = (text: string) => compileIgnore(readIgnorePatterns(wordsToText(text)));
const out = (text: string, path: string) => ignoreOf(text).excludes(wordsToText(path));

function problemOf(act: () => unknown): Problem | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** Line of an ignore file, a path it takes, a path it spares. */
const PAIRS: readonly (readonly [id: string, text: string, catches: string, spares: string])[] = [
  ['T20 a bare pattern is of the root only', '*.log', 'a.log', 'logs/a.log'],
  ['T20 two stars go everywhere', '**/*.log', 'logs/deep/a.log', 'logs/a.txt'],
  ['T20 a bare folder name is of the root only', '__pycache__', '__pycache__/a.pyc', 'app/__pycache__/a.pyc'],
  ['T20 … and everywhere with two stars', '**/__pycache__', 'app/__pycache__/a.pyc', 'app/pycache.py'],
  ['T66 what an explicit COPY names may be gone', 'dist\nbuild', 'dist/app.js', 'src/dist/app.js'],
  ['T66 an exception brings one file back', 'dist\n!dist/app.js', 'dist/app.css', 'dist/app.js'],
  ['T66 the last line that speaks decides', '!dist/app.js\ndist', 'dist/app.js', 'app.js'],
  ['001-16 data of a model', '/data/\nruns', 'data/train/a.npy', 'src/data/a.npy'],
  ['001-16 checkpoints anywhere', '**/checkpoints/**', 'exp/checkpoints/1.pt', 'exp/checkpoints'],
  ['001-16 virtual environments', '**/.venv\n**/venv', 'venv/bin/python', 'venv.py'],
  ['000-21 names are case-sensitive', 'Makefile', 'Makefile', 'makefile'],
  ['000-21 a leading slash means nothing', '/notes.md', 'notes.md', 'docs/notes.md'],
  ['000-21 .. and . are resolved', './a/../b/', 'b/c', 'a'],
  ['000-21 white space around', ' \t a  \r\nb', 'a', ' a'],
  ['000-21 a comment only at the very start', '#a\n #b', '#b', '#a'],
  ['000-21 a byte order mark', '\ufeffa', 'a', 'b'],
  ['000-21 ? is one code point', 'a?c', 'aéc', 'aéé'],
  ['000-21 classes', '[a-c]x', 'bx', 'dx'],
  ['000-21 escapes', 'a\\*', 'a*', 'ab'],
  ['000-21 a bar is an alternative once a wildcard is there', 'a|b*', 'abc', 'c'],
  ['000-21 … and plain otherwise', 'a|b', 'a|b', 'ab'],
];

describe('which paths a pattern excludes', () => {
  it.each(PAIRS)('%s: catches', (_id, text, catches) => {
    expect(out(text, catches)).toBe(true);
  });

  it.each(PAIRS)('%s: spares', (_id, text, _catches, spares) => {
    expect(out(text, spares)).toBe(false);
  });

  it('looks into an excluded folder only where an exception may name something below', () => {
    expect(ignoreOf('a\nb\n!a/keep.md').mayHoldIncluded('a')).toBe(true);
    expect(ignoreOf('a\nb\n!a/keep.md').mayHoldIncluded('b')).toBe(false);
    expect(ignoreOf('a\nb\n!**/keep.md').mayHoldIncluded('b')).toBe(true);
    expect(ignoreOf('a').mayHoldIncluded('c')).toBe(true);
  });
});

describe('000-21 lines that are no patterns', () => {
  it.each([
    ['a\n!\n', 2, 'lone-exclamation'],
    ['[', 1, 'syntax'],
    ['a\n\n# x\nb\\', 4, 'syntax'],
  ])('%j is told with its line', (text, line, reason) => {
    const problem = problemOf(() => compileIgnore(readIgnorePatterns(text, 'app.dockerignore'), 'app.dockerignore'));
    expect(problem?.code).toBe('ignore-pattern-bad');
    expect(problem?.args).toMatchObject({ file: 'app.dockerignore', line, reason });
  });

  it('an expression that means nothing fails when it is asked, as the build does', () => {
    const ignore = ignoreOf('ok\n[b-a]*');
    expect(problemOf(() => ignore.excludes('ok'))).toBeUndefined();
    expect(problemOf(() => ignore.excludes('b'))?.args).toMatchObject({ line: 2, reason: 'expression' });
  });

  it('a line of 65 535 bytes is read, one more is not', () => {
    expect(readIgnorePatterns('a'.repeat(65_535))).toHaveLength(1);
    expect(problemOf(() => readIgnorePatterns(`b\n${'a'.repeat(65_536)}`))?.args).toMatchObject({ line: 2 });
  });
});

describe('hostile patterns', () => {
  const NAME = 'a'.repeat(250);
  it.each([
    ['many stars', `${'*a'.repeat(60)}*[b]`],
    ['many double stars', `${'**/a*'.repeat(60)}/[b]`],
    ['nested repetition', 'a{1000}'.repeat(50) + '*'],
    ['classes that look like POSIX names', `[${'[:'.repeat(20_000)}]*`],
    ['spaces', `${' '.repeat(60_000)}x${' '.repeat(4_000)}x`],
    ['slashes', '/../'.repeat(16_000)],
  ])('%s cost no more than their length', (_what, pattern) => {
    const began = cpuMs();
    problemOf(() => {
      const ignore = ignoreOf(pattern);
      for (let i = 0; i < 20; i++) ignore.excludes(`${NAME}/${NAME}/${i}`);
    });
    // A backtracking matcher needs longer than the universe has for the first two.
    expect(cpuMs() - began).toBeLessThan(10_000);
  });

  it('any bytes at all give patterns or a Problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ minLength: 1, maxLength: 20 }), (text, path) => {
        problemOf(() =>
          compileIgnore(readIgnorePatterns(Buffer.from(text).toString('latin1'))).excludes(
            Buffer.from(path).toString('latin1'),
          ),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
