import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToText } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import { inChunks, type MemberSpec, makeHeader, makePax, makeRecord, makeTar, sealHeader } from '../random-image.ts';
import { type ByteCursor, seekCursor, streamCursor } from './byte-cursor.ts';
import { readTar } from './read-tar.ts';
import { TAR_LIMITS, type TarLimits } from './tar-limits.ts';
import type { TarMember } from './tar-member.ts';

async function list(tar: Uint8Array, chunkBytes = 700): Promise<TarMember[]> {
  const members: TarMember[] = [];
  await readTar(
    streamCursor(inChunks(tar, chunkBytes)),
    (member) => {
      members.push({ ...member });
      return undefined;
    },
    { source: 'test' },
  );
  return members;
}

async function listBySeeking(tar: Uint8Array): Promise<TarMember[]> {
  const members: TarMember[] = [];
  const cursor = seekCursor(async (offset, length) => tar.subarray(offset, offset + length), tar.length);
  await readTar(
    cursor,
    (member) => {
      members.push({ ...member });
      return undefined;
    },
    { source: 'test' },
  );
  return members;
}

/** Contents as a sink gets them. */
async function contents(cursor: ByteCursor): Promise<string[]> {
  const read: string[] = [];
  await readTar(
    cursor,
    () => {
      const parts: Uint8Array[] = [];
      return {
        write: (chunk) => parts.push(Uint8Array.from(chunk)),
        end: () => read.push(bytesToText(Buffer.concat(parts))),
      };
    },
    { source: 'test' },
  );
  return read;
}

function fault(tar: Uint8Array): Promise<unknown> {
  return list(tar).then(
    () => 'read',
    (error: unknown) => (error instanceof Problem ? ((error.args as { fault?: string }).fault ?? error.code) : error),
  );
}

const long = `${'d/'.repeat(80)}name`;

describe('contents', () => {
  const sizes = fc.array(fc.oneof(fc.nat(2000), fc.constantFrom(0, 511, 512, 65_536, 262_144, 300_000)), {
    maxLength: 12,
  });
  test('come out the same from a stream, and by seeking at once or with waiting', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const members = lengths.map((length, i) => ({
          name: `f${i}`,
          content: String.fromCharCode(97 + i).repeat(length),
        }));
        const tar = makeTar(members);
        const wanted = members.map(({ content }) => content);
        const readAt = (offset: number, length: number) => tar.subarray(offset, offset + length);
        expect(await contents(streamCursor(inChunks(tar, 700)))).toEqual(wanted);
        expect(await contents(seekCursor(readAt, tar.length))).toEqual(wanted);
        expect(await contents(seekCursor(async (offset, length) => readAt(offset, length), tar.length))).toEqual(
          wanted,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('forms of headers', () => {
  test.each(['pax', 'gnu'] as const)('%s keeps a long name and link', async (form) => {
    const [member] = await list(makeTar([{ name: long, type: 'symlink', link: long }], form));
    expect(member).toMatchObject({ name: long, link: long, type: 'symlink' });
  });

  test('ustar joins prefix and name', async () => {
    const block = Buffer.from(makeHeader({ name: 'name', flag: '0', bytes: 0, form: 'ustar' }));
    block.write('some/dir', 345, 'latin1');
    expect(await list(sealHeader(block))).toMatchObject([{ name: 'some/dir/name' }]);
  });

  test('V7: a trailing slash means a folder, and no prefix is read', async () => {
    const block = Buffer.from(makeHeader({ name: 'old/', flag: '\0', bytes: 0, form: 'v7' }));
    block.write('junk', 345, 'latin1');
    expect(await list(sealHeader(block))).toMatchObject([{ name: 'old/', type: 'dir' }]);
  });

  test('base-256 numbers, negative times too', async () => {
    const [member] = await list(makeTar([{ name: 'a', uid: 3_000_000_000, mtime: -5 }]));
    expect(member).toMatchObject({ uid: 3_000_000_000, mtimeMs: -5000 });
  });

  test('PAX size, times, owners and extended attributes win over the header', async () => {
    const pax = {
      size: '3',
      mtime: '1.5',
      uid: '70000',
      'SCHILY.xattr.security.capability': '\x01\0\0\x02',
      path: 'real',
    };
    const tar = Buffer.concat([
      ...makeRecord('x', makePax(pax)),
      makeHeader({ name: 'short', flag: '0', bytes: 0, form: 'ustar' }),
      Buffer.from('abc'.padEnd(512, '\0'), 'latin1'),
      makeTar([{ name: 'next' }]),
    ]);
    const [first, second] = await list(tar);
    expect(first).toMatchObject({ name: 'real', bytes: 3, mtimeMs: 1500, uid: 70_000 });
    expect(first?.xattrs).toEqual({ 'security.capability': '\x01\0\0\x02' });
    expect(second?.name).toBe('next');
  });

  test('a global PAX header changes nothing, as in Docker', async () => {
    const tar = Buffer.concat([...makeRecord('g', makePax({ path: 'evil' })), makeTar([{ name: 'a' }])]);
    expect(await list(tar)).toMatchObject([{ name: 'a' }]);
  });

  test('a header-only member with a length has no content', async () => {
    const dir = makeHeader({ name: 'd/', flag: '5', bytes: 4096, form: 'ustar' });
    expect(await list(Buffer.concat([dir, makeTar([{ name: 'a' }])]))).toMatchObject([
      { name: 'd/', bytes: 0 },
      { name: 'a' },
    ]);
  });

  test('sparse files count what they stand for: GNU old form and PAX 1.0', async () => {
    const old = Buffer.from(makeHeader({ name: 'old', flag: 'S', bytes: 512, form: 'gnu' }));
    old.write('00000000000\0', 386, 'latin1');
    old.write('00000001000\0', 398, 'latin1');
    old.write('00000040000\0', 483, 'latin1');
    const map = '1\n0\n512\n'.padEnd(512, '\0');
    const records = {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 'new',
      'GNU.sparse.realsize': '1048576',
    };
    const tar = Buffer.concat([
      sealHeader(old),
      Buffer.alloc(512, 1),
      makeTar([{ name: 'x', content: map + 'y'.repeat(512), pax: records }, { name: 'after' }]),
    ]);
    expect(await list(tar)).toMatchObject([
      { name: 'old', bytes: 0o40000, sparse: true },
      { name: 'new', bytes: 1_048_576, sparse: true },
      { name: 'after' },
    ]);
  });

  test('devices and fifos', async () => {
    const tar = makeTar([
      { name: 'null', type: 'char', device: { major: 1, minor: 3 } },
      { name: 'pipe', type: 'fifo' },
    ]);
    expect(await list(tar)).toMatchObject([{ type: 'char', device: { major: 1, minor: 3 } }, { type: 'fifo' }]);
  });
});

describe('faults are typed', () => {
  const good = makeTar([{ name: 'a', content: 'hello' }]);

  test('spares an archive that ends without its zero blocks or its padding', async () => {
    expect(await fault(good.subarray(0, 1024))).toBe('read');
    expect(await fault(good.subarray(0, 517))).toBe('read');
    expect(await fault(new Uint8Array(0))).toBe('read');
  });

  test.each([
    ['truncated', () => good.subarray(0, 515)],
    ['truncated', () => good.subarray(0, 100)],
    ['checksum', () => Buffer.from('x'.repeat(512))],
    ['lone-zero-block', () => Buffer.concat([Buffer.alloc(512), good])],
    ['negative-length', () => makeHeader({ name: 'a', flag: '0', bytes: -1, form: 'gnu' })],
    ['number', () => sealHeader(Buffer.from(good.subarray(0, 512)).fill('9', 124, 135))],
    ['pax-record', () => Buffer.concat(makeRecord('x', '99 path=a\n'))],
    ['number', () => makeTar([{ name: 'a', pax: { size: '1e3' } }])],
    ['negative-length', () => makeTar([{ name: 'a', pax: { size: '-1' } }])],
    ['sparse-map', () => makeTar([{ name: 'a', pax: { 'GNU.sparse.map': '0,9', 'GNU.sparse.numblocks': '1' } }])],
  ])('%s', async (expected, make) => {
    expect(await fault(make())).toBe(expected);
  });

  test('limits: names, records, entries, text', async () => {
    expect(await fault(makeTar([{ name: 'n'.repeat(5000) }]))).toBe('tar-over-limit');
    expect(await fault(makeHeader({ name: 'x', flag: 'x', bytes: 1 << 30, form: 'ustar' }))).toBe('tar-over-limit');
    const run = (limits: Partial<TarLimits>) =>
      readTar(streamCursor(inChunks(makeTar([{ name: 'aaa' }, { name: 'b' }]))), () => undefined, {
        source: 'test',
        limits: { ...TAR_LIMITS, ...limits },
      });
    await expect(run({ entries: 1 })).rejects.toMatchObject({ code: 'tar-over-limit' });
    await expect(run({ textBytes: 3 })).rejects.toMatchObject({ args: { limit: 'textBytes' } });
    await run({ textBytes: 4 });
  });
});

const member: fc.Arbitrary<MemberSpec> = fc.record({
  name: fc
    .uint8Array({ minLength: 1, maxLength: 300 })
    .map((bytes) => Buffer.from(bytes.map((b) => (b === 0 ? 1 : b))).toString('latin1')),
  content: fc.uint8Array({ maxLength: 3000 }),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 2 ** 40 })),
  mtime: fc.integer({ min: -(2 ** 33), max: 2 ** 40 }),
});

describe('properties', () => {
  test('what was written is read, in any chunks, by stream and by seeking, with its content', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { maxLength: 8 }),
        fc.constantFrom('pax' as const, 'gnu' as const),
        fc.integer({ min: 1, max: 3000 }),
        async (members, form, chunkBytes) => {
          const tar = makeTar(members, form);
          const read = await list(tar, chunkBytes);
          expect(read.map((m) => m.name)).toEqual(members.map((m) => m.name));
          expect(read.map((m) => [m.mode, m.uid, m.mtimeMs])).toEqual(
            members.map((m) => [m.mode, m.uid, (m.mtime ?? 0) * 1000]),
          );
          read.forEach((m, i) => {
            expect(Buffer.from(tar.subarray(m.offset, m.offset + m.bytes)).equals(members[i]?.content as Buffer)).toBe(
              true,
            );
          });
          expect(await listBySeeking(tar)).toEqual(read);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('any bytes give members or a typed problem, never another error', async () => {
    const damage = fc.tuple(fc.nat(4000), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { maxLength: 4 }),
        fc.array(damage, { maxLength: 6 }),
        async (members, damages) => {
          const tar = Buffer.from(makeTar(members));
          for (const [at, byte] of damages) if (at < tar.length) tar[at] = byte;
          expect(await fault(tar)).toBeTypeOf('string');
        },
      ),
      { numRuns: 300 },
    );
  });
});
