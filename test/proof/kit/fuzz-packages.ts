import { deflateSync } from 'node:zlib';
import { type SecretFiles, secretCollector } from '../../../src/image/collectors/secret-collector.ts';
import type { Collector } from '../../../src/image/contract.ts';
import { openTextRoom, type TextRoom } from '../../../src/image/packages/open-text-room.ts';
import { packageCollector } from '../../../src/image/packages/package-collector.ts';
import { parseApkInstalled } from '../../../src/image/packages/parse-apk.ts';
import { parseDpkgList, parseDpkgStatus, parseDpkgSums } from '../../../src/image/packages/parse-dpkg.ts';
import { GO_MAGIC } from '../../../src/image/packages/parse-go.ts';
import { parseJar } from '../../../src/image/packages/parse-jar.ts';
import { parseHiddenLock, parsePackageJson } from '../../../src/image/packages/parse-npm.ts';
import { parsePythonMetadata, parsePythonRecord } from '../../../src/image/packages/parse-python.ts';
import { parseRpmDatabase, parseRpmHeader } from '../../../src/image/packages/parse-rpm.ts';
import {
  makeCell,
  makeDatabase,
  makeInterior,
  makeLeaf,
  makeLongCell,
  makeRecord,
  makeRpm,
} from '../../../src/image/packages/random-packages.ts';
import { Unread } from '../../../src/image/packages/unread.ts';
import { makeZip } from '../../kit/make-zip.ts';
import { Refusal, type Seed, type Seeds } from './fuzz-contract.ts';
import { mutate, pick, type Random } from './mutate.ts';

/** What package managers keep, given to its reader itself: a collector calls whatever a reader throws a damaged file. */
export function fuzzedPackages(): Seeds {
  return {
    dpkg: [
      ofText('status', STATUS, parseDpkgStatus),
      ofText('list', '/.\n/usr\n/usr/bin/a b\n', parseDpkgList),
      ofText('sums', `${'0'.repeat(32)}  usr/bin/x\n${'f'.repeat(32)} *./y\n`, parseDpkgSums),
    ],
    apk: [ofText('installed', 'C:Q1=\nP:a\nV:1\nA:x\nI:5\no:b\nF:lib\nR:x\nR:y\n\nP:b\nV:2\n\n', parseApkInstalled)],
    python: [
      ofText('METADATA', 'Metadata-Version: 2.1\nName: a\nVersion: 1\n\nText\n', parsePythonMetadata),
      ofText('RECORD', 'a.py,sha256=x,1\n"b,""c"".py",,\n../../bin/run,,\n', (text, room) =>
        parsePythonRecord(text, 'usr/lib', room),
      ),
    ],
    npm: [
      ofText('package.json', '{"name":"a","version":"1.0.0","scripts":{"x":"y"}}', parsePackageJson),
      ofText('lock', '{"packages":{"node_modules/a":{"dev":true},"node_modules/b":{}}}', (text, room) =>
        parseHiddenLock(text, 'app', room),
      ),
    ],
    rpm: [ofBytes('header', HEADER, parseRpmHeader), ofBytes('database', rpmDatabase(), parseRpmDatabase)],
    jar: [
      ofBytes('jar', jarOf(INNER), (zip, room) => parseJar(zip, 'x-1.jar', room)),
      { name: 'jar of a damaged jar', read: (random) => readJarOf(mutate(INNER, random)) },
    ],
    go: [ofProgram('inline', goProgram())],
    cargo: [
      ofProgram('list', cargoProgram(CARGO_LIST)),
      { name: 'damaged list', read: (random) => passThrough(cargoProgram(mutate(CARGO_LIST, random)), random) },
    ],
    secret: SECRETS.map(([path, content]) => ({
      name: path,
      read(random) {
        const found = collect(secretCollector, path, mutate(Buffer.from(content), random), random) as SecretFiles;
        if (found[0] === undefined) throw new Refusal('no-secret');
      },
    })),
  };
}

const STATUS =
  'Package: a\nVersion: 1\nStatus: install ok installed\nSource: b (2)\nInstalled-Size: 3\nDescription: x\n y\n\nPackage: c\nVersion: 2\n';
const HEADER = makeRpm({ name: 'bash', version: '5', release: '1', epoch: 1, source: 'b-1-1.src.rpm', files: ['a'] });
const INNER = makeZip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\nImplementation-Ver\r\n sion: 7\r\n' });
const CARGO_LIST = Buffer.from('{"packages":[{"name":"a","version":"1.0.0","source":"local","root":true}]}');
const ELF = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(60)]);
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nmade up\n';

/** Made up. */
const SECRETS: readonly (readonly [path: string, content: string])[] = [
  ['root/.ssh/id_rsa', KEY],
  ['root/.aws/credentials', '[default]\naws_secret_access_key = made-up\n'],
  ['app/key.json', `{"private_key": ${JSON.stringify(KEY)}}`],
  ['root/.docker/config.json', '{"auths":{"x":{"auth":"bWFkZTp1cA=="}}}'],
  ['root/.npmrc', '//registry.test/:_authToken=made-up\n'],
  ['root/.pypirc', '[x]\npassword: made-up\n'],
  ['etc/pip.conf', 'index-url = https://made:up@registry.test/simple\n'],
  ['root/.git-credentials', 'https://made:up@git.test\n'],
  ['root/.netrc', 'machine x login y password made-up\n'],
  ['app/.env', 'export API_TOKEN="made-up"\n'],
];

function ofText(name: string, text: string, parse: (text: string, room: TextRoom) => unknown): Seed {
  return ofBytes(name, Buffer.from(text), (bytes, room) => parse(bytes.toString('latin1'), room));
}

function ofBytes(name: string, sound: Buffer, parse: (bytes: Buffer, room: TextRoom) => unknown): Seed {
  return { name, read: (random) => orUnread(() => parse(mutate(sound, random), openTextRoom())) };
}

/** Damaged files are refused by `Unread` alone. */
function orUnread(read: () => unknown): void {
  try {
    JSON.stringify(read());
  } catch (error) {
    throw error instanceof Unread ? new Refusal(`unread-${error.because}`) : error;
  }
}

function jarOf(inner: Buffer): Buffer {
  return makeZip({
    'META-INF/maven/g/a/pom.properties': 'groupId=g\nartifactId=a\nversion=1\n',
    'BOOT-INF/lib/in-2.jar': inner,
  });
}

function readJarOf(inner: Buffer): void {
  orUnread(() => parseJar(jarOf(inner), 'x-1.jar', openTextRoom()));
}

function rpmDatabase(): Buffer {
  const rows = (...keys: readonly number[]) => keys.map((key) => makeCell(key, makeRecord([key, HEADER])));
  const { cell, chain } = makeLongCell(3, makeRecord([3, makeRpm({ ...LONG })]), 1024, 5);
  return makeDatabase([makeInterior(1024, [3], 4), makeLeaf(1024, rows(1, 2)), makeLeaf(1024, [cell]), ...chain]);
}

const LONG = { name: 'long', version: '1', release: '1', source: '', files: ['x'.repeat(2000), 'y'.repeat(900)] };

function ofProgram(name: string, program: Buffer): Seed {
  return { name, read: (random) => passThrough(mutate(program, random), random) };
}

/** Blocks in programs are found while they pass. */
function passThrough(program: Buffer, random: Random): void {
  const found = collect(packageCollector, 'usr/bin/x', program, random);
  if (Object.keys(found as object).length === 0) throw new Refusal('no-list');
}

/** In chunks of any length, as layers come. */
function collect(collector: Collector, path: string, content: Buffer, random: Random): unknown {
  const run = collector.start();
  const plain = { type: 'file', mode: 0, uid: 0, gid: 0, mtimeMs: 0, offset: 0 } as const;
  const sink = run.open({ ...plain, path, bytes: content.length });
  const step = pick([1, 7, 100, 65_536], random);
  for (let at = 0; at < content.length; at += step) sink?.write(content.subarray(at, at + step));
  if (random() < 0.9) sink?.end();
  return run.result();
}

function goProgram(): Buffer {
  const header = Buffer.alloc(32);
  GO_MAGIC.copy(header);
  header[15] = 2;
  const mark = 'm'.repeat(16);
  const list = `${mark}path\tx.test/app\nmod\tx.test/app\tv1.0.0\t\ndep\tx.test/lib\tv2.0.0\th1:x\n=>\tx.test/fork\tv2.0.1\t\n${mark}`;
  const text = (value: string) =>
    Buffer.concat([Buffer.from([(value.length & 0x7f) | 0x80, value.length >> 7]), Buffer.from(value)]);
  return Buffer.concat([ELF, header, text('go1.22.1'), text(list), Buffer.alloc(64)]);
}

function cargoProgram(list: Buffer): Buffer {
  return Buffer.concat([ELF, deflateSync(list, { level: 9 }), Buffer.alloc(600)]);
}
