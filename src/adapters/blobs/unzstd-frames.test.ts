import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
});
