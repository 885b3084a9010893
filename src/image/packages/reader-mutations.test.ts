import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeZip } from '../../../test/kit/make-zip.ts';
import { openTextRoom, type TextRoom } from './open-text-room.ts';
import { packageCollector } from './package-collector.ts';
import { parseApkInstalled } from './parse-apk.ts';
import { parseDpkgStatus } from './parse-dpkg.ts';
import { parseJar } from './parse-jar.ts';
import { parsePythonMetadata, parsePythonRecord } from './parse-python.ts';
import { parseRpmDatabase, parseRpmHeader } from './parse-rpm.ts';
import { makeCell, makeDatabase, makeInterior, makeLeaf, makeRecord, makeRpm } from './random-packages.ts';
import { Unread } from './unread.ts';

const header = makeRpm({
  name: 'bash',
  version: '5',
  release: '1',
  epoch: 1,
  source: 'b-1-1.src.rpm',
  files: ['a', 'b'],
});
const rows = (...keys: readonly number[]) => keys.map((key) => makeCell(key, makeRecord([key, header])));
const database = makeDatabase([
  makeInterior(1024, [3], 4),
  makeLeaf(1024, rows(1, 2)),
  makeLeaf(1024, [...rows(3), makeCell(4, makeRecord([1, 'x'], [0, 1, 7, 8, 9]))]),
]);
const jar = makeZip({
  'META-INF/maven/g/a/pom.properties': 'groupId=g\nartifactId=a\nversion=1\n',
  'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\nImplementation-Version: 7\r\n',
  'in-2.jar': makeZip({ a: 'b' }),
});
const status = 'Package: a\nVersion: 1\nStatus: install ok installed\nSource: b (2)\nInstalled-Size: 3\n';
const installed = 'P:a\nV:1\nA:x\nI:5\no:b\nF:lib\nR:x\nR:y\n\nP:b\nV:2\n\n';
const metadata = 'Metadata-Version: 2.1\nName: a\nVersion: 1\n\nText\n';
const record = 'a.py,sha256=x,1\n"b,""c"".py",,\n../../bin/run,,\n';

const text = (content: Buffer) => content.toString('latin1');
const READERS: readonly (readonly [string, string, Buffer, (content: Buffer, room: TextRoom) => unknown])[] = [
  ['sqlite', 'var/lib/rpm/rpmdb.sqlite', database, parseRpmDatabase],
  ['rpm header', '', header, parseRpmHeader],
  ['zip', 'x/x-1.jar', jar, (content, room) => parseJar(content, 'x-1.jar', room)],
  ['dpkg', 'var/lib/dpkg/status', Buffer.from(status), (content, room) => parseDpkgStatus(text(content), room)],
  ['apk', 'lib/apk/db/installed', Buffer.from(installed), (content, room) => parseApkInstalled(text(content), room)],
  ['METADATA', 'a.dist-info/METADATA', Buffer.from(metadata), (c, room) => parsePythonMetadata(text(c), room)],
  ['RECORD', 'a.dist-info/RECORD', Buffer.from(record), (c, room) => parsePythonRecord(text(c), 'usr/lib', room)],
];

/** Bytes changed, stretches cut out or doubled. */
const mutations = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'cut', 'double'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutate(sound: Buffer, changes: readonly { kind: string; at: number; byte: number }[]): Buffer {
  let bytes = Buffer.from(sound);
  for (const { kind, at, byte } of changes) {
    const place = Math.floor(at * bytes.length);
    const piece = bytes.subarray(place, place + byte);
    if (kind === 'set') bytes.fill(byte, place, Math.min(place + 1, bytes.length));
    else
      bytes = Buffer.concat([
        bytes.subarray(0, place),
        ...(kind === 'cut' ? [] : [piece, piece]),
        bytes.subarray(place + byte),
      ]);
  }
  return bytes;
}

describe.each(READERS)('%s', (_, path, sound, read) => {
  test('a sound one is read', () => {
    expect(read(sound, openTextRoom())).toBeTruthy();
  });

  test('a damaged one is read as far as it goes, or told', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        try {
          read(mutate(sound, changes), openTextRoom());
        } catch (error) {
          expect(error).toBeInstanceOf(Unread);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a damaged one never ends the layer', () => {
    fc.assert(
      fc.property(mutations, fc.boolean(), (changes, isWhole) => {
        const content = mutate(sound, changes);
        const entry = {
          path,
          type: 'file',
          bytes: content.length,
          mode: 0,
          uid: 0,
          gid: 0,
          mtimeMs: 0,
          offset: 0,
        } as const;
        const run = packageCollector.start();
        const sink = run.open(entry);
        sink?.write(content);
        if (isWhole) sink?.end();
        run.result();
      }),
    );
  });
});

test('a name does not keep the file it stands in', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heldBytes = () => {
    // What lies outside of V8's heap is let go of only after it was found to be garbage.
    collectGarbage();
    collectGarbage();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };
  const run = packageCollector.start();
  const before = heldBytes();
  for (let i = 0; i < 100; i++) {
    const content = Buffer.from(
      `Name: a-name-of-some-length-${i}\nVersion: 1.2.3.4.5.6.7.8.9.10\n\n${'x'.repeat(1_000_000)}`,
    );
    const entry = { path: 'a.dist-info/METADATA', type: 'file', bytes: content.length, mode: 0 } as const;
    const sink = run.open({ ...entry, uid: 0, gid: 0, mtimeMs: 0, offset: i });
    sink?.write(content);
    sink?.end();
  }
  expect(heldBytes() - before).toBeLessThan(30_000_000);
  expect(Object.keys(run.result())).toHaveLength(100);
});
