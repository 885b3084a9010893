import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../image/contract.ts';
import { type ElfSpec, makeElf } from '../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { surveyImage } from '../../image/survey-image.ts';
import { computeClosure, type RunChanges } from './compute-closure.ts';

const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const MUSL = '/lib/ld-musl-x86_64.so.1';
const elf = (name: string, spec: ElfSpec = {}, mode = 0o755): MemberSpec => ({ name, content: makeElf(spec), mode });
const script = (name: string, content: string, mode = 0o755): MemberSpec => ({ name, content, mode });
const dir = (name: string, mode = 0o755): MemberSpec => ({ name, type: 'dir', mode });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const glibc: MemberSpec[] = [
  dir('tmp'),
  elf('lib64/ld-linux-x86-64.so.2'),
  elf('lib/x86_64-linux-gnu/libc.so.6', { soname: 'libc.so.6' }),
];
const musl: MemberSpec[] = [
  dir('tmp'),
  elf('lib/ld-musl-x86_64.so.1'),
  elf('bin/busybox', { interpreter: MUSL }),
  link('bin/sh', 'busybox'),
];

async function look(members: MemberSpec[], config: Partial<ImageConfig>, changes: RunChanges = {}) {
  const survey = await surveyImage(makeView([members], config));
  return computeClosure(survey, changes);
}

/** As ldconfig writes it. */
function makeLibraryCache(entries: readonly [name: string, path: string][]): MemberSpec {
  const texts = entries.flat().join('\0');
  const head = Buffer.alloc(48 + entries.length * 24);
  head.write('glibc-ld.so.cache1.1', 'latin1');
  head.writeUInt32LE(entries.length, 20);
  let at = head.length;
  entries.forEach(([name, path], i) => {
    head.writeUInt32LE(at, 48 + i * 24 + 4);
    head.writeUInt32LE(at + name.length + 1, 48 + i * 24 + 8);
    at += name.length + path.length + 2;
  });
  return { name: 'etc/ld.so.cache', content: Buffer.concat([head, Buffer.from(`${texts}\0`)]) };
}

/** Codes of the sure findings. */
async function broken(
  members: MemberSpec[],
  config: Partial<ImageConfig>,
  changes: RunChanges = {},
): Promise<string[]> {
  return (await look(members, config, changes)).filter((f) => f.sure).map((f) => f.cause.message.code);
}

async function notes(members: MemberSpec[], config: Partial<ImageConfig>): Promise<string[]> {
  return (await look(members, config)).filter((f) => !f.sure).map((f) => f.cause.message.code);
}

describe('loader and libraries', () => {
  test('T24 a dynamic program on scratch: its loader is missing', async () => {
    const members = [elf('app', { interpreter: GLIBC, needed: ['libz.so.1', 'libc.so.6'] })];
    const [finding] = await look(members, { entrypoint: ['/app'] });
    expect(finding).toMatchObject({
      sure: true,
      of: 'start',
      cause: { message: { code: 'closure-loader-missing', args: { path: '/app', loader: GLIBC } }, evidence: '/app' },
    });
  });

  test('T24 with the loader and libc but without libz, as on a distroless base', async () => {
    const members = [...glibc, elf('app', { interpreter: GLIBC, needed: ['libz.so.1', 'libc.so.6'] })];
    const [finding] = await look(members, { entrypoint: ['/app'] });
    expect(finding?.cause.message).toEqual({
      code: 'closure-library-missing',
      args: { library: 'libz.so.1', neededBy: '/app' },
    });
  });

  test('spares a static program on scratch', async () => {
    expect(await broken([elf('app', { type: 2 })], { entrypoint: ['/app'] })).toEqual([]);
  });

  test('T58 a glibc program on a musl base', async () => {
    const members = [...musl, elf('app', { interpreter: GLIBC, needed: ['libc.so.6'] })];
    expect(await broken(members, { entrypoint: ['/app'] })).toEqual(['closure-loader-missing']);
    const native = [...musl, elf('app', { interpreter: MUSL, needed: ['libc.musl-x86_64.so.1', 'libdl.so.2'] })];
    expect(await broken(native, { entrypoint: ['/app'] })).toEqual([]);
  });

  test('spares a shim that goes by the name of the glibc loader', async () => {
    const shim = elf('lib64/ld-linux-x86-64.so.2', { interpreter: MUSL, needed: ['libgcompat.so.0'] });
    const members = [...musl, shim, elf('app', { interpreter: GLIBC, needed: ['libc.so.6'] })];
    expect(await broken(members, { entrypoint: ['/app'] })).toEqual([]);
  });

  const needs = (extra: ElfSpec = {}) => elf('opt/bin/app', { interpreter: GLIBC, needed: ['libx.so.1'], ...extra });
  const libx = (path: string, spec: ElfSpec = {}) => elf(path, { soname: 'libx.so.1', ...spec });
  test.each<[string, MemberSpec[], Partial<ImageConfig>]>([
    ['a default folder', [needs(), libx('usr/lib/libx.so.1')], {}],
    ['the folder of the architecture', [needs(), libx('usr/lib/x86_64-linux-gnu/libx.so.1')], {}],
    ['RUNPATH with $ORIGIN', [needs({ runpath: '$ORIGIN/../lib' }), libx('opt/lib/libx.so.1')], {}],
    ['RPATH with ${ORIGIN}', [needs({ rpath: '/none:${ORIGIN}/../lib' }), libx('opt/lib/libx.so.1')], {}],
    ['LD_LIBRARY_PATH', [needs(), libx('x/libx.so.1')], { env: ['LD_LIBRARY_PATH=/y:/x'] }],
    ['ld.so.cache', [needs(), libx('odd/libx.so.1'), makeLibraryCache([['libx.so.1', '/odd/libx.so.1']])], {}],
    ['$LIB', [needs({ runpath: '/odd/$LIB' }), libx('odd/lib/x86_64-linux-gnu/libx.so.1')], {}],
    ['$PLATFORM', [needs({ runpath: '/odd/${PLATFORM}' }), libx('odd/x86_64/libx.so.1')], {}],
    ['the folder for newer processors', [needs(), libx('usr/lib/glibc-hwcaps/x86-64-v3/libx.so.1')], {}],
    ['$ORIGIN in the name itself', [needs({ needed: ['$ORIGIN/libx.so.1'] }), libx('opt/bin/libx.so.1')], {}],
    ['a symlink', [needs(), link('usr/lib/libx.so.1', 'libx.so.1.2.3'), libx('usr/lib/libx.so.1.2.3')], {}],
    [
      'the name of a library that is loaded by path',
      [needs({ needed: ['/opt/own.so', 'libx.so.1'] }), libx('opt/own.so')],
      {},
    ],
    [
      'RPATH of the program for the library of a library',
      [needs({ needed: ['liby.so'], rpath: '/x' }), elf('x/liby.so', { needed: ['libx.so.1'] }), libx('x/libx.so.1')],
      {},
    ],
  ])('finds a library by %s', async (_where, members, config) => {
    expect(await broken([...glibc, ...members], { cmd: ['/opt/bin/app'], ...config })).toEqual([]);
  });

  test.each<[string, MemberSpec[]]>([
    ['nowhere', [needs()]],
    ['only for another architecture', [needs(), libx('usr/lib/libx.so.1', { machine: 183 })]],
    ['only for another width', [needs(), libx('usr/lib/libx.so.1', { bits: 32, machine: 62 })]],
    ['a dangling symlink', [needs(), link('usr/lib/libx.so.1', 'gone')]],
    [
      'only by the RUNPATH of the program, for the library of a library',
      [needs({ needed: ['liby.so'], runpath: '/x' }), elf('x/liby.so', { needed: ['libx.so.1'] }), libx('x/libx.so.1')],
    ],
  ])('misses a library that is %s', async (_where, members) => {
    expect(await broken([...glibc, ...members], { cmd: ['/opt/bin/app'] })).toEqual(['closure-library-missing']);
  });

  test.each<[string, MemberSpec[]]>([
    ['ld.so.conf', [script('etc/ld.so.conf', '# c\n/x\n')]],
    [
      'an include of ld.so.conf',
      [script('etc/ld.so.conf', 'include ld.so.conf.d/*.conf'), script('etc/ld.so.conf.d/a.conf', '/x\n')],
    ],
  ])('misses a library where only %s leads to, until ldconfig has noted it', async (_where, conf) => {
    const members = [...glibc, needs(), libx('x/libx.so.1'), ...conf];
    const [finding] = await look(members, { cmd: ['/opt/bin/app'] });
    expect(finding).toMatchObject({
      sure: true,
      cause: {
        message: { code: 'closure-library-not-cached', args: { place: '/x/libx.so.1' } },
        cure: { code: 'closure-cure-run-ldconfig' },
      },
    });
    const cache = makeLibraryCache([['libx.so.1', '/x/libx.so.1']]);
    expect(await broken([...members, cache], { cmd: ['/opt/bin/app'] })).toEqual([]);
    const torn = script('etc/ld.so.cache', 'glibc-ld.so.cache1.1 and then nothing of it');
    expect(await broken([...members, torn], { cmd: ['/opt/bin/app'] })).toEqual([]);
  });

  test('DF_1_NODEFLIB keeps the loader from its own folders', async () => {
    const members = [...glibc, libx('usr/lib/libx.so.1')];
    const bare = needs({ flags: 0x800 });
    expect(await broken([...members, bare], { cmd: ['/opt/bin/app'] })).toEqual(['closure-library-missing']);
    const own = needs({ flags: 0x800, runpath: '/usr/lib' });
    expect(await broken([...members, own], { cmd: ['/opt/bin/app'] })).toEqual([]);
  });

  test('musl: its own list of folders, and RUNPATH of whoever loaded it', async () => {
    const main = (extra: ElfSpec = {}) => elf('app', { interpreter: MUSL, needed: ['liby.so'], ...extra });
    const libs = [elf('x/liby.so', { needed: ['libz.so'] }), elf('x/libz.so')];
    expect(await broken([...musl, main(), ...libs], { cmd: ['/app'] })).toEqual(['closure-library-missing']);
    expect(await broken([...musl, main({ runpath: '/x' }), ...libs], { cmd: ['/app'] })).toEqual([]);
    const list = script('etc/ld-musl-x86_64.path', '/lib\n/x\n');
    expect(await broken([...musl, main(), ...libs, list], { cmd: ['/app'] })).toEqual([]);
  });

  test('a chain of objects that all name folders costs no more than is given, and concludes nothing', async () => {
    const rpath = Array.from({ length: 400 }, (_, i) => `/d${i}`).join(':');
    const chain = Array.from({ length: 300 }, (_, i) =>
      elf(`lib/l${i}.so`, {
        rpath,
        needed: [`l${i + 1}.so`, ...Array.from({ length: 40 }, (_x, j) => `m${i}-${j}.so`)],
      }),
    );
    const first = elf('app', { interpreter: GLIBC, needed: ['l0.so'] });
    const started = performance.now();
    expect(await broken([...glibc, first, ...chain, elf('lib/l300.so')], { cmd: ['/app'] })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('what may be mounted where the loader looks is not missed', async () => {
    const changes = { mountTargets: ['/data'] };
    expect(await broken([...glibc, needs({ runpath: '/data/lib' })], { cmd: ['/opt/bin/app'] }, changes)).toEqual([]);
  });

  test('is not sure of a loader it does not know', async () => {
    const members = [elf('lib/ld-strange.so'), elf('app', { interpreter: '/lib/ld-strange.so', needed: ['libx.so'] })];
    expect(await broken(members, { cmd: ['/app'] })).toEqual([]);
    expect(await notes([...members, dir('tmp')], { cmd: ['/app'] })).toEqual(['closure-library-missing']);
  });

  test('another architecture', async () => {
    expect(await broken([elf('app', { machine: 183 })], { cmd: ['/app'] })).toEqual(['closure-architecture-mismatch']);
    expect(await broken([elf('app', { machine: 183 })], { cmd: ['/app'], architecture: 'arm64' })).toEqual([]);
    expect(await broken([elf('app', { machine: 3, bits: 32 })], { cmd: ['/app'] })).toEqual([]);
  });
});

describe('versions', () => {
  const libc = (...definesVersions: string[]): MemberSpec[] => [
    dir('tmp'),
    elf('lib64/ld-linux-x86-64.so.2', { soname: 'ld-linux-x86-64.so.2', definesVersions: ['GLIBC_2.3'] }),
    elf('lib/x86_64-linux-gnu/libc.so.6', { soname: 'libc.so.6', definesVersions }),
  ];
  const app = (...versions: string[]) =>
    elf('app', { interpreter: GLIBC, needed: ['libc.so.6'], needsVersions: [['libc.so.6', ...versions]] });
  const old = libc('GLIBC_2.2.5', 'GLIBC_2.9', 'GLIBC_2.28', 'GLIBC_PRIVATE');

  test('T26 a program built on a newer glibc than the image has', async () => {
    const [finding] = await look([...old, app('GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBC_2.29')], { cmd: ['/app'] });
    expect(finding).toMatchObject({
      sure: true,
      of: 'start',
      cause: {
        message: {
          code: 'closure-symbol-version-missing',
          args: { library: 'libc.so.6', version: 'GLIBC_2.34', neededBy: '/app', has: 'GLIBC_2.28' },
        },
        cure: { code: 'closure-cure-same-glibc' },
      },
    });
  });

  test('spares versions that are there, weak ones, and a library that defines none', async () => {
    expect(await broken([...old, app('GLIBC_2.28', '?GLIBC_2.34')], { cmd: ['/app'] })).toEqual([]);
    expect(await broken([...glibc, app('GLIBC_2.34')], { cmd: ['/app'] })).toEqual([]);
    const other = elf('app', { interpreter: GLIBC, needed: ['libc.so.6'], needsVersions: [['libgone.so', 'X_1']] });
    expect(await broken([...old, other], { cmd: ['/app'] })).toEqual([]);
    const ofLoader = elf('app', {
      interpreter: GLIBC,
      needed: ['libc.so.6', 'ld-linux-x86-64.so.2'],
      needsVersions: [['ld-linux-x86-64.so.2', 'GLIBC_2.3']],
    });
    expect(await broken([...old, ofLoader], { cmd: ['/app'] })).toEqual([]);
  });

  test('of a library of a library, and only where no other copy might be taken', async () => {
    const needs = elf('app', { interpreter: GLIBC, needed: ['libx.so', 'libstdc++.so.6'] });
    const libx = elf('usr/lib/libx.so', { needsVersions: [['libstdc++.so.6', 'GLIBCXX_3.4.30']] });
    const cxx = (path: string, version: string) =>
      elf(path, { soname: 'libstdc++.so.6', definesVersions: ['GLIBCXX_3.4', version] });
    const members = [...old, needs, libx, cxx('usr/lib/libstdc++.so.6', 'GLIBCXX_3.4.29')];
    expect(await broken(members, { cmd: ['/app'] })).toEqual(['closure-symbol-version-missing']);
    const copy = cxx('lib/x86_64-linux-gnu/libstdc++.so.6', 'GLIBCXX_3.4.30');
    expect(await broken([...members, copy], { cmd: ['/app'] })).toEqual([]);
  });

  test('musl does not look at versions', async () => {
    const muslApp = elf('app', { interpreter: MUSL, needed: ['libx.so'], needsVersions: [['libx.so', 'X_2']] });
    const libx = elf('usr/lib/libx.so', { definesVersions: ['X_1'] });
    expect(await broken([...musl, muslApp, libx], { cmd: ['/app'] })).toEqual([]);
  });
});
