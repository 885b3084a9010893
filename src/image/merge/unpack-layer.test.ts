import { describe, expect, test } from 'vitest';
import type { LayerIndex, MergedTree } from '../contract.ts';
import { indexLayers } from '../index-layers.ts';
import { type MemberSpec, makeView } from '../random-image.ts';
import { mergeLayers } from './merge-layers.ts';

async function index(...layers: MemberSpec[][]): Promise<readonly LayerIndex[]> {
  return indexLayers(makeView(layers), []);
}

async function merge(...members: MemberSpec[]): Promise<MergedTree> {
  return mergeLayers(await index(members));
}

const file = (name: string, content = 'x'): MemberSpec => ({ name, content });
const dir = (name: string): MemberSpec => ({ name, type: 'dir' });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const hard = (name: string, to: string): MemberSpec => ({ name, type: 'hardlink', link: to });

function cpuSeconds(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

describe('the target of a hard link goes through symlinks, as engines follow them', () => {
  test.each<[string, MemberSpec[], string]>([
    ['by the name through the symlink', [link('lib', 'usr/lib'), file('lib/x'), hard('lib/y', 'lib/x')], 'usr/lib/y'],
    ['by the other name', [link('lib', 'usr/lib'), file('usr/lib/x'), hard('y', 'lib/x')], 'y'],
    [
      'through an absolute one',
      [dir('usr/lib'), link('a/lib', '/usr/lib'), file('usr/lib/x'), hard('y', 'a/lib/x')],
      'y',
    ],
    ['through several', [dir('d'), link('a', 'b'), link('b', 'c/../d'), dir('c'), file('d/x'), hard('y', 'a/x')], 'y'],
  ])('%s', async (_, members, path) => {
    const tree = await merge(...members);
    expect(tree.get(path)?.content?.entry.path).toMatch(/x$/);
    expect(tree.get(path)?.entry.type).toBe('hardlink');
  });

  test('but not the one it ends at: that is linked to itself', async () => {
    const tree = await merge(link('lib', 'usr/lib'), file('lib/x'), link('lib/s', 'x'), hard('y', 'lib/s'));
    expect([tree.get('y')?.entry.type, tree.get('y')?.entry.link]).toEqual(['symlink', 'x']);
  });

  test('no folder is made on the way', async () => {
    await expect(merge(link('lib', 'usr/lib'), hard('y', 'lib/x'))).rejects.toMatchObject({
      args: { path: 'y', reason: 'hardlink-missing' },
    });
  });

  test.each<[string, MemberSpec[]]>([
    ['a dangling symlink on its way', [link('s', 'gone'), hard('y', 's/x')]],
    ['a loop on its way', [link('s', 's'), hard('y', 's/x')]],
    ['a file on its way', [file('f'), hard('y', 'f/x')]],
    ['what it replaces', [dir('a'), file('a/b'), hard('a', 'a/b')]],
    ['what it replaces, deeper', [file('a/b/c'), hard('a', 'a/b/c')]],
    ['itself by another name', [link('lib', 'usr/lib'), file('usr/lib/x'), hard('lib/x', 'usr/lib/x')]],
    ['what lies behind the symlink it replaces', [link('s', 'd'), file('d/x'), hard('s', 's/x')]],
  ])('one to %s is refused', async (_, members) => {
    await expect(merge(...members)).rejects.toMatchObject({ args: { reason: 'hardlink-missing' } });
  });

  test('one to a name that its layer hides is hidden too, as the engine shows it', async () => {
    const pathsOf = async (...layers: MemberSpec[][]) =>
      [...mergeLayers(await index(...layers)).nodes()].map(({ path }) => path);
    expect(await pathsOf([file('a'), file('b')], [file('.wh.a', ''), hard('b', 'a'), hard('c', 'a')])).toEqual(['']);
    expect(await pathsOf([file('a')], [file('.wh.a', ''), file('a', 'new'), hard('b', 'a')])).toEqual(['', 'a', 'b']);
  });

  test('one to a name that a lower layer hid leads nowhere', async () => {
    const hidden = index([file('a')], [file('.wh.a', '')], [hard('b', 'a')]);
    await expect(hidden.then((indexes) => mergeLayers(indexes))).rejects.toMatchObject({
      args: { layer: 2, reason: 'hardlink-missing' },
    });
  });

  test('one that replaces a folder beside its target is taken', async () => {
    const tree = await merge(file('a/b'), file('c'), hard('a', 'c'));
    expect([...tree.nodes()].map(({ path }) => path)).toEqual(['', 'a', 'c']);
    expect(tree.fate({ layer: 0, row: 0 })).toMatchObject({ is: 'dead', how: 'replaced' });
  });
});

describe('a way that steps back from what is not there', () => {
  const pathsOf = async (...members: MemberSpec[]) => [...(await merge(...members)).nodes()].map(({ path }) => path);

  test.each<[string, MemberSpec[], string[]]>([
    ['nothing', [link('s', 'gone/../b'), file('s/y')], ['', 'b', 'b/y', 's']],
    ['nothing, twice', [link('s', 'gone/too/../../b'), file('s/y')], ['', 'b', 'b/y', 's']],
    ['a file', [file('f'), link('s', 'f/../b'), file('s/y')], ['', 'b', 'b/y', 'f', 's']],
    [
      'a symlink',
      [dir('o/p'), link('c', 'o/p'), link('s', 'c/../b'), file('s/y')],
      ['', 'c', 'o', 'o/b', 'o/b/y', 'o/p', 's'],
    ],
    ['nothing, by a hard link', [link('s', 'gone/../b'), file('b/x'), hard('y', 's/x')], ['', 'b', 'b/x', 's', 'y']],
  ])('%s: makes no folder of it, as engines do', async (_, members, wanted) => {
    expect(await pathsOf(...members)).toEqual(wanted);
  });

  test('a container finds nothing by it, though it finds what was put there', async () => {
    const tree = await merge(link('s', 'gone/../b'), link('t', 'f/../b'), file('f'), file('s/y'));
    expect([tree.resolve('s/y'), tree.resolve('t/y'), tree.resolve('b/y')?.path]).toEqual([
      undefined,
      undefined,
      'b/y',
    ]);
    const there = await merge(dir('gone'), link('s', 'gone/../b'), file('s/y'));
    expect(there.resolve('s/y')?.path).toBe('b/y');
  });
});

describe('places that symlinks lead to keep the limits of names', () => {
  const down = 'a/'.repeat(200);

  test.each<[string, MemberSpec[], string]>([
    ['too many folders implied', [link('z', 'a/'.repeat(300)), file('z/f')], 'pathDepth'],
    ['too many folders by steps', [link('s', down), link('s/s', down), file('s/s/f')], 'pathDepth'],
    ['a member one too deep', [link('z', 'a/'.repeat(255)), file('z/f/g')], 'pathDepth'],
    ['a name too long', [link('z', `${'n'.repeat(200)}/`.repeat(20)), file(`z/${'m'.repeat(100)}`)], 'nameBytes'],
  ])('%s', async (_, members, limit) => {
    await expect(merge(...members)).rejects.toMatchObject({ code: 'tar-over-limit', args: { limit } });
  });

  test('as deep and as long as names may be', async () => {
    const deep = await merge(link('z', 'a/'.repeat(255)), file('z/f'));
    expect(deep.get(`${'a/'.repeat(255)}f`)?.entry.type).toBe('file');
    const long = `${'n'.repeat(203)}/`.repeat(20);
    const wide = await merge(link('z', long), file(`z/${'m'.repeat(16)}`));
    expect(wide.get(`${long}${'m'.repeat(16)}`)?.entry.type).toBe('file');
    const back = await merge(link('z', `${'a/'.repeat(255)}${'../'.repeat(255)}b`), file('z/f'));
    expect(back.get('b/f')?.entry.type).toBe('file');
  });

  test('symlinks that multiply the bytes of all paths end at a limit', async () => {
    const files = Array.from({ length: 100_000 }, (_, i) => file(`z/${i}`, ''));
    const indexes = await index([link('z', `${'n'.repeat(200)}/`.repeat(20)), ...files]);
    expect(() => mergeLayers(indexes)).toThrow('tar-over-limit');
  });
});

describe('steps are counted by what they cost', () => {
  test('long targets of which nothing is left', async () => {
    const links = Array.from({ length: 255 }, (_, i) =>
      link(`s${i}`, `${'/'.repeat(4080)}${i < 254 ? `s${i + 1}` : 'd'}`),
    );
    const files = Array.from({ length: 300 }, (_, i) => [file(`s0/f${i}`), file(`g${i}`)]).flat();
    const indexes = await index([dir('d'), ...links, ...files]);
    const seconds = cpuSeconds(() =>
      expect(() => mergeLayers(indexes, { steps: 4_000_000 })).toThrow('tree-over-limit'),
    );
    expect(seconds).toBeLessThan(3);
  });

  test('implied folders over symlinks that lead through sixty thousand components', async () => {
    const around = 'a/../'.repeat(810);
    const chain = Array.from({ length: 40 }, (_, i) => link(`c${i}`, `${around}${i < 39 ? `c${i + 1}` : 'a'}`));
    const short = Array.from({ length: 1000 }, (_, i) => link(`s${i}`, 'c1'));
    const above = Array.from({ length: 1000 }, (_, i) => file(`s${i}/f`));
    const indexes = await index([dir('a'), ...chain, ...short], above);
    const seconds = cpuSeconds(() =>
      expect(() => mergeLayers(indexes, { steps: 2_000_000 })).toThrow('tree-over-limit'),
    );
    expect(seconds).toBeLessThan(3);
  });
});
