import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headCollector } from './collectors/head-collector.ts';
import { parseElf } from './elf.ts';
import { makeElf } from './random-elf.ts';

const parse = (bytes: Uint8Array) => parseElf([{ offset: 0, bytes }]);

describe('parseElf', () => {
  test.each([
    [64, 'little'],
    [64, 'big'],
    [32, 'little'],
    [32, 'big'],
  ] as const)('%s bits, %s endian', (bits, endian) => {
    const spec = {
      bits,
      endian,
      machine: 21,
      type: 2,
      interpreter: '/lib/ld.so.1',
      needed: ['libz.so.1', 'libc.so.6'],
    };
    const head = parse(makeElf({ ...spec, runpath: '$ORIGIN/lib', rpath: '/opt', soname: 'self.so' }));
    expect(head).toEqual({
      ...spec,
      runpath: '$ORIGIN/lib',
      rpath: '/opt',
      soname: 'self.so',
      isStatic: false,
      isWhole: true,
    });
  });

  test('static: neither loader nor library, position-independent or not', () => {
    expect(parse(makeElf({ type: 2 }))?.isStatic).toBe(true);
    expect(parse(makeElf({ type: 3, soname: 'x' }))?.isStatic).toBe(true);
    expect(parse(makeElf({ interpreter: '/lib/ld.so' }))?.isStatic).toBe(false);
  });

  test.each([
    [64, 'little'],
    [32, 'big'],
  ] as const)('versions that are needed and defined, %s bits, %s endian', (bits, endian) => {
    const needsVersions = [['libc.so.6', 'GLIBC_2.34', '?GLIBC_2.38'] as const, ['libm.so.6', 'GLIBC_2.29'] as const];
    const spec = { bits, endian, needed: ['libc.so.6'], soname: 'libx.so.1', needsVersions };
    expect(parse(makeElf({ ...spec, definesVersions: ['X_1', 'X_2'] }))).toMatchObject({
      neededVersions: 'libc.so.6 GLIBC_2.34 ?GLIBC_2.38\nlibm.so.6 GLIBC_2.29',
      definedVersions: 'X_1 X_2',
      isWhole: true,
    });
    expect(parse(makeElf({ ...spec, definesVersions: [] }))?.definedVersions).toBe('');
    expect(parse(makeElf({ needed: ['a'] }))).not.toHaveProperty('definedVersions');
  });

  test('static-pie, no default folders, the system it was made for', () => {
    expect(parse(makeElf({ flags: 0x08000001, osAbi: 3 }))).toMatchObject({ isPie: true, osAbi: 3, isStatic: true });
    expect(parse(makeElf({ flags: 0x800 }))).toMatchObject({ isWithoutDefaults: true });
  });

  test('a table of versions that makes no sense says nothing', () => {
    const cyclic = makeElf({ needed: ['a'], needsVersions: [['a', 'V_1']], definesVersions: ['V 1'] });
    expect(parse(cyclic)).toMatchObject({ neededVersions: 'a V_1', isWhole: true });
    expect(parse(cyclic)).not.toHaveProperty('definedVersions');
  });

  test('a cut file is not whole, and nothing is said to be static', () => {
    const elf = makeElf({ needed: ['libz.so.1'] });
    expect(parse(elf.subarray(0, 0x300))).toMatchObject({ isWhole: false, isStatic: false, needed: [] });
    expect(parse(elf.subarray(0, 30))).toBeUndefined();
    expect(parse(Buffer.from('#!/bin/sh'))).toBeUndefined();
  });

  test('any bytes behind the magic give an answer in bounded time', () => {
    const flip = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { maxLength: 40 });
    fc.assert(
      fc.property(flip, fc.constantFrom(32 as const, 64 as const), (flips, bits) => {
        const versions = { needsVersions: [['a', 'A_1', '?A_2'] as const], definesVersions: ['B_1'] };
        const elf = makeElf({ bits, interpreter: '/lib/ld.so', needed: ['a', 'b'], runpath: 'x', ...versions });
        for (const [at, byte] of flips) if (at < elf.length) elf[at] = byte;
        const head = parse(elf);
        expect(head === undefined || head.needed.length <= 1024).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('headCollector', () => {
  const entry = { path: 'f', type: 'file', bytes: 0, mode: 0o755, uid: 0, gid: 0, mtimeMs: 0, offset: 512 } as const;
  const collect = (bytes: Uint8Array, chunkBytes: number, mode = 0o755) => {
    const run = headCollector.start();
    const sink = run.open({ ...entry, mode, bytes: bytes.length });
    for (let at = 0; at < bytes.length; at += chunkBytes) sink?.write(bytes.subarray(at, at + chunkBytes));
    sink?.end();
    return run.result()[512];
  };

  test.each([1, 100, 65_536])('in chunks of %i bytes', (chunkBytes) => {
    const elf = makeElf({ needed: ['libz.so.1'] });
    expect(collect(elf, chunkBytes)).toEqual({ is: 'elf', elf: parse(elf) });
  });

  test('a program of 30 MB whose strings lie at the end, or in the middle of nowhere', () => {
    const atEnd = makeElf({ needed: ['libz.so.1'], farBytes: 30 << 20 });
    expect(collect(atEnd, 256 << 10)).toMatchObject({ elf: { needed: ['libz.so.1'], isWhole: true } });
    const inside = Buffer.concat([atEnd, Buffer.alloc(9 << 20)]);
    expect(collect(inside, 256 << 10)).toMatchObject({ elf: { needed: [], isWhole: false } });
  });

  test('scripts, empty files, text, other bytes; files nobody executes are passed over', () => {
    expect(collect(Buffer.from('#!/bin/sh -e\necho'), 5)).toEqual({ is: 'script', line: '#!/bin/sh -e' });
    expect(collect(Buffer.from(''), 5)).toEqual({ is: 'empty' });
    expect(collect(Buffer.from('echo hi\n'), 5)).toEqual({ is: 'text' });
    expect(collect(Buffer.from([0, 1, 2]), 5)).toEqual({ is: 'binary' });
    expect(collect(Buffer.from('#!/bin/sh'), 5, 0o644)).toBeUndefined();
  });
});
