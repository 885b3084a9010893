import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BOUND_MS, collect, collectOne, type File, MIB, TOO_LARGE } from '../../../test/kit/collect-packages.ts';
import { packageCollector } from './package-collector.ts';
import { GO_MAGIC } from './parse-go.ts';
import {
  makeCell,
  makeDatabase,
  makeInterior,
  makeLeaf,
  makeLongCell,
  makeRecord,
  makeRpm,
} from './random-packages.ts';

const MALFORMED = { is: 'unread', because: 'malformed' };
const ELF = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(28)]);

describe('programs full of what only looks like a list of packages', () => {
  test.each([
    ['starts of zlib', Buffer.from([0x78, 0x01])],
    ['starts of zlib before one byte', Buffer.from([0x78, 0xda, 0x78])],
    ['starts of the Go block without its mark', Buffer.concat([GO_MAGIC, Buffer.alloc(2)])],
  ])('each byte is searched once for each form: %s', (_, piece) => {
    const { found, cpuMs } = collectOne('bin/x', Buffer.concat([ELF, Buffer.alloc(16 * MIB, piece)]));
    expect(found).toBeUndefined();
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  const START = '{"packages":[';
  const LIST = `${START}{"name":"app","version":"1"}]}`;
  const audited = Buffer.concat([ELF, deflateSync(Buffer.from(LIST), { level: 9 }), Buffer.alloc(600)]);

  /** Each start is a block with the first characters, and one that goes on as the bytes up to the bomb they share. */
  function makeStarts(count: number): Buffer {
    const begin = Buffer.concat([
      Buffer.from([0x78, 0x01]),
      deflateRawSync(START, { strategy: constants.Z_FIXED, finishFlush: constants.Z_SYNC_FLUSH }),
    ]);
    const bomb = deflateRawSync(Buffer.alloc(9 * MIB, ' '), { level: 9 });
    const startBytes = begin.length + 5;
    const starts = Array.from({ length: count }, (_, i) => {
      const skipped = Buffer.alloc(5);
      const bytes = (count - 1 - i) * startBytes;
      skipped.writeUInt16LE(bytes, 1);
      skipped.writeUInt16LE(bytes ^ 0xffff, 3);
      return Buffer.concat([begin, skipped]);
    });
    return Buffer.concat([ELF, ...starts, bomb, Buffer.alloc(600)]);
  }

  test('starts that share one bomb are given up, and that is told', () => {
    const { found, cpuMs } = collect(['a', audited], ['b', makeStarts(2000)], ['c', audited]);
    expect(found[0]).toMatchObject({ is: 'packages', packages: [{ name: 'app' }] });
    expect(found.slice(1)).toEqual([TOO_LARGE, TOO_LARGE]);
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('a list of nothing but faults is none, and costs no more than one of them', () => {
    const list = deflateSync(Buffer.from(`${START}${'1,'.repeat(3 * MIB)}1]}`), { level: 9 });
    const { found, cpuMs } = collectOne('bin/x', Buffer.concat([ELF, list]));
    expect(found).toBeUndefined();
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  function goBlock(version: Buffer): Buffer {
    const block = Buffer.alloc(48);
    GO_MAGIC.copy(block);
    block[15] = 2;
    version.copy(block, 32);
    return block;
  }

  test('a length of megabytes is not read where no version begins', () => {
    const longVersion = goBlock(Buffer.from([0x80, 0x80, 0x80, 0x02]));
    const { found, cpuMs } = collectOne('bin/x', Buffer.concat([ELF, Buffer.alloc(12 * MIB, longVersion)]));
    expect(found).toBeUndefined();
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('versions without a list are given up, and that is told', () => {
    const noModules = goBlock(Buffer.from('\x05go1.2\xff\xff\xff\xff\x7f', 'latin1'));
    const { found, cpuMs } = collectOne('bin/x', Buffer.concat([ELF, Buffer.alloc(12 * MIB, noModules)]));
    expect(found).toEqual(TOO_LARGE);
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });
});

describe('databases of rpm', () => {
  const PATH = 'var/lib/rpm/rpmdb.sqlite';
  const PAGE = 65_536;
  const bash = { name: 'bash', version: '5', release: '1', source: '', files: ['bash'] };
  const row = (key: number, header: Buffer) => makeCell(key, makeRecord([key, header]));

  test('one of several pages, with a row that goes on in others', () => {
    const long = makeRecord([3, makeRpm({ ...bash, name: 'long', files: ['x'.repeat(100), 'y'.repeat(4000)] })]);
    const { cell, chain } = makeLongCell(3, long, 4096, 5);
    const leaves = [makeLeaf(4096, [row(1, makeRpm(bash)), cell]), makeLeaf(4096, [row(9, makeRpm(bash))])];
    const { found } = collectOne(PATH, makeDatabase([makeInterior(4096, [3], 4), ...leaves, ...chain]));
    expect(found).toMatchObject({ is: 'packages', packages: [{ name: 'bash' }, { name: 'long' }, { name: 'bash' }] });
  });

  test.each<readonly [string, () => Buffer]>([
    [
      'pages that name one page thousands of times',
      () => {
        const children = (page: number) => makeInterior(PAGE, new Array<number>(8000).fill(page), page);
        const cell = row(1, makeRpm(bash));
        return makeDatabase([children(3), children(4), makeLeaf(PAGE, new Array<Buffer>(16_000).fill(cell))]);
      },
    ],
    ['a page that names itself', () => makeDatabase([makeInterior(PAGE, [2], 2)])],
    [
      'rows that share their bytes',
      () => {
        const cell = makeCell(1, makeRecord([1, makeRpm({ ...bash, files: ['x'.repeat(20_000)] })]));
        return makeDatabase([makeLeaf(PAGE, new Array<Buffer>(16_000).fill(cell))]);
      },
    ],
    [
      'a chain of pages that is a circle',
      () => {
        const { cell, chain } = makeLongCell(1, makeRecord([1, Buffer.alloc(2 * PAGE)]), PAGE, 3);
        const circle = chain.slice(0, 1);
        for (const page of circle) page.writeUInt32BE(3);
        return makeDatabase([makeLeaf(PAGE, [cell]), ...circle]);
      },
    ],
    ['a page that is not there', () => makeDatabase([makeInterior(PAGE, [7], 8)])],
  ])('%s', (_, make) => {
    const { found, cpuMs } = collectOne(PATH, make());
    expect(found).toEqual(MALFORMED);
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('columns of reserved types are no columns', () => {
    const cell = makeCell(1, makeRecord([1, makeRpm(bash)], [10, 11]));
    expect(collectOne(PATH, makeDatabase([makeLeaf(PAGE, [cell])])).found).toMatchObject({
      packages: [{ name: 'bash' }],
    });
  });

  const ofFolder = (folderBytes: number, names: number) => {
    const files = Array.from({ length: names }, (_, i) => `${i}`);
    const header = makeRpm({ ...bash, files, folders: ['/', `/${'f'.repeat(folderBytes)}/`] });
    const { cell, chain } = makeLongCell(1, makeRecord([1, header]), PAGE, 3);
    return makeDatabase([makeLeaf(PAGE, [cell]), ...chain]);
  };

  test('a folder longer than any path has no files', () => {
    const { found, cpuMs } = collectOne(PATH, ofFolder(MIB, 10_000));
    expect(found).toMatchObject({ packages: [{ name: 'bash', files: [] }] });
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  describe('headers that say they have a million texts', () => {
    const [NAME, VERSION, FOLDERS, NAMES] = [1000, 1001, 1118, 1117];
    const TAGS = [NAME, 1002, 1044, 1022, FOLDERS, NAMES];

    /** All of them are the same stretch of zeros. */
    function manyTexts(tags: readonly number[], start = ''): Buffer {
      const header = Buffer.alloc(8 + tags.length * 16 + 900_000);
      header.writeUInt32BE(tags.length, 0);
      for (const [i, tag] of tags.entries())
        for (const [k, word] of [tag, 8, 0, 1_000_000].entries()) header.writeUInt32BE(word, 8 + 16 * i + 4 * k);
      header.write(start, 8 + tags.length * 16);
      const { cell, chain } = makeLongCell(1, makeRecord([1, header]), PAGE, 3);
      return makeDatabase([makeLeaf(PAGE, [cell]), ...chain]);
    }
    const many = (count: number, content: Buffer) => collect(...new Array<File>(count).fill([PATH, content]));

    test('are read until the layer has no room, and that is told', () => {
      const { found, cpuMs } = many(40, manyTexts([...TAGS, VERSION]));
      expect(found.slice(-38)).toEqual(new Array<object>(38).fill(TOO_LARGE));
      expect(cpuMs).toBeLessThan(2 * BOUND_MS);
    });

    test('cost nothing where no package is named', () => {
      const { found, cpuMs } = many(100, manyTexts(TAGS));
      expect(found[0]).toEqual({ is: 'packages', packages: [] });
      expect(cpuMs).toBeLessThan(2 * BOUND_MS);
    });

    test('cost their room also where their folder is longer than any path', () => {
      const { found, cpuMs } = many(40, manyTexts([VERSION, NAME, FOLDERS, NAMES], 'f'.repeat(5000)));
      expect(found.slice(-36)).toEqual(new Array<object>(36).fill(TOO_LARGE));
      expect(cpuMs).toBeLessThan(2 * BOUND_MS);
    });
  });

  test('one long folder of many names is too much to keep', () => {
    expect(collectOne(PATH, ofFolder(4000, 10_000)).found).toMatchObject({ packages: [{ name: 'bash' }] });
    expect(collectOne(PATH, ofFolder(4000, 100_000)).found).toEqual(TOO_LARGE);
  });
});

describe('what little text says much', () => {
  const APK = 'lib/apk/db/installed';
  const apk = (folder: string, files: string) => `P:a\nV:1\nF:${folder}\n${files}\n\n`;

  test('apk: a folder of megabytes has no files, a long one not too many', () => {
    expect(collectOne(APK, apk('f'.repeat(MIB), 'R:x\n'.repeat(100_000))).found).toEqual({
      is: 'packages',
      packages: [{ kind: 'apk', name: 'a', version: '1', files: [] }],
    });
    expect(collectOne(APK, apk('f'.repeat(4000), 'R:x\n'.repeat(100_000))).found).toEqual(TOO_LARGE);
  });

  test('apk: packages of a few letters are counted with what they take in memory', () => {
    expect(collectOne(APK, 'P:a\nV:1\n\n'.repeat(1_000_000)).found).toEqual(TOO_LARGE);
  });

  test('python: a list of files deep in folders', () => {
    const record = (lines: number) => collectOne(`${'a/'.repeat(2000)}x.dist-info/RECORD`, 'b,\n'.repeat(lines));
    expect(record(10).found).toMatchObject({ is: 'paths', paths: { length: 10 } });
    const { found, cpuMs } = record(4_000_000);
    expect(found).toEqual(TOO_LARGE);
    expect(cpuMs).toBeLessThan(BOUND_MS);
    const climbing = collectOne(`${'a/'.repeat(2000)}x.dist-info/RECORD`, '../x,\n/'.repeat(4000));
    expect(climbing.cpuMs).toBeLessThan(BOUND_MS);
  });

  test('python: a quote without an end', () => {
    const { found, cpuMs } = collectOne('x.dist-info/RECORD', `"${'a'.repeat(15 * MIB)}\n"${'""'.repeat(99)}\nb,\n`);
    expect(found).toEqual({ is: 'paths', paths: [`"${'""'.repeat(99)}`, 'b'] });
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('dpkg: a source of many versions', () => {
    const source = `x${' (1'.repeat(300_000)}\n folded`;
    const status = `Package: a\nVersion: 1\nStatus: install ok installed\nSource: ${source}\n`;
    const { found, cpuMs } = collectOne('var/lib/dpkg/status', status);
    expect(found).toMatchObject({ packages: [{ name: 'a', source: 'x' }] });
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('npm: a folder of megabytes is none', () => {
    const lock = JSON.stringify({
      packages: { [`a/${'b'.repeat(MIB)}`]: { dev: true }, 'node_modules/c': { dev: true } },
    });
    expect(collectOne('x/node_modules/.package-lock.json', lock).found).toEqual({
      is: 'development',
      folders: ['x/node_modules/c'],
    });
  });

  test('once the room of a layer is used up its further files are told and not taken in', () => {
    const run = packageCollector.start();
    const entry = { type: 'file', mode: 0, uid: 0, gid: 0, mtimeMs: 0 } as const;
    const large = Buffer.from('P:a\nV:1\n\n'.repeat(1_000_000));
    const open = (path: string, offset: number) => run.open({ ...entry, path, bytes: large.length, offset });
    const first = open(APK, 0);
    first?.write(large);
    first?.end();
    expect(open(APK, 1)).toBeUndefined();
    expect(open('lib/a.jar', 2)).toBeUndefined();
    open('var/lib/rpm/Packages', 3);
    const unsupported = { is: 'unread', because: 'unsupported' };
    expect(run.result()).toEqual({ 0: TOO_LARGE, 1: TOO_LARGE, 2: TOO_LARGE, 3: unsupported });
  });

  test('what one layer says is bounded as a whole; what was kept before stays', () => {
    const list = (i: number): File => [`var/lib/dpkg/info/${i}.list`, `${'f'.repeat(1000)}\n`.repeat(12_000)];
    const { found } = collect(...[0, 1, 2, 3, 4, 5, 6, 7].map(list));
    expect(found.map((file) => file?.is)).toEqual([
      ...new Array<string>(5).fill('paths'),
      'unread',
      'unread',
      'unread',
    ]);
    expect(found[7]).toEqual(TOO_LARGE);
  });
});

describe('files that only a hard link may name', () => {
  const small = (n: number): File => [`store/${n}`, `{"name":"p${n}","version":"1"}`];

  test('what is kept of them is bounded, and nothing of it where no link asks', () => {
    const layer = Array.from({ length: 30_000 }, (_, n) => small(n));
    const { found, cpuMs } = collect(...layer);
    expect(found.every((file) => file === undefined)).toBe(true);
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('long objects that are none cost no more than their parsing', () => {
    const content = `{"name":1,"version":[${'[],'.repeat(300_000)}0]}`;
    const { cpuMs } = collect(...Array.from({ length: 16 }, (_, n): File => [`store/${n}`, content]));
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });
});
