import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MemberSpec, makeTar } from '../random-image.ts';
import { cleanPath } from './clean-path.ts';
import { BLOCK_BYTES, blankHeader, parseHeader } from './parse-header.ts';
import { blankPlainHeader, readPlainHeader } from './plain-header.ts';

const member: fc.Arbitrary<MemberSpec> = fc.record(
  {
    name: fc.oneof(
      fc.stringMatching(/^[a-z./]{1,90}$/),
      fc.stringMatching(/^\.\/[a-z]{1,20}\/$/),
      fc.stringMatching(/^[a-z]{60}\/[a-z]{80}$/),
    ),
    type: fc.constantFrom('file' as const, 'dir' as const, 'symlink' as const, 'hardlink' as const, 'char' as const),
    link: fc.constantFrom('', 'a', '/usr/lib', '../x'),
    mode: fc.nat(0o7777),
    uid: fc.oneof(fc.nat(5000), fc.nat(3_000_000)),
    gid: fc.nat(5000),
  },
  { requiredKeys: ['name'] },
);

/** What both readers say of one block, as far as they say it. */
function compare(block: Buffer): 'left' | 'agreed' {
  const words = new Int32Array(block.buffer, block.byteOffset, BLOCK_BYTES / 4);
  const plain = blankPlainHeader();
  if (!readPlainHeader(block, words, 0, plain)) return 'left';
  const raw = blankHeader();
  expect(parseHeader(block, raw)).toBeUndefined();
  const { format, flag, bytes, mode, uid, gid, mtimeSeconds, devMajor, devMinor } = raw;
  expect({ format, devMajor, devMinor }).toEqual({ format: 'ustar', devMajor: 0, devMinor: 0 });
  expect({ file: '0', dir: '5', symlink: '2' }[plain.kind]).toBe(flag);
  expect([plain.bytes, plain.mode, plain.uid, plain.gid, plain.mtimeSeconds]).toEqual([
    bytes,
    mode,
    uid,
    gid,
    mtimeSeconds,
  ]);
  expect(Buffer.from(plain.name).toString('latin1', plain.nameStart, plain.nameEnd)).toBe(cleanPath(raw.name));
  const link = Buffer.from(plain.linkIn).toString('latin1', plain.linkStart, plain.linkEnd);
  expect(link).toBe(plain.kind === 'symlink' ? raw.link : '');
  return 'agreed';
}

function blockOf(spec: MemberSpec): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  Buffer.from(makeTar([spec], 'ustar')).copy(block, 0, 0, BLOCK_BYTES);
  return block;
}

/** So that what was changed is looked at, and not only refused. */
function seal(block: Buffer): Buffer {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

describe('plain headers are what the reader of all forms says', () => {
  test('of members as they are written', () => {
    let agreed = 0;
    fc.assert(
      fc.property(member, (spec) => {
        agreed += compare(blockOf(spec)) === 'agreed' ? 1 : 0;
      }),
      { numRuns: 500 },
    );
    expect(agreed).toBeGreaterThan(50);
  });

  test('of headers with any bytes changed and the sum made good again', () => {
    const change = fc.tuple(
      fc.nat(BLOCK_BYTES - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(0, 0x20, 0x2f, 0x30, 0x37, 0x80)),
    );
    fc.assert(
      fc.property(member, fc.array(change, { maxLength: 6 }), (spec, changes) => {
        const block = blockOf(spec);
        for (const [at, byte] of changes) block[at] = byte;
        compare(seal(block));
      }),
      { numRuns: 2000 },
    );
  });

  test('of headers with a wrong sum nothing is said', () => {
    const block = blockOf({ name: 'a' });
    block[0] = 0x62;
    expect(compare(block)).toBe('left');
  });
});
