import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { inChunks } from '../../image/random-image.ts';
import { gunzipMembers } from './gunzip-members.ts';

function gunzip(stream: Uint8Array, chunkBytes = 50): Promise<Buffer> {
  return gather(gunzipMembers(inChunks(stream, chunkBytes)));
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

/** Cut into pieces of these lengths, over and over. */
async function* inPieces(stream: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < stream.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    yield stream.subarray(at, at + length);
    at += length;
  }
}

const text = Buffer.from('some content '.repeat(100));
const MEMBER = gzipSync(text, { level: 0 });
const MANY = Buffer.concat(Array(400).fill(MEMBER));
const TRAILER_BYTES = 8;
const MAX_TEXT_BYTES = 64 << 10;

describe('gunzipMembers', () => {
  test('any members come out in order, however they are cut and whatever stands behind them', async () => {
    const piece = fc.uint8Array({ maxLength: 3000 });
    const junk = fc.uint8Array({ maxLength: 40 }).filter((b) => b[0] !== 0x1f);
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        junk,
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
        async (pieces, tail, cuts) => {
          const stream = Buffer.concat([...pieces.map((p) => gzipSync(p)), tail]);
          expect(await gather(gunzipMembers(inPieces(stream, cuts)))).toEqual(Buffer.concat(pieces));
        },
      ),
    );
  });

  test('a header with a name, a comment, extra bytes and a sum of its own', async () => {
    const plain = gzipSync(text);
    const header = Buffer.concat([plain.subarray(0, 10), Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0comment\0')]);
    header[3] = 2 | 4 | 8 | 16;
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(crc32(header) & 0xffff);
    expect(await gunzip(Buffer.concat([header, sum, plain.subarray(10)]))).toEqual(text);
    sum.writeUInt16LE((crc32(header) + 1) & 0xffff);
    const wrong = Buffer.concat([header, sum, plain.subarray(10)]);
    await expect(gunzip(wrong)).rejects.toThrow('incorrect header check');
  });

  test.each([
    ['end in one chunk', 50_000],
    ['end each where a chunk ends', MEMBER.length],
  ])('no more than two chunks are read ahead of what comes out where many members %s', async (_, chunkBytes) => {
    let pulled = 0;
    const source = async function* () {
      // The trailer of the first member and all after it stand in the next chunk.
      yield MEMBER.subarray(0, -TRAILER_BYTES);
      for await (const chunk of inChunks(Buffer.concat([MEMBER.subarray(-TRAILER_BYTES), MANY]), chunkBytes)) {
        pulled += chunk.length;
        yield chunk;
      }
    };
    let ahead = 0;
    let inflated = 0;
    for await (const chunk of gunzipMembers(source())) {
      inflated += chunk.length;
      ahead = Math.max(ahead, pulled - (inflated / text.length) * MEMBER.length);
    }
    expect(inflated).toBe(401 * text.length);
    expect(ahead).toBeLessThanOrEqual(2 * chunkBytes);
  });

  test.each([1, 7, 1000, 1 << 20])(
    'the longest name and comment are passed, in chunks of %i bytes',
    async (chunkBytes) => {
      const plain = gzipSync(text);
      const header = Buffer.concat([plain.subarray(0, 10), Buffer.alloc(MAX_TEXT_BYTES - 1, 'n'), Buffer.from([0, 0])]);
      header[3] = 8 | 16;
      const stream = Buffer.concat([header, plain.subarray(10)]);
      expect((await gunzip(stream, chunkBytes)).equals(text)).toBe(true);
      const longer = Buffer.concat([header.subarray(0, 10), Buffer.from('n'), stream.subarray(10)]);
      await expect(gunzip(longer, chunkBytes)).rejects.toThrow('incorrect header check');
    },
  );

  test('names that fill megabytes cost next to nothing', async () => {
    const plain = gzipSync(text);
    const named = Buffer.concat([
      plain.subarray(0, 10),
      Buffer.alloc(60_000, 'n'),
      Buffer.from([0]),
      plain.subarray(10),
    ]);
    named[3] = 8;
    const started = cpuMs();
    expect((await gunzip(Buffer.concat(Array(100).fill(named)), 256 << 10)).length).toBe(100 * text.length);
    expect(cpuMs() - started).toBeLessThan(500);
  });

  test('more members with next to nothing in them than anyone writes are refused', async () => {
    const empty = gzipSync('');
    await expect(gunzip(Buffer.concat(Array(12_000).fill(empty)), 1 << 20)).rejects.toThrow('too many small members');
  });

  const damaged = (change: (stream: Buffer) => Buffer) => gunzip(change(gzipSync(text)));
  test.each([
    ['cut in its data', (s: Buffer) => s.subarray(0, 20), 'unexpected end of file'],
    ['cut in its trailer', (s: Buffer) => s.subarray(0, -3), 'unexpected end of file'],
    ['empty', () => Buffer.alloc(0), 'unexpected end of file'],
    ['no gzip', () => Buffer.from('plain text that is longer'), 'incorrect header check'],
    [
      'a wrong sum',
      (s: Buffer) => Buffer.concat([s.subarray(0, -8), Buffer.alloc(4), s.subarray(-4)]),
      'incorrect data check',
    ],
    ['a wrong length', (s: Buffer) => Buffer.concat([s.subarray(0, -4), Buffer.alloc(4)]), 'incorrect length check'],
    ['broken data', (s: Buffer) => Buffer.concat([s.subarray(0, 10), Buffer.alloc(30, 0xff)]), 'invalid'],
  ])('%s is refused', async (_, change, message) => {
    await expect(damaged(change)).rejects.toThrow(message);
  });

  test('a source that breaks off with an error ends with that error', async () => {
    const stream = gzipSync(text);
    const broken = async function* () {
      yield stream.subarray(0, 15);
      throw new Error('the cable is out');
    };
    const read = async () => {
      for await (const _ of gunzipMembers(broken()));
    };
    await expect(read()).rejects.toThrow('the cable is out');
  });

  test('stopping early gives the source back', async () => {
    let isClosed = false;
    const large = gzipSync(Buffer.alloc(4 << 20, 'x'), { level: 0 });
    const source = async function* () {
      try {
        yield* inChunks(large, 65_536);
      } finally {
        isClosed = true;
      }
    };
    for await (const _ of gunzipMembers(source())) break;
    expect(isClosed).toBe(true);
  });
});
