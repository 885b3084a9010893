import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collect, collectOne } from '../../../test/kit/collect-packages.ts';
import { makeSharedZip, makeZip } from '../../../test/kit/make-zip.ts';
import { JAR_LIMITS } from './parse-jar.ts';
import { readZip } from './read-zip.ts';

const LIBRARY = 'org.apache.logging.log4j';
const POM = { [`META-INF/maven/${LIBRARY}/log4j-core/pom.properties`]: pomOf(LIBRARY, 'log4j-core', '2.14.1') };
const FOUND = { kind: 'jar', name: `${LIBRARY}:log4j-core`, version: '2.14.1' };

function pomOf(group: string, name: string, version: string): string {
  return `groupId=${group}\nartifactId=${name}\nversion=${version}\n`;
}

function classes(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`a/C${i}.class`, '']));
}

/** So many classes, and behind them the pom; one stream stands for all, which is what makes it quick. */
function zipOf(count: number): Buffer {
  const [[name = '', pom = ''] = []] = Object.entries(POM);
  const stream = deflateRawSync(pom);
  return makeSharedZip(stream, count + 1, pom.length, (i) => (i === count ? name : `a/C${i}.class`));
}

describe('jars of many members', () => {
  test('what stands behind ten thousand classes is found', () => {
    const jar = zipOf(12_000);
    expect(collectOne('app.jar', jar).found).toEqual({ is: 'packages', packages: [FOUND] });
  });

  test('more members than two bytes count', () => {
    const jar = zipOf(70_000);
    expect(collectOne('app.jar', jar).found).toEqual({ is: 'packages', packages: [FOUND] });
  });

  test('many libraries of many classes', () => {
    const libraries = Array.from({ length: 30 }, (_, i) => [
      `BOOT-INF/lib/lib${i}.jar`,
      makeZip({ ...classes(500), [`META-INF/maven/g/lib${i}/pom.properties`]: pomOf('g', `lib${i}`, '1') }),
    ]);
    const { found } = collectOne(
      'app.jar',
      makeZip({ ...Object.fromEntries(libraries), 'BOOT-INF/lib/l.jar': makeZip(POM) }),
    );
    const names = (found?.is === 'packages' ? found.packages : []).map(({ name }) => name);
    expect(names).toEqual([...libraries.map((_, i) => `g:lib${i}`), FOUND.name]);
    expect(found).not.toHaveProperty('lacks');
  });

  test('more documents than are read are told', () => {
    const poms = Array.from({ length: JAR_LIMITS.members + 1 }, (_, i) => [
      `META-INF/maven/g/a${i}/pom.properties`,
      '',
    ]);
    const { found } = collectOne('app.jar', makeZip(Object.fromEntries(poms)));
    expect(found).toEqual({ is: 'packages', packages: [], lacks: 'too-large' });
    const { found: all } = collectOne('app.jar', makeZip(Object.fromEntries(poms.slice(1))));
    expect(all).toEqual({ is: 'packages', packages: [] });
  });

  test('jars too deep within each other are told', () => {
    const nest = (depth: number): Buffer => (depth === 0 ? makeZip(POM) : makeZip({ 'in.jar': nest(depth - 1) }));
    expect(collectOne('app.jar', nest(JAR_LIMITS.depth)).found).toEqual({ is: 'packages', packages: [FOUND] });
    expect(collectOne('app.jar', nest(JAR_LIMITS.depth + 1)).found).toEqual({
      is: 'packages',
      packages: [],
      lacks: 'too-large',
    });
  });
});

test.each(['usr/share/jenkins/ref/plugins/git.jpi', 'plugins/git.hpi', 'app/LIB.JAR', 'a.war', 'a.ear'])(
  'a jar is one by whatever name: %s',
  (path) => {
    expect(collectOne(path, makeZip(POM)).found).toEqual({ is: 'packages', packages: [FOUND] });
    expect(collectOne('app.jar', makeZip({ [path]: makeZip(POM) })).found).toEqual({
      is: 'packages',
      packages: [FOUND],
    });
  },
);

test('what only ends like a jar is none', () => {
  expect(collectOne('a/xjar', makeZip(POM)).found).toBeUndefined();
  expect(collectOne('a.jar/b', makeZip(POM)).found).toBeUndefined();
});

describe('where a zip begins', () => {
  const jar = makeZip(POM);
  const script = Buffer.from('#!/bin/sh\nexec java -jar "$0"\n');

  test('behind a program', () => {
    expect(collectOne('app.jar', Buffer.concat([script, jar])).found).toEqual({ is: 'packages', packages: [FOUND] });
  });

  test('behind a program that its offsets take in', () => {
    const moved = Buffer.concat([script, jar]);
    const directory = script.length + jar.readUInt32LE(jar.length - 6);
    moved.writeUInt32LE(directory, moved.length - 6);
    moved.writeUInt32LE(script.length, directory + 42);
    expect(collectOne('app.jar', moved).found).toEqual({ is: 'packages', packages: [FOUND] });
  });

  test.each([0, 1000])('its longer end record is read, also behind a program of %i bytes', (before) => {
    const zip = zipOf(70_000);
    const packed = Buffer.concat([Buffer.alloc(before), withLongEnd(zip, 70_001)]);
    expect(readZip(packed, (name) => name.endsWith('.properties'))).toMatchObject({ isCut: false, members: [{}] });
    expect(collectOne('app.jar', packed).found).toEqual({ is: 'packages', packages: [FOUND] });
  });

  test('a directory that is not there, cut short, or of another count is told', () => {
    const end = jar.length - 22;
    const entry = jar.readUInt32LE(end + 16);
    const changed = (at: number, by: number) => {
      const copy = Buffer.from(jar);
      copy.writeUInt16LE(copy.readUInt16LE(at) + by, at);
      return copy;
    };
    const malformed = { is: 'unread', because: 'malformed' };
    const noDirectory = collect(['a.jar', changed(entry, 1)], ['b.jar', withLongEnd(jar, 1).fill(0, end, end + 4)]);
    expect(noDirectory.found).toEqual([malformed, malformed]);
    expect(collectOne('app.jar', changed(end + 10, 1)).found).toEqual({
      is: 'packages',
      packages: [FOUND],
      lacks: 'malformed',
    });
  });

  test('a damaged jar costs the one around it nothing, and is told', () => {
    const damaged = Buffer.from(jar).fill(0, jar.readUInt32LE(jar.length - 6), jar.length - 22);
    for (const inner of [damaged, Buffer.from('no zip')]) {
      expect(collectOne('app.jar', makeZip({ ...POM, 'in.jar': inner })).found).toEqual({
        is: 'packages',
        packages: [FOUND],
        lacks: 'malformed',
      });
    }
  });
});

/** As writers end a zip whose numbers are too large for the short record. */
function withLongEnd(zip: Buffer, count: number): Buffer {
  const end = zip.length - 22;
  const long = Buffer.alloc(56);
  long.writeUInt32LE(0x0606_4b50, 0);
  long.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) long.writeBigUInt64LE(BigInt(count), at);
  long.writeBigUInt64LE(BigInt(zip.readUInt32LE(end + 12)), 40);
  long.writeBigUInt64LE(BigInt(zip.readUInt32LE(end + 16)), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  const short = Buffer.from(zip.subarray(end));
  short.fill(0xff, 8, 20);
  return Buffer.concat([zip.subarray(0, end), long, locator, short]);
}
