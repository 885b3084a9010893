import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { inChunks } from '../../image/random-image.ts';
import { nodeInflater } from './node-inflater.ts';

/** Of Node 22 and later. */
const { zstdCompressSync } = zlib as unknown as { readonly zstdCompressSync?: (bytes: Uint8Array) => Buffer };
const dir = mkdtempSync(join(tmpdir(), 'plimsoll-inflater-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const plain = Buffer.alloc(8 << 20, 'what stands in a file ');

async function countChunks(stream: AsyncIterable<Uint8Array> | undefined): Promise<number> {
  let [chunks, bytes] = [0, 0];
  for await (const chunk of stream ?? []) {
    chunks += 1;
    bytes += chunk.length;
  }
  expect(bytes).toBe(plain.length);
  return chunks;
}

test('gzip comes out in large pieces', async () => {
  expect(await countChunks(nodeInflater('').gunzip(inChunks(zlib.gzipSync(plain))))).toBeLessThan(64);
});

test.skipIf(zstdCompressSync === undefined)('so does zstd: each piece has its price', async () => {
  const packed = zstdCompressSync?.(plain) ?? new Uint8Array(0);
  expect(await countChunks(nodeInflater('').unzstd?.(inChunks(packed)))).toBeLessThan(64);
});

test.skipIf(zstdCompressSync !== undefined)('a folder on the PATH that has the name of the program is none', () => {
  mkdirSync(join(dir, 'zstd'));
  expect(nodeInflater(dir).unzstd).toBeUndefined();
});
