import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { nearestFolder, sourceOf } from './owners-by-path.ts';

describe('the innermost of some folders a path lies in', () => {
  const folders = new Map([
    ['', 'root'],
    ['app', 'app'],
    ['app/b/c', 'c'],
    ['lib/a', 'first'],
    ['lib/a/', 'odd'],
  ]);
  test.each([
    ['app/x', 'app'],
    ['app/b/x', 'app'],
    ['app/b/c/x', 'c'],
    ['app/b/c/d/e/x', 'c'],
    ['app/b/cc/x', 'app'],
    ['app', undefined],
    ['apple/x', undefined],
    ['x', undefined],
    ['', undefined],
    ['lib/a/x', 'first'],
    ['lib/x', undefined],
  ])('of %j it is %j', (path, found) => expect(nearestFolder(folders)(path)).toBe(found));

  test.each([
    ['not', 'p'],
    ['in', `${'directory-name/'.repeat(255)}p`],
  ])('a path costs no more than its length where the folders are %s on its way', (_, folder) => {
    const find = nearestFolder(new Map([[folder, 1]]));
    const deep = 'directory-name/'.repeat(255);
    const started = cpuMs();
    // Each path as a text of its own, as a tree gives them.
    for (let i = 0; i < 2000; i++) find(Buffer.from(`${deep}${i}`).toString('latin1'));
    expect(cpuMs() - started).toBeLessThan(500);
  });
});

test.each([
  ['a/__pycache__/b.cpython-311.pyc', 'a/b.py'],
  ['__pycache__/b.cpython-311.opt-2.pyc', 'b.py'],
  ['a/__pycache__/b.cpython-34.pyo', 'a/b.py'],
  ['a/b.pyc', 'a/b.py'],
  ['a/b.pyo', 'a/b.py'],
  ['a/b.py', undefined],
  ['a/b.pyd', undefined],
])('what %s was compiled of is %s', (path, source) => expect(sourceOf(path)).toBe(source));
