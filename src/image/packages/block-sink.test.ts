import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BlockForm, openBlockWork } from './block-form.ts';
import { blockSink } from './block-sink.ts';
import type { PackageRecord } from './contract.ts';
import { CARGO_BLOCKS } from './parse-cargo.ts';
import { GO_BLOCK, GO_MAGIC, parseGoBlock } from './parse-go.ts';

function varint(length: number): Buffer {
  return Buffer.from(length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]);
}

function goBlock(version: string, modules: string): Buffer {
  const header = Buffer.alloc(32);
  GO_MAGIC.copy(header);
  header[14] = 8;
  header[15] = 2;
  const marked = modules === '' ? '' : `${'s'.repeat(16)}${modules}\n${'e'.repeat(16)}`;
  return Buffer.concat([
    header,
    varint(version.length),
    Buffer.from(version),
    varint(marked.length),
    Buffer.from(marked),
  ]);
}

const MODULES =
  'path\texample.test/x\nmod\texample.test/x\t(devel)\t\ndep\ta.test/b\tv1.0.0\th1:x\ndep\tc.test/d\tv2.0.0\n=>\t../fork\t\t\nbuild\tCGO_ENABLED=0';
const GO: readonly PackageRecord[] = [
  { kind: 'go', name: 'example.test/x', version: '(devel)', isMain: true },
  { kind: 'go', name: 'a.test/b', version: 'v1.0.0' },
  { kind: 'go', name: '../fork', version: '(devel)' },
  { kind: 'go', name: 'stdlib', version: '1.24.1' },
];

const AUDIT = {
  packages: [
    { name: 'app', version: '0.1.0', source: 'local', dependencies: [1, 2], root: true },
    { name: 'serde', version: '1.0.200', source: 'crates', kind: 'runtime' },
    { name: 'cc', version: '1.0.90', source: 'crates', kind: 'build' },
  ],
};
const CARGO: readonly PackageRecord[] = [
  { kind: 'cargo', name: 'app', version: '0.1.0', isMain: true },
  { kind: 'cargo', name: 'serde', version: '1.0.200' },
];
const auditBlock = (data: unknown, level = 9) => deflateSync(Buffer.from(JSON.stringify(data)), { level });

const FORMS: readonly BlockForm[] = [GO_BLOCK, ...CARGO_BLOCKS];
const elf = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(92)]);

function packagesOf(
  pieces: readonly Uint8Array[],
  work = openBlockWork(),
): readonly (readonly PackageRecord[] | undefined)[] {
  const found: (readonly PackageRecord[] | undefined)[] = [];
  const sink = blockSink(FORMS, work, (packages) => found.push(packages));
  for (const piece of pieces) if (piece.length > 0) sink.write(piece);
  sink.end();
  return found;
}

function cut(whole: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of [...lengths, whole.length]) {
    pieces.push(whole.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 });

test('what is no program is not searched', () => {
  expect(packagesOf([Buffer.concat([Buffer.alloc(16), goBlock('go1.24.1', MODULES)])])).toEqual([]);
});

describe('go', () => {
  test('the block tells modules, what stands in for them, and the toolchain', () => {
    const parse = (block: Buffer) => parseGoBlock(block, false, openBlockWork());
    const block = goBlock('go1.24.1', MODULES);
    expect(parse(block)).toEqual({ is: 'packages', packages: GO });
    expect(parse(block.subarray(0, 60))).toEqual({ is: 'more', bytes: block.length });
    expect(parse(block.subarray(0, 36))).toEqual({ is: 'more', bytes: 39 });
    expect(parse(goBlock('nonsense', ''))).toEqual({ is: 'none' });
  });

  test('it is found however the bytes are cut, and false magics before it do not hide it', () => {
    const before = Buffer.concat([elf, Buffer.alloc(5), GO_MAGIC, Buffer.alloc(13), GO_MAGIC, Buffer.alloc(2)]);
    const gap = Buffer.alloc((16 - (before.length % 16)) % 16);
    const whole = Buffer.concat([before, gap, goBlock('go1.24.1', MODULES), Buffer.alloc(100)]);
    fc.assert(
      fc.property(cuts, (lengths) => {
        expect(packagesOf(cut(whole, lengths))).toEqual([GO]);
      }),
    );
  });
});

describe('cargo', () => {
  test.each([1, 7, 9])('what was only needed to build is left out (level %i)', (level) => {
    expect(packagesOf([elf, auditBlock(AUDIT, level), Buffer.alloc(9)])).toEqual([CARGO]);
  });

  test('it is found however the bytes are cut, behind other compressed data and bytes like it', () => {
    const decoys = [auditBlock({ other: 'x'.repeat(400) }), Buffer.from([0x78, 0xda, 0x78, 0x01, 0xff, 0x78, 0xda])];
    const broken = auditBlock({ packages: [{ name: 'no version' }] });
    const whole = Buffer.concat([elf, ...decoys, broken, Buffer.from('xx'), auditBlock(AUDIT), Buffer.alloc(50)]);
    fc.assert(
      fc.property(cuts, (lengths) => {
        expect(packagesOf(cut(whole, lengths))).toEqual([CARGO]);
      }),
    );
  });

  test('a list that inflates beyond all bounds is none, and costs no memory', () => {
    const bomb = deflateSync(Buffer.from(`{"packages":[${' '.repeat(50 << 20)}]}`), { level: 9 });
    expect(packagesOf([elf, bomb])).toEqual([]);
  });
});
