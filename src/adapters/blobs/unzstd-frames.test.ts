import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { inChunks } from '../../image/random-image.ts';
import type { Decoder } from './feed-decoder.ts';
import { unzstdFrames } from './unzstd-frames.ts';

/** Of Node 22 and later; before, the program of that name is asked, which reads all frames by itself. */
const { createZstdDecompress, zstdCompressSync } = zlib as unknown as {
  readonly createZstdDecompress?: () => Decoder;
  readonly zstdCompressSync?: (bytes: Uint8Array) => Buffer;
};

async function unzstd(stream: Uint8Array, chunkBytes = 50): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  if (createZstdDecompress === undefined) throw new Error('this Node has no zstd');
  for await (const part of unzstdFrames(inChunks(stream, chunkBytes), createZstdDecompress)) parts.push(part);
  return Buffer.concat(parts);
}

const frame = (bytes: Uint8Array) => zstdCompressSync?.(bytes) ?? Buffer.alloc(0);

function skippable(bytes: Uint8Array, kind: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50 + kind);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

describe.skipIf(createZstdDecompress === undefined)('unzstdFrames', () => {
  test('any frames come out in order, however they are cut and whatever is to be skipped', async () => {
    const piece = fc.record({ bytes: fc.uint8Array({ maxLength: 3000 }), kind: fc.integer({ min: -1, max: 15 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), fc.integer({ min: 1, max: 900 }), async (pieces, cut) => {
        const stream = pieces.map(({ bytes, kind }) => (kind < 0 ? frame(bytes) : skippable(bytes, kind)));
        const plain = pieces.filter(({ kind }) => kind < 0).map(({ bytes }) => bytes);
        expect(await unzstd(Buffer.concat(stream), cut)).toEqual(Buffer.concat(plain));
      }),
      { numRuns: 40 },
    );
  });

  const text = Buffer.from('some content '.repeat(100));
  test.each([
    ['something that is no frame behind one', Buffer.concat([frame(text), Buffer.from('junk and more')])],
    ['zeros behind one', Buffer.concat([frame(text), Buffer.alloc(100)])],
    ['less than a head behind one', Buffer.concat([frame(text), Buffer.from([0x28])])],
    ['a frame that is cut', Buffer.concat([frame(text), frame(text).subarray(0, 20)])],
    ['bytes to be skipped that are not there', skippable(Buffer.alloc(9), 0).subarray(0, -1)],
  ])('refused: %s', async (_, stream) => {
    await expect(unzstd(stream)).rejects.toThrow();
  });

  test('more frames with nothing in them than anyone writes are refused', async () => {
    const empty = Buffer.concat(Array(12_000).fill(skippable(Buffer.alloc(0), 0)));
    await expect(unzstd(empty, 1 << 20)).rejects.toThrow('too many small members');
  });

  test('frames of exactly what comes out at once, with a sum of their own, follow each other', async () => {
    const piece = Buffer.alloc(256 << 10, 'x');
    const stream = Buffer.concat(Array(20).fill(frame(piece)));
    expect((await unzstd(stream, 1 << 20)).equals(Buffer.concat(Array(20).fill(piece)))).toBe(true);
  });

  /** A frame of 300 equal bytes in one block that asks for a window of so many bytes. */
  const windowed = (log: number) =>
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, ...[(300 << 3) | 3, 300 >> 5, 0].map((b) => b & 0xff), 7]);

  test.each([[[27]], [[10, 27]], [Array.from({ length: 18 }, (_, i) => 10 + i)]])(
    'a megabyte of tiny frames that ask for large windows is read in seconds: %s',
    async (logs) => {
      const round = Buffer.concat(logs.map(windowed));
      const rounds = Math.floor((1 << 20) / round.length);
      const started = cpuMs();
      const read = await unzstd(Buffer.concat(Array(rounds).fill(round)), 256 << 10);
      expect(read.length).toBe(300 * logs.length * rounds);
      expect(cpuMs() - started).toBeLessThan(8000);
    },
  );

  test('a window larger than may be asked for is told as that', async () => {
    await expect(unzstd(windowed(31))).rejects.toThrow('requires too much memory');
  });

  test('as many frames as files are read: each of 2 KB', async () => {
    const one = frame(Buffer.alloc(2048, 'some content of a file '));
    const started = cpuMs();
    expect((await unzstd(Buffer.concat(Array(30_000).fill(one)), 256 << 10)).length).toBe(30_000 * 2048);
    expect(cpuMs() - started).toBeLessThan(8000);
  });

  test('stopping early gives the source back', async () => {
    let isClosed = false;
    const source = async function* () {
      try {
        for (;;) yield frame(text);
      } finally {
        isClosed = true;
      }
    };
    if (createZstdDecompress === undefined) throw new Error('this Node has no zstd');
    for await (const _ of unzstdFrames(source(), createZstdDecompress)) break;
    expect(isClosed).toBe(true);
  });

  test('a source that breaks off with an error ends with that error', async () => {
    const broken = async function* () {
      yield frame(text).subarray(0, 15);
      throw new Error('the cable is out');
    };
    const read = async () => {
      if (createZstdDecompress === undefined) throw new Error('this Node has no zstd');
      for await (const _ of unzstdFrames(broken(), createZstdDecompress));
    };
    await expect(read()).rejects.toThrow('the cable is out');
  });
});
