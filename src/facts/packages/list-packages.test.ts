import { describe, expect, test } from 'vitest';
import { makeZip } from '../../../test/kit/make-zip.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { accountBytes } from '../bytes/account-bytes.ts';
import { groupDead } from '../bytes/group-dead.ts';
import { blameDead } from './blame-dead.ts';
import { findRepeatedPackages } from './find-repeated.ts';
import { listPackages } from './list-packages.ts';

const file = (name: string, content = 'x'): MemberSpec => ({ name, content });
const SITE = 'usr/lib/python3/site-packages';

async function read(...layers: MemberSpec[][]) {
  const indexes = await indexLayers(makeView(layers), [packageCollector], { hash: true });
  return { indexes, tree: mergeLayers(indexes) };
}

async function list(...layers: MemberSpec[][]) {
  const { indexes, tree } = await read(...layers);
  return listPackages(indexes, tree).packages;
}

const dist = (name: string, version: string, files: readonly string[]): MemberSpec[] => [
  file(`${SITE}/${name}-${version}.dist-info/METADATA`, `Name: ${name}\nVersion: ${version}\n`),
  file(`${SITE}/${name}-${version}.dist-info/RECORD`, files.map((path) => `${path},,\n`).join('')),
];

describe('each content belongs to one package', () => {
  test('what a package of the system brings of Python is its own, and told as its part', async () => {
    const packages = await list([
      file('var/lib/dpkg/status', 'Package: python3-x\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n'),
      file('var/lib/dpkg/info/python3-x.list', `/.\n/${SITE}/x.py\n/${SITE}/x-1.dist-info/METADATA\n`),
      file(`${SITE}/x.py`, 'abcd'),
      file(`${SITE}/__pycache__/x.cpython-311.pyc`, '12'),
      ...dist('x', '1', ['x.py']),
    ]);
    expect(packages.map(({ name, bytes, ownedBy }) => ({ name, bytes, ownedBy }))).toEqual([
      { name: 'python3-x', bytes: 4 + 2 + 'Name: x\nVersion: 1\n'.length, ownedBy: undefined },
      { name: 'x', bytes: 0, ownedBy: 'python3-x' },
    ]);
  });

  test('lists that go through a symlink reach the file; folders and what is gone count nothing', async () => {
    const [deb] = await list([
      { name: 'lib', type: 'symlink', link: 'usr/lib' },
      file('usr/lib/libc.so', '12345'),
      file('var/lib/dpkg/status', 'Package: libc6\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n'),
      file('var/lib/dpkg/info/libc6:amd64.list', '/.\n/lib\n/lib/libc.so\n/usr/share/doc/gone\n'),
    ]);
    expect([deb?.bytes, deb?.contents]).toEqual([5, 1]);
  });

  test('npm: the innermost package of a folder; a project owns its package.json and nothing else', async () => {
    const packages = await list([
      file('package.json', '{"name":"root","version":"0"}'),
      file('etc/passwd', '12345678'),
      file('app/node_modules/a/package.json', '{"name":"a","version":"1"}'),
      file('app/node_modules/a/index.js', '123'),
      file('app/node_modules/a/node_modules/b/package.json', '{"name":"b","version":"2"}'),
      file('app/node_modules/a/node_modules/b/index.js', '1234567'),
    ]);
    const told = packages.map(({ name, bytes }) => [name, bytes] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(told).toEqual([
      ['a', '{"name":"a","version":"1"}'.length + 3],
      ['b', '{"name":"b","version":"2"}'.length + 7],
      ['root', '{"name":"root","version":"0"}'.length],
    ]);
  });

  test('npm says itself which packages are for development', async () => {
    const packages = await list([
      file('app/node_modules/.package-lock.json', '{"packages":{"node_modules/a":{"dev":true},"node_modules/b":{}}}'),
      file('app/node_modules/a/package.json', '{"name":"a","version":"1"}'),
      file('app/node_modules/b/package.json', '{"name":"b","version":"1"}'),
    ]);
    expect(packages.map(({ name, isDev }) => [name, isDev])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  test('a deleted package is none', async () => {
    const packages = await list(dist('gone', '1', []), [file(`${SITE}/.wh.gone-1.dist-info`, '')]);
    expect(packages).toEqual([]);
  });

  test('a file too long to read is told, not passed over', async () => {
    const { indexes, tree } = await read([file('a/package.json', 'x'.repeat((1 << 20) + 1))]);
    expect(listPackages(indexes, tree).unread).toMatchObject([
      { path: 'a/package.json', file: { is: 'unread', because: 'too-large' } },
    ]);
  });
});

test('the same content with another owner is only that, whatever versions its layer has', async () => {
  const packages = (uid: number): MemberSpec[] => [
    { ...file('app/node_modules/x/package.json', '{"name":"x","version":"1"}'), uid },
    { ...file('app/node_modules/x/big.js', '1'.repeat(5000)), uid },
    { ...file('app/node_modules/y/package.json', '{"name":"y","version":"1"}'), uid },
    { ...file('app/node_modules/y/node_modules/x/package.json', '{"name":"x","version":"2"}'), uid },
  ];
  const image = await read(packages(0), packages(1000));
  const { dead } = accountBytes(image.indexes, image.tree);
  for (const group of groupDead(dead, blameDead(image.indexes, dead))) {
    expect([group.how, group.instead?.version]).toEqual(['metadata', group.package?.version]);
  }
});

test('a program without a package of its own is none of what it is made of', async () => {
  const inner = makeZip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\nImplementation-Version: 6.1\n' });
  const jar = makeZip({ 'BOOT-INF/lib/spring-core-6.1.jar': inner });
  const [only] = await list([{ name: 'app/app.jar', content: jar }]);
  expect(only).toMatchObject({ name: 'spring-core', version: '6.1', bytes: 0, contents: 0 });
});

test('a jar that was read in part has the packages found, and is told', async () => {
  const inner = makeZip({ 'META-INF/MANIFEST.MF': 'Implementation-Version: 6.1\n' });
  const jar = makeZip({ 'lib/spring-core-6.1.jar': inner, 'lib/damaged.jar': 'no zip' });
  const { indexes, tree } = await read([{ name: 'app/app.jar', content: jar }]);
  const { packages, unread } = listPackages(indexes, tree);
  expect(packages).toMatchObject([{ name: 'spring-core' }]);
  expect(unread).toMatchObject([{ path: 'app/app.jar', file: { lacks: 'malformed' } }]);
});

test('a package that another version took the place of is named with both', async () => {
  const image = await read(
    [
      ...dist('numpy', '1.24.4', ['numpy/core.so', 'numpy/old.py']),
      file(`${SITE}/numpy/core.so`, 'x'.repeat(1000)),
      file(`${SITE}/numpy/old.py`, 'yyy'),
    ],
    [
      file(`${SITE}/.wh.numpy-1.24.4.dist-info`, ''),
      file(`${SITE}/numpy/.wh.old.py`, ''),
      ...dist('numpy', '1.24.3', ['numpy/core.so']),
      file(`${SITE}/numpy/core.so`, 'z'.repeat(900)),
    ],
  );
  const { dead } = accountBytes(image.indexes, image.tree);
  const [first] = groupDead(dead, blameDead(image.indexes, dead));
  expect(first).toMatchObject({
    layer: 0,
    by: 1,
    how: 'overwritten',
    bytes: 1003,
    package: { name: 'numpy', version: '1.24.4' },
    instead: { name: 'numpy', version: '1.24.3' },
  });
});

test('one package at two places is told with what the smaller ones take', async () => {
  const packages = await list([
    file('a/node_modules/x/package.json', '{"name":"x","version":"1"}'),
    file('a/node_modules/x/big', '1'.repeat(100)),
    file('b/node_modules/x/package.json', '{"name":"x","version":"2"}'),
  ]);
  expect(findRepeatedPackages(packages)).toMatchObject([{ name: { name: 'x', version: '1' }, bytes: 26 }]);
});

test.each([
  ['home/nodejs/app', 1],
  ['opt/nodejs/app', 1],
  ['srv/usr/share/nodejs/app', 1],
  ['usr/share/nodejs/app', 2],
  ['usr/share/nodejs/@scope/app', 2],
  ['usr/lib/nodejs/app', 2],
  ['usr/lib/x86_64-linux-gnu/nodejs/app', 2],
  ['home/nodejs/node_modules/app', 2],
])('%s: a project owns its package.json alone, a package all in its folder', async (folder, contents) => {
  const packages = await list([file(`${folder}/package.json`, '{"name":"app","version":"1"}'), file(`${folder}/.env`)]);
  expect(packages.map((one) => [one.name, one.contents])).toEqual([['app', contents]]);
});

test('builds of one package for two architectures are two packages, two versions of one are not', async () => {
  const [found] = await list([file('a/node_modules/x/package.json', '{"name":"x","version":"1"}')]);
  if (found === undefined) throw new Error('one package is there');
  const rpm = (architecture: string, version = '1') => ({ ...found, kind: 'rpm' as const, architecture, version });
  expect(findRepeatedPackages([rpm('x86_64'), rpm('i686')])).toEqual([]);
  expect(findRepeatedPackages([rpm('x86_64'), rpm('x86_64', '2'), rpm('i686')])).toHaveLength(1);
  const deb = (name: string, architecture: string) => ({ ...found, kind: 'deb' as const, name, architecture });
  expect(findRepeatedPackages([deb('x', 'amd64'), deb('x', 'i386')])).toEqual([]);
  expect(findRepeatedPackages([deb('x a', 'b'), deb('x', 'a b')])).toEqual([]);
});

const libc = (version: string, listed: string): MemberSpec[] => [
  file(
    'var/lib/dpkg/status',
    `Package: libc6\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\n`,
  ),
  file('var/lib/dpkg/info/libc6.list', `/.\n${listed}\n`),
  file('usr/lib/libc.so', version.repeat(1000)),
];
const lib = (link: string): MemberSpec => ({ name: 'lib', type: 'symlink', link });

test.each<[string, MemberSpec[], MemberSpec[], MemberSpec[], boolean]>([
  ['in the same layer', [], [lib('usr/lib'), ...libc('1', '/lib/libc.so')], libc('2', '/lib/libc.so'), true],
  ['in a layer below', [lib('/usr/lib')], libc('1', '/lib/libc.so'), libc('2', '/lib/libc.so'), true],
  ['in a layer above', [], libc('1', '/lib/libc.so'), [lib('usr/lib'), ...libc('2', '/lib/libc.so')], false],
  ['nowhere', [file('lib/a')], libc('1', '/lib/libc.so'), libc('2', '/lib/libc.so'), false],
  ['to another folder', [lib('usr/lib64')], libc('1', '/lib/libc.so'), libc('2', '/lib/libc.so'), false],
])(
  'where /lib is a symlink into /usr, its files are those of the package: %s',
  async (_, ...[base, one, two, isKnown]) => {
    const image = await read(base, one, two);
    const { dead } = accountBytes(image.indexes, image.tree);
    const groups = groupDead(dead, blameDead(image.indexes, dead));
    const names = groups
      .filter((group) => group.bytes >= 1000)
      .map((group) => [group.package?.version, group.instead?.version]);
    expect(names).toEqual([isKnown ? ['1', '2'] : [undefined, undefined]]);
  },
);

test('of two environments that share a record, the one that was upgraded names its successor', async () => {
  const installed = (env: string, version: string, record: MemberSpec): MemberSpec[] => [
    record,
    file(`${env}/x-${version}.dist-info/RECORD`, `x/core.so,,\nx-${version}.dist-info/METADATA,,\n`),
    file(`${env}/x/core.so`, `${env} ${version}`.repeat(100)),
  ];
  const metadata = (env: string, version: string) => `${env}/x-${version}.dist-info/METADATA`;
  const whole = (env: string, version: string) =>
    installed(env, version, file(metadata(env, version), `Name: x\nVersion: ${version}\n`));
  const shared: MemberSpec = { name: metadata('b', '1'), type: 'hardlink', link: metadata('a', '1') };
  const told = async (upgraded: string) => {
    const image = await read([...whole('a', '1'), ...installed('b', '1', shared)], whole(upgraded, '2'));
    const { dead } = accountBytes(image.indexes, image.tree);
    const blame = blameDead(image.indexes, dead);
    return dead.map((one) => [one.path, blame(one)?.package.version, blame(one)?.instead?.version]);
  };
  expect(await told('a')).toEqual([['a/x/core.so', '1', '2']]);
  expect(await told('b')).toEqual([['b/x/core.so', '1', '2']]);
});
