import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeZip } from '../../../test/kit/make-zip.ts';
import { openTextRoom } from './open-text-room.ts';
import { parseApkInstalled } from './parse-apk.ts';
import { parseDpkgList, parseDpkgStatus, parseDpkgSums } from './parse-dpkg.ts';
import { parseJar } from './parse-jar.ts';
import { parsePackageJson } from './parse-npm.ts';
import { parsePythonMetadata, parsePythonRecord } from './parse-python.ts';
import { parseRpmDatabase } from './parse-rpm.ts';
import { Unread } from './unread.ts';

const room = openTextRoom();

describe('dpkg', () => {
  test('counts what is installed, not what left its configuration', () => {
    const status = [
      'Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\nArchitecture: amd64\nInstalled-Size: 10\nSource: glibc (2.36)',
      'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\nArchitecture: all',
      'Package: half\nStatus: install ok half-installed\nVersion: 1\nArchitecture: all',
      'Package: folded\nStatus: install ok installed\nDescription: one\n two\n .\n three\nVersion: 3\n',
    ].join('\n\n');
    expect(parseDpkgStatus(status, room)).toEqual([
      { kind: 'deb', name: 'libc6', version: '2.36-9', architecture: 'amd64', source: 'glibc', saidBytes: 10_240 },
      { kind: 'deb', name: 'folded', version: '3', architecture: undefined },
    ]);
  });

  test('reads a file of status.d, which says no status', () => {
    expect(parseDpkgStatus('Package: base-files\nVersion: 12\nArchitecture: amd64\n', room)).toMatchObject([
      { name: 'base-files', version: '12' },
    ]);
  });

  test('lists and sums name paths below the root', () => {
    expect(parseDpkgList('/.\n/usr\n/usr/bin/a b\n', room)).toEqual(['usr', 'usr/bin/a b']);
    expect(parseDpkgSums(`${'0'.repeat(32)}  usr/bin/x\nnonsense\n${'f'.repeat(32)} *./y\n`, room)).toEqual([
      'usr/bin/x',
      'y',
    ]);
  });
});

test('apk: folders and the files in them', () => {
  const text =
    'C:Q1=\nP:musl\nV:1.2.5-r0\nA:x86_64\nI:667648\no:musl\nF:lib\nR:ld-musl.so.1\nR:libc.so\nF:\nR:root\n\nP:b\nV:2\no:c\n\n';
  expect(parseApkInstalled(text, room)).toEqual([
    {
      kind: 'apk',
      name: 'musl',
      version: '1.2.5-r0',
      architecture: 'x86_64',
      saidBytes: 667_648,
      files: ['lib/ld-musl.so.1', 'lib/libc.so', 'root'],
    },
    { kind: 'apk', name: 'b', version: '2', architecture: undefined, source: 'c', files: [] },
  ]);
});

describe('python', () => {
  test('the first paragraph counts; the description may say anything', () => {
    expect(parsePythonMetadata('Metadata-Version: 2.1\nName: numpy\nVersion: 1.24.3\n\nVersion: 9\n', room)).toEqual({
      kind: 'python',
      name: 'numpy',
      version: '1.24.3',
    });
    expect(parsePythonMetadata('Name: only\n', room)).toBeUndefined();
  });

  test('paths of a RECORD start at the folder that holds it; quotes hold commas', () => {
    const record = 'a.py,sha256=x,1\n"b,""c"".py",,\n../../../bin/run,,\n/abs/file,,\n\n';
    expect(parsePythonRecord(record, 'usr/lib/python3/site-packages', room)).toEqual([
      'usr/lib/python3/site-packages/a.py',
      'usr/lib/python3/site-packages/b,"c".py',
      'usr/bin/run',
      'abs/file',
    ]);
  });
});

test.each([
  ['{"name":"a","version":"1.0.0"}', { kind: 'npm', name: 'a', version: '1.0.0' }],
  ['\uFEFF{"name":"@x/a","version":"1.0.0"}', { kind: 'npm', name: '@x/a', version: '1.0.0' }],
  ['{"type":"module"}', undefined],
  ['{"name":"a"}', undefined],
  ['{"name":["a"],"version":1}', undefined],
  ['[]', undefined],
  ['{', undefined],
])('package.json %s', (text, record) => expect(parsePackageJson(text, room)).toEqual(record));

describe('jar', () => {
  const packagesOf = (jar: Buffer, path: string) => parseJar(jar, path, room)?.packages;
  const POM = '#Generated\r\ngroupId=org.x\r\nartifactId = lib\n versionless=3\nversion=1.1\n\tversion=1.2 \n';

  test('by pom.properties, by manifest, by its own name; jars within it too', () => {
    const inner = makeZip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\nImplementation-Ver\r\n sion: 7\r\n' });
    const jar = makeZip({
      'META-INF/maven/org.x/lib/pom.properties': POM,
      'META-INF/maven/org.y/shaded/pom.properties': 'version=3\ngroupId=org.y\nartifactId=shaded\n',
      'BOOT-INF/lib/inner.jar': inner,
      'BOOT-INF/lib/named-2.0.jar': makeZip({ a: 'x' }),
    });
    expect(packagesOf(jar, 'app/lib-1.2.jar')).toEqual([
      { kind: 'jar', name: 'org.x:lib', version: '1.2', isMain: true },
      { kind: 'jar', name: 'org.y:shaded', version: '3' },
      { kind: 'jar', name: 'inner', version: '7' },
      { kind: 'jar', name: 'named', version: '2.0' },
    ]);
  });

  test.each([
    [
      'its name with the version in its midst',
      'geronimo-annotation-1.3-spec.jar',
      'geronimo-annotation_1.3_spec',
      '1.3',
    ],
    ['other dashes', 'error-prone-annotation.jar', 'error_prone_annotation', '2.18.0'],
    ['a name with a number, and its version', 'spec-2.0-api-1.1.jar', 'spec-2.0-api', '1.1'],
  ])('a pom of its own name is the jar itself: %s', (_, path, artifact, version) => {
    const pom = `groupId=org.x\nartifactId=${artifact}\nversion=${version}\n`;
    const jar = makeZip({ [`META-INF/maven/org.x/${artifact}/pom.properties`]: pom });
    expect(packagesOf(jar, `usr/share/java/${path}`)).toEqual([
      { kind: 'jar', name: `org.x:${artifact}`, version, isMain: true },
    ]);
  });

  test('a pom of another name is what went into it', () => {
    const jar = makeZip({
      'META-INF/MANIFEST.MF': 'Bundle-Version: 4.2\n',
      'META-INF/maven/cglib/cglib/pom.properties': 'groupId=cglib\nartifactId=cglib\nversion=3.2\n',
    });
    expect(packagesOf(jar, 'guice.jar')).toMatchObject([
      { name: 'guice', version: '4.2', isMain: true },
      { name: 'cglib:cglib', version: '3.2' },
    ]);
  });

  test('a version may hold a tilde', () => {
    expect(packagesOf(makeZip({ a: 'x' }), 'jsr305-0.1~+svn49.jar')).toMatchObject([
      { name: 'jsr305', version: '0.1~+svn49' },
    ]);
  });

  test('what is no zip, and one cut off', () => {
    expect(parseJar(Buffer.from('no zip'), 'x.jar', room)).toBeUndefined();
    const jar = makeZip({ 'META-INF/maven/org.x/lib/pom.properties': POM });
    expect(parseJar(jar.subarray(0, jar.length - 30), 'x.jar', room)).toBeUndefined();
  });

  test('any bytes are answered', () => {
    const jar = makeZip({ 'META-INF/maven/org.x/lib/pom.properties': POM, 'b.jar': makeZip({ c: 'd' }) });
    fc.assert(
      fc.property(fc.nat(jar.length - 1), fc.nat(255), (at, byte) => {
        const broken = Buffer.from(jar);
        broken[at] = byte;
        try {
          parseJar(broken, 'x-1.jar', room);
        } catch (error) {
          expect(error).toBeInstanceOf(Unread);
        }
      }),
    );
  });
});

describe('rpm', () => {
  test('what is no database', () => expect(parseRpmDatabase(Buffer.alloc(4096), room)).toBeUndefined());
});
