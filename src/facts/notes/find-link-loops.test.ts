import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MergedTree } from '../../image/contract.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { lookUpPath } from '../../image/resolve-path.ts';
import { findLinkLoops } from './find-link-loops.ts';

async function merge(...members: MemberSpec[]): Promise<MergedTree> {
  return mergeLayers(await indexLayers(makeView([members]), []));
}

const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const dir = (name: string): MemberSpec => ({ name, type: 'dir' });

/** Links that lead to each other, the last one to `end`. */
const chain = (count: number, end: string, before = ''): MemberSpec[] =>
  Array.from({ length: count }, (_, i) => link(`c${i}`, `${before}${i + 1 < count ? `c${i + 1}` : end}`));

/** One lookup for each symlink, as the kernel does it. */
function loopsByLookup(tree: MergedTree): readonly string[] {
  return [...tree.nodes()]
    .filter(({ path, entry }) => entry.type === 'symlink' && lookUpPath(tree, path).isLoop)
    .map(({ path }) => path);
}

describe('finds', () => {
  test.each<[string, MemberSpec[], readonly string[]]>([
    ['a symlink to itself', [link('a', 'a')], ['a']],
    [
      'two at each other, and one that leads to them',
      [link('a', 'b'), link('b', '/a'), link('d/c', '../a')],
      ['a', 'b', 'd/c'],
    ],
    ['a folder in itself', [link('d/up', '../d/up/x')], ['d/up']],
    ['more in a row than the kernel follows', [...chain(41, 'x'), dir('x')], ['c0']],
    ['a circle longer than that', chain(60, 'c0'), chain(60, 'c0').map(({ name }) => name)],
    ['one that meets too many before nothing', [...chain(40, 'gone'), link('z', 'c0')], ['z']],
  ])('%s', async (_, members, paths) => {
    const tree = await merge(...members);
    expect(findLinkLoops(tree)).toEqual({ count: paths.length, path: paths.toSorted()[0] });
    expect(loopsByLookup(tree)).toEqual(paths.toSorted());
  });
});

describe('spares', () => {
  test.each<[string, MemberSpec[]]>([
    ['as many in a row as the kernel follows', [...chain(40, 'x'), dir('x')]],
    ['dangling ones', [link('a', 'gone'), link('b', 'a/x'), link('c', 'gone/../c')]],
    ['one that leads through a file', [{ name: 'f' }, link('a', 'f/../a')]],
    ['one to the folder it lies in', [link('d/here', '.'), link('d/up', '..'), link('d/x', 'here/up/d/here')]],
  ])('%s', async (_, members) => {
    const tree = await merge(...members);
    expect(findLinkLoops(tree)).toBeUndefined();
    expect(loopsByLookup(tree)).toEqual([]);
  });
});

const part = fc.constantFrom('a', 'b', 'c', '..');
const target = fc
  .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([isAbsolute, parts]) => (isAbsolute ? '/' : '') + parts.join('/'));
const name = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 })
  .map((parts) => parts.join('/'));
/** Rows of links about as long as the kernel follows, which the others may lead to. */
const chains = fc
  .integer({ min: 0, max: 42 })
  .map((count) => chain(count, 'a').map((one, i) => (i === 0 ? { ...one, name: 'b' } : one)));
const members = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ name, type: fc.constant('symlink' as const), link: target }), weight: 4 },
    { arbitrary: fc.record({ name, type: fc.constantFrom('dir' as const, 'file' as const) }), weight: 1 },
  ),
  { maxLength: 6 },
);

test('says of each symlink what a lookup of its own says', async () => {
  await fc.assert(
    fc.asyncProperty(members, chains, async (some, more) => {
      const tree = await merge(...more, ...some).catch(() => undefined);
      if (tree === undefined) return;
      const paths = loopsByLookup(tree);
      const found = findLinkLoops(tree);
      expect([found?.count ?? 0, found?.path]).toEqual([paths.length, paths[0]]);
    }),
    { numRuns: 500 },
  );
});

test('a long chain behind twenty thousand symlinks is gone through once', async () => {
  const around = 'a/../'.repeat(810);
  const short = Array.from({ length: 20_000 }, (_, i) => link(`s${i}`, 'c0'));
  const tree = await merge(dir('a'), ...chain(40, 'a', around), ...short);
  const started = process.cpuUsage();
  expect(findLinkLoops(tree)).toMatchObject({ count: 20_000 });
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(3);
});

test('where it may look no further it counts what it has found', async () => {
  const tree = await merge(link('a', 'a'), link('b', 'b'), link('c', 'c'));
  expect(findLinkLoops(tree, 1)).toBeUndefined();
  expect(findLinkLoops(tree, 6)).toEqual({ count: 2, path: 'a' });
});
