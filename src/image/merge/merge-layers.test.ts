import { describe, expect, test } from 'vitest';
import type { MergedTree } from '../contract.ts';
import { indexLayers, sumUnpackedBytes } from '../index-layers.ts';
import { type MemberSpec, makeView } from '../random-image.ts';
import { mergeLayers } from './merge-layers.ts';

async function merge(...layers: MemberSpec[][]): Promise<MergedTree> {
  return mergeLayers(await indexLayers(makeView(layers), []));
}

function paths(tree: MergedTree): string[] {
  return [...tree.nodes()].map((node) => node.path).filter((path) => path !== '');
}

const file = (name: string, content = 'x'): MemberSpec => ({ name, content });
const dir = (name: string): MemberSpec => ({ name, type: 'dir' });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const hard = (name: string, to: string): MemberSpec => ({ name, type: 'hardlink', link: to });

describe('whiteouts', () => {
  test('a whiteout hides the name below and all under it', async () => {
    const tree = await merge([file('a/b/c'), file('a/d')], [file('a/.wh.b', '')]);
    expect(paths(tree)).toEqual(['a', 'a/d']);
  });

  test('a whiteout spares the same name in its own layer, in either order', async () => {
    expect(paths(await merge([file('a')], [file('.wh.a', ''), file('a', 'new')]))).toEqual(['a']);
    expect(paths(await merge([file('a')], [file('a', 'new'), file('.wh.a', '')]))).toEqual(['a']);
  });

  test('a folder behind its own whiteout takes its place and merges, as the engine shows it', async () => {
    const tree = await merge([file('d/old')], [file('.wh.d', ''), dir('d'), file('d/new')]);
    expect(paths(tree)).toEqual(['d', 'd/new', 'd/old']);
  });

  test('an opaque folder hides what lay in it and keeps its own', async () => {
    const tree = await merge([file('d/old'), file('e')], [file('d/new'), file('d/.wh..wh..opq', '')]);
    expect(paths(tree)).toEqual(['d', 'd/new', 'e']);
  });

  test('an opaque root, a whiteout of nothing, AUFS left-overs', async () => {
    expect(paths(await merge([file('a')], [file('.wh..wh..opq', ''), file('b')]))).toEqual(['b']);
    expect(paths(await merge([file('a')], [file('.wh.nothing', '')]))).toEqual(['a']);
    expect(paths(await merge([file('.wh..wh.plnk/1'), file('a')]))).toEqual(['a']);
  });

  test('removed and made again in three layers', async () => {
    const tree = await merge([file('d/a')], [file('.wh.d', '')], [file('d/b')]);
    expect(paths(tree)).toEqual(['d', 'd/b']);
    expect(tree.get('d/b')?.layer).toBe(2);
  });
});

describe('changes of kind', () => {
  test('a file over a folder, a folder over a file', async () => {
    expect(paths(await merge([file('a/b')], [file('a')]))).toEqual(['a']);
    expect(paths(await merge([file('a')], [dir('a/'), file('a/b')]))).toEqual(['a', 'a/b']);
  });

  test('a folder over a folder merges and takes the upper mode; an implied one keeps the lower', async () => {
    const tree = await merge([{ ...dir('a'), mode: 0o700 }, file('a/x')], [{ ...dir('a'), mode: 0o711 }, file('a/y')]);
    expect([tree.get('a')?.entry.mode, tree.get('a')?.layer]).toEqual([0o711, 1]);
    expect(paths(tree)).toEqual(['a', 'a/x', 'a/y']);
    const implied = await merge([{ ...dir('a'), mode: 0o700 }], [file('a/y')]);
    expect(implied.get('a')?.entry.mode).toBe(0o700);
  });

  test('later members of one tar win', async () => {
    const tree = await merge([file('a', '1'), file('a', '22'), file('b/c'), file('b')]);
    expect(tree.get('a')?.entry.bytes).toBe(2);
    expect(paths(tree)).toEqual(['a', 'b']);
  });

  test('names through a symlink of the same tar land in its target', async () => {
    expect(paths(await merge([link('lib', 'usr/lib'), file('lib/x')]))).toEqual(['lib', 'usr', 'usr/lib', 'usr/lib/x']);
  });

  test('names through a symlink of a lower layer turn it into a folder, as overlay does', async () => {
    const tree = await merge([dir('usr/lib'), link('lib', 'usr/lib')], [file('lib/x')]);
    expect(paths(tree)).toEqual(['lib', 'lib/x', 'usr', 'usr/lib']);
    expect(tree.get('lib')?.entry.type).toBe('dir');
  });

  test('names cannot leave the root', async () => {
    expect(
      paths(await merge([file('../../etc/passwd'), file('/abs'), file('./a/../b'), link('up', '../..'), file('up/c')])),
    ).toEqual(['abs', 'b', 'c', 'etc', 'etc/passwd', 'up']);
  });
});

describe('hard links', () => {
  test('lead to the content and survive the first name', async () => {
    const tree = await merge([file('a', 'four'), hard('b', 'a')], [file('.wh.a', '')]);
    expect(paths(tree)).toEqual(['b']);
    expect(tree.get('b')?.content).toMatchObject({ layer: 0, entry: { path: 'a', bytes: 4 } });
  });

  test('one to a symlink is that symlink once more', async () => {
    const tree = await merge([file('a'), link('s', 'a'), hard('t', 's')]);
    expect([tree.get('t')?.entry.type, tree.get('t')?.entry.link, tree.resolve('t')?.path]).toEqual([
      'symlink',
      'a',
      'a',
    ]);
  });
  test.each([
    ['to nowhere', [hard('b', 'gone')], 'hardlink-missing'],
    ['to a later name', [hard('b', 'a'), file('a')], 'hardlink-missing'],
    ['to a folder', [dir('d'), hard('b', 'd')], 'hardlink-to-other'],
  ])('one %s is refused, as engines do', async (_, members, reason) => {
    await expect(merge(members)).rejects.toMatchObject({ code: 'layer-refused', args: { path: 'b', reason } });
  });

  test('one into a lower layer is refused: engines unpack each layer into a folder of its own', async () => {
    await expect(merge([file('a')], [hard('b', 'a')])).rejects.toMatchObject({
      args: { layer: 1, reason: 'hardlink-missing' },
    });
  });
});

test('a file that is to be the root is passed over, as engines do', async () => {
  expect(paths(await merge([file('', 'x'), file('a')]))).toEqual(['a']);
  await expect(merge([link('.', '/tmp')])).rejects.toMatchObject({ args: { reason: 'root-no-folder' } });
});

describe('what no engine unpacks', () => {
  test.each([
    ['a name below a file', [file('a'), file('a/b')], 'parent-no-folder'],
    ['a name behind a loop', [link('a', 'b'), link('b', 'a'), file('a/x')], 'link-loop'],
    ['a whiteout of nothing', [file('d/.wh.', '')], 'whiteout-of-no-name'],
    ['a whiteout of its own folder', [file('d/.wh..', '')], 'whiteout-of-no-name'],
  ])('%s', async (_, members, reason) => {
    await expect(merge(members)).rejects.toMatchObject({ code: 'layer-refused', args: { reason } });
  });
});

describe('resolve', () => {
  test('follows symlinks everywhere, inside the root', async () => {
    const tree = await merge([
      file('usr/bin/python3.11'),
      link('bin', 'usr/bin'),
      link('usr/bin/python3', 'python3.11'),
      link('usr/bin/python', '/bin/python3'),
      link('out', '../../../../usr/bin'),
    ]);
    expect(tree.resolve('/bin/python')?.path).toBe('usr/bin/python3.11');
    expect(tree.resolve('out/../bin/python3')?.path).toBe('usr/bin/python3.11');
    expect(tree.resolve('/')?.path).toBe('');
    expect(tree.resolve('usr/bin/python/x')).toBeUndefined();
    expect(tree.get('bin/python')).toBeUndefined();
  });

  test('gives up on loops and on more than 40 links', async () => {
    const chain = (n: number) => Array.from({ length: n }, (_, i) => link(`l${i}`, `l${i + 1}`));
    expect((await merge([link('a', 'b'), link('b', 'a')])).resolve('a')).toBeUndefined();
    expect((await merge([...chain(40), file('l40')])).resolve('l0')?.path).toBe('l40');
    expect((await merge([...chain(41), file('l41')])).resolve('l0')).toBeUndefined();
  });
});

test('unpacked bytes count every layer', async () => {
  const indexes = await indexLayers(makeView([[file('a', '1234')], [file('a', '12'), hard('b', 'a')]]), []);
  expect(sumUnpackedBytes(indexes)).toBe(6);
});

test('steps are bounded', async () => {
  const indexes = await indexLayers(makeView([[file('a/b/c/d/e')]]), []);
  expect(() => mergeLayers(indexes, { steps: 5 })).toThrow('tree-over-limit');
});
