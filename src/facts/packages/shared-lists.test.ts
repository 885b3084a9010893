import { describe, expect, test } from 'vitest';
import { BOUND_MS } from '../../../test/kit/collect-packages.ts';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { KEPT_LIMITS } from '../../image/packages/open-text-room.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { accountBytes } from '../bytes/account-bytes.ts';
import { blameDead } from './blame-dead.ts';
import type { RecordFile } from './find-records.ts';
import { listPackages } from './list-packages.ts';
import { relateRecords } from './relate-records.ts';

const file = (name: string, content: string): MemberSpec => ({ name, content });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'hardlink', link: to });
const METADATA = 'Metadata-Version: 2.1\nName: x\nVersion: 1\n';
const RECORD = 'x/__init__.py,,\nx-1.dist-info/METADATA,,\nx-1.dist-info/RECORD,,\n';
const INFO = 'x-1.dist-info';

async function read(...layers: MemberSpec[][]) {
  const indexes = await indexLayers(makeView(layers), [packageCollector], { hash: true });
  return { indexes, tree: mergeLayers(indexes) };
}

async function list(...layers: MemberSpec[][]) {
  const { indexes, tree } = await read(...layers);
  const { packages, unread } = listPackages(indexes, tree);
  return { packages: packages.map(({ path, bytes, contents }) => ({ path, bytes, contents })), unread };
}

describe('a Python package in two environments that share a record by hard link', () => {
  const [first, second] = ['v1', 'v2'].map((env) => [file(`${env}/x/__init__.py`, env.repeat(500))]);
  const v1 = [...(first ?? []), file(`v1/${INFO}/METADATA`, METADATA), file(`v1/${INFO}/RECORD`, RECORD)];
  const whole = (records: number) => 1000 + METADATA.length + records * RECORD.length;

  test('its METADATA: it is one package, to which belong the files of both', async () => {
    const v2 = [
      ...(second ?? []),
      link(`v2/${INFO}/METADATA`, `v1/${INFO}/METADATA`),
      file(`v2/${INFO}/RECORD`, RECORD),
    ];
    const { packages, unread } = await list([...v1, ...v2]);
    expect(packages).toEqual([{ path: `v1/${INFO}/METADATA`, bytes: whole(2) + 1000, contents: 5 }]);
    expect(unread).toEqual([]);
  });

  test('its METADATA, and one of the lists is not there: the files of the other still belong to it', async () => {
    const { packages } = await list([
      file(`v1/${INFO}/METADATA`, METADATA),
      ...(second ?? []),
      link(`v2/${INFO}/METADATA`, `v1/${INFO}/METADATA`),
      file(`v2/${INFO}/RECORD`, RECORD),
    ]);
    expect(packages).toEqual([{ path: `v1/${INFO}/METADATA`, bytes: whole(1), contents: 3 }]);
  });

  test('its RECORD: each package has the files of its own environment', async () => {
    const v2 = [
      ...(second ?? []),
      file(`v2/${INFO}/METADATA`, METADATA),
      link(`v2/${INFO}/RECORD`, `v1/${INFO}/RECORD`),
    ];
    const { packages, unread } = await list([...v1, ...v2]);
    expect(packages).toEqual([
      { path: `v1/${INFO}/METADATA`, bytes: whole(1), contents: 3 },
      { path: `v2/${INFO}/METADATA`, bytes: whole(0), contents: 2 },
    ]);
    expect(unread).toEqual([]);
  });

  test.each(['METADATA', 'RECORD'])('all of it: it is one package with the files of both (%s first)', async (name) => {
    const names = name === 'RECORD' ? ['RECORD', 'METADATA'] : ['METADATA', 'RECORD'];
    const v2 = [...(second ?? []), ...names.map((one) => link(`v2/${INFO}/${one}`, `v1/${INFO}/${one}`))];
    const { packages } = await list([...v1, ...v2]);
    expect(packages).toEqual([{ path: `v1/${INFO}/METADATA`, bytes: whole(1) + 1000, contents: 4 }]);
  });

  test('its deleted files are still told from what its layer held', async () => {
    const v2 = [
      ...(second ?? []),
      ...['METADATA', 'RECORD'].map((one) => link(`v2/${INFO}/${one}`, `v1/${INFO}/${one}`)),
    ];
    const { indexes, tree } = await read([...v1, ...v2], [file('.wh.v2', '')]);
    const { dead } = accountBytes(indexes, tree);
    const blame = blameDead(indexes, dead);
    expect(dead.map((place) => [place.path, blame(place)?.package.name])).toEqual([['v2/x/__init__.py', 'x']]);
  });
});

describe('one list that hard links put into thousands of folders', () => {
  const COUNT = 40_000;

  function recordsOf(paths: readonly string[], count = COUNT, above = ''): readonly RecordFile[] {
    const base = 'v0/';
    const file = { is: 'paths' as const, paths: paths.map((path) => base + path) };
    return Array.from({ length: count }, (_, n): RecordFile[] => {
      const folder = `${above}v${n}/${INFO}`;
      const packages = [{ kind: 'python' as const, name: `x${n}`, version: '1' }];
      return [
        {
          path: `${folder}/METADATA`,
          others: [],
          content: { layer: 0, row: n + 1 },
          file: { is: 'packages', packages },
        },
        { path: `${folder}/RECORD`, others: [], content: { layer: 0, row: 0 }, file, readAs: `v0/${INFO}/RECORD` },
      ];
    }).flat();
  }

  test('what it gives is bounded, and that is told once', () => {
    const records = recordsOf(Array.from({ length: COUNT }, (_, n) => `f${n}`));
    const started = cpuMs();
    const { packages, unread } = relateRecords(records);
    expect(cpuMs() - started).toBeLessThan(BOUND_MS);
    expect(packages).toHaveLength(COUNT);
    const taken = packages.map(({ paths }) => paths).filter(({ length }) => length === COUNT);
    expect(taken[1]?.[7]).toBe('v1/f7');
    expect(taken.length).toBeGreaterThan(5);
    expect(taken.slice(1).flat().join('').length).toBeLessThan(KEPT_LIMITS.linkedBytes);
    expect(unread).toMatchObject([{ file: { is: 'unread', because: 'too-large' } }]);
    expect(packages.at(-1)?.paths).toEqual([packages.at(-1)?.from.path]);
  });

  test('paths that do not start at the folder cost as much', () => {
    const records = recordsOf(Array.from({ length: COUNT }, (_, n) => `f${n}`)).map(
      (one): RecordFile => (one.file.is === 'paths' ? { ...one, readAs: `else/where/${INFO}/RECORD` } : one),
    );
    const started = cpuMs();
    expect(relateRecords(records).unread).toHaveLength(1);
    expect(cpuMs() - started).toBeLessThan(BOUND_MS);
  });

  test('nor do those cost less that are too long in the folders', () => {
    const paths = Array.from({ length: COUNT }, (_, n) => `file-${n}`);
    const records = recordsOf(paths, 10_000, `${'f'.repeat(KEPT_LIMITS.pathBytes - 8)}/`);
    const started = cpuMs();
    expect(relateRecords(records).unread).toHaveLength(1);
    expect(cpuMs() - started).toBeLessThan(BOUND_MS);
  });

  test('a short one is there for each', () => {
    const { packages, unread } = relateRecords(recordsOf(['x.py']));
    expect(packages.map(({ paths }) => paths)).toEqual(Array.from({ length: COUNT }, (_, n) => [`v${n}/x.py`]));
    expect(unread).toEqual([]);
  });
});

test('one METADATA that hard links put into thousands of folders, each with a list', () => {
  const count = 40_000;
  const folders = Array.from({ length: count }, (_, n) => `v${n}/${INFO}`);
  const [path = '', ...others] = folders.map((folder) => `${folder}/METADATA`);
  const packages = [{ kind: 'python' as const, name: 'x', version: '1' }];
  const records: RecordFile[] = [
    { path, others, content: { layer: 0, row: 0 }, file: { is: 'packages', packages } },
    ...folders.map((folder, n): RecordFile => {
      const file = { is: 'paths' as const, paths: [`${folder}/a`, `${folder}/b`] };
      return { path: `${folder}/RECORD`, others: [], content: { layer: 0, row: n + 1 }, file };
    }),
  ];
  const started = cpuMs();
  expect(relateRecords(records).packages).toMatchObject([{ paths: { length: 2 * count } }]);
  expect(cpuMs() - started).toBeLessThan(BOUND_MS);
});
