import { describe, expect, test } from 'vitest';
import { makeZip } from '../../../test/kit/make-zip.ts';
import type { Collector } from '../../image/contract.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { collectPackages, packageCollector } from '../../image/packages/package-collector.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { accountBytes } from '../bytes/account-bytes.ts';
import { blameDead } from './blame-dead.ts';
import { findRecords, findRecordsIn } from './find-records.ts';
import { listPackages } from './list-packages.ts';

const file = (name: string, content = 'x'): MemberSpec => ({ name, content });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'hardlink', link: to });
const X = '{"name":"x","version":"1"}';

async function read(layers: MemberSpec[][], collector: Collector = packageCollector) {
  const indexes = await indexLayers(makeView(layers), [collector], { hash: true });
  return { indexes, tree: mergeLayers(indexes) };
}

async function list(...layers: MemberSpec[][]) {
  const { indexes, tree } = await read(layers);
  const { packages, unread } = listPackages(indexes, tree);
  return {
    packages: packages.map(({ name, path, bytes, contents }) => ({ name, path, bytes, contents })),
    unread: unread.map(({ path, file: told }) => [path, told.is === 'unread' && told.because]),
  };
}

describe('a record whose content stands in a store under a name that says nothing', () => {
  test('npm: it is found by the name the hard link gives it, with what lies beside it', async () => {
    const { packages, unread } = await list([
      file('store/files/3f/9c2e', X),
      file('store/files/41/77aa', '123'),
      link('work/node_modules/x/package.json', 'store/files/3f/9c2e'),
      link('work/node_modules/x/index.js', 'store/files/41/77aa'),
    ]);
    expect(packages).toEqual([
      { name: 'x', path: 'work/node_modules/x/package.json', bytes: X.length + 3, contents: 2 },
    ]);
    expect(unread).toEqual([]);
  });

  test('Python', async () => {
    const { packages } = await list([
      file('store/9c2e', 'Metadata-Version: 2.1\nName: x\nVersion: 1\n'),
      link('usr/lib/python3/site-packages/x-1.dist-info/METADATA', 'store/9c2e'),
    ]);
    expect(packages).toMatchObject([{ name: 'x', contents: 1 }]);
  });

  test('it counts no more once its link is deleted, and the link still counts once the store is', async () => {
    const layer = [file('store/9c2e', X), link('work/node_modules/x/package.json', 'store/9c2e')];
    expect((await list(layer, [file('work/node_modules/.wh.x', '')])).packages).toEqual([]);
    expect((await list(layer, [file('.wh.store', '')])).packages).toMatchObject([{ name: 'x', bytes: X.length }]);
  });

  test('a deleted package is still told from what its layer held', async () => {
    const { indexes, tree } = await read([
      [file('store/9c2e', X), link('work/node_modules/x/package.json', 'store/9c2e'), file('work/node_modules/x/a.js')],
      [file('.wh.store', ''), file('work/node_modules/.wh.x', '')],
    ]);
    const { dead } = accountBytes(indexes, tree);
    const blame = blameDead(indexes, dead);
    expect(dead.map((place) => [place.path, blame(place)?.package.name])).toContainEqual([
      'work/node_modules/x/a.js',
      'x',
    ]);
  });

  test.each([
    ['no link', [file('store/9c2e', X)]],
    ['a link of another name', [file('store/9c2e', X), link('work/copy.json', 'store/9c2e')]],
    ['a link that asks for another kind', [file('store/9c2e', X), link('x.egg-info/PKG-INFO', 'store/9c2e')]],
    ['no package', [file('store/9c2e', '{"type":"module"}'), link('work/package.json', 'store/9c2e')]],
    ['no JSON', [file('store/9c2e', '{{"name" "version"'), link('work/package.json', 'store/9c2e')]],
    ['nothing in it', [file('store/9c2e', ''), link('work/package.json', 'store/9c2e')]],
  ])('there is no package: %s', async (_, layer) => expect((await list(layer)).packages).toEqual([]));
});

describe('a record that was not read under its first name is told, not passed over', () => {
  test('of a kind that only its name tells', async () => {
    const { packages, unread } = await list([
      file('store/9c2e', makeZip({ 'META-INF/MANIFEST.MF': 'Implementation-Version: 7\n' }).toString('latin1')),
      link('app/x.jar', 'store/9c2e'),
      link('app/y.jar', 'store/9c2e'),
    ]);
    expect([packages, unread]).toEqual([[], [['app/x.jar', 'behind-link']]]);
  });

  test('too long, and one content once', async () => {
    const { unread } = await list([
      file('store/9c2e', `{"name":"x","version":"1","a":"${'x'.repeat(1 << 20)}"}`),
      link('a/package.json', 'store/9c2e'),
      link('b/package.json', 'store/9c2e'),
    ]);
    expect(unread).toEqual([['a/package.json', 'too-large']]);
  });

  test('what a content says that is known to be none is not told', async () => {
    const { unread } = await list([
      file('store/9c2e', '{"type":"module"}'),
      file('store/77aa', ''),
      link('a/package.json', 'store/9c2e'),
      link('b.jar', 'store/77aa'),
    ]);
    expect(unread).toEqual([]);
  });

  test('beyond what is kept of contents of such names', async () => {
    const layer = [
      file('store/1', X),
      file('store/2', '{"name":"y","version":"1"}'),
      link('a/package.json', 'store/1'),
      link('b/package.json', 'store/2'),
      file('c/package.json', '{"name":"z","version":"1"}'),
    ];
    const { indexes, tree } = await read([layer], collectPackages({ unnamedBytes: 200 }));
    const { packages, unread } = listPackages(indexes, tree);
    expect(packages.map(({ name }) => name)).toEqual(['x', 'z']);
    expect(unread).toMatchObject([{ path: 'b/package.json', file: { because: 'too-large' } }]);
  });
});

describe('several names of one content', () => {
  test('are one package, to which all its folders belong', async () => {
    const { packages } = await list([
      file('a/node_modules/x/package.json', X),
      link('b/node_modules/x/package.json', 'a/node_modules/x/package.json'),
      file('b/node_modules/x/only-here.js', '12345'),
    ]);
    expect(packages).toEqual([{ name: 'x', path: 'a/node_modules/x/package.json', bytes: X.length + 5, contents: 2 }]);
  });

  test('a name of another kind of record is told as unread, and takes nothing from the package', async () => {
    const { packages, unread } = await list([
      file('a/node_modules/x/package.json', X),
      link('b/node_modules/y/y.jar', 'a/node_modules/x/package.json'),
      file('b/node_modules/y/index.js', '12345'),
    ]);
    expect(packages).toMatchObject([{ name: 'x', contents: 1 }]);
    expect(unread).toEqual([['b/node_modules/y/y.jar', 'behind-link']]);
  });

  test('one that does not look like a record is not where the package is', async () => {
    const { packages } = await list([
      file('b/node_modules/x/package.json', X),
      link('a/saved.json', 'b/node_modules/x/package.json'),
    ]);
    expect(packages).toMatchObject([{ name: 'x', path: 'b/node_modules/x/package.json' }]);
  });

  test('equal contents of their own are a package each', async () => {
    const { packages } = await list([
      file('a/node_modules/x/package.json', X),
      file('b/node_modules/x/package.json', X),
    ]);
    expect(packages).toHaveLength(2);
  });

  test('a list of files speaks of the folder it is linked into, where its first name is gone', async () => {
    const { packages } = await list(
      [
        file('cache/x/x.py', '1234'),
        file('cache/x/x-1.dist-info/METADATA', 'Name: x\nVersion: 1\n'),
        file('cache/x/x-1.dist-info/RECORD', 'x.py,,\nx-1.dist-info/METADATA,,\n'),
        link('site/x.py', 'cache/x/x.py'),
        link('site/x-1.dist-info/METADATA', 'cache/x/x-1.dist-info/METADATA'),
        link('site/x-1.dist-info/RECORD', 'cache/x/x-1.dist-info/RECORD'),
      ],
      [file('.wh.cache', '')],
    );
    expect(packages).toMatchObject([{ name: 'x', contents: 2, bytes: 4 + 'Name: x\nVersion: 1\n'.length }]);
  });
});

describe('a layer that names its link’s target more than once: what stood there last is what is linked', () => {
  const LINK = 'work/node_modules/x/package.json';
  const paths = async (layer: MemberSpec[]) => {
    const { indexes, tree } = await read([layer]);
    const told = (records: ReturnType<typeof findRecords>) => records.map((one) => [one.path, one.file.is]);
    return { ofTree: told(findRecords(indexes, tree)), ofLayer: told(findRecordsIn(indexes, 0)) };
  };
  const ONE = [[LINK, 'packages']];

  test.each([
    ['plain text over a record', [file('store/1', X), file('store/1', 'text'), link(LINK, 'store/1')], []],
    ['a record over plain text', [file('store/1', 'text'), file('store/1', X), link(LINK, 'store/1')], ONE],
    ['what was linked before stays', [file('store/1', X), link(LINK, 'store/1'), file('store/1', 'text')], ONE],
    ['by way of a link', [file('a', X), file('b'), link('a', 'b'), link(LINK, 'a')], []],
    ['by way of two links', [file('a', X), link('b', 'a'), file('a', 'text'), link('c', 'b'), link(LINK, 'c')], ONE],
  ])('%s', async (_, layer, expected) => {
    expect(await paths(layer)).toEqual({ ofTree: expected, ofLayer: expected });
  });

  test('no file any more: such a layer is refused, and nothing is told of it', async () => {
    const layer = [file('store/1', X), { name: 'store/1', type: 'dir' as const }, link(LINK, 'store/1')];
    const indexes = await indexLayers(makeView([layer]), [packageCollector]);
    expect(findRecordsIn(indexes, 0)).toEqual([]);
  });
});

test('thousands of packages with one list between them: it is gone through once', async () => {
  const count = 5000;
  const names = Array.from({ length: count }, (_, n) => `site/x${n}-1.dist-info`);
  const { indexes, tree } = await read([
    [
      file('site/x-1.dist-info/RECORD', Array.from({ length: count }, (_, n) => `f${n},,\n`).join('')),
      ...names.flatMap((folder, n) => [
        file(`${folder}/METADATA`, `Name: x${n}\nVersion: 1\n`),
        link(`${folder}/RECORD`, 'site/x-1.dist-info/RECORD'),
      ]),
    ],
  ]);
  const started = process.cpuUsage();
  expect(listPackages(indexes, tree).packages).toHaveLength(count);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(4000);
});
