import { expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import type { LayerIndex } from '../../image/contract.ts';
import type { EntryTable } from '../../image/entries/entry-table.ts';
import { DIGEST_BYTES } from '../../image/entries/hash-contents.ts';
import { findDuplicates } from './find-duplicates.ts';

const COUNT = 20_000;

/** One layer of contents of a byte each, by their digests. */
function search(digestOf: (row: number, digest: Buffer) => void) {
  const digests = Buffer.alloc(COUNT * DIGEST_BYTES);
  for (let row = 0; row < COUNT; row++) digestOf(row, digests.subarray(row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES));
  const contents = Array.from({ length: COUNT }, (_, row) => ({ layer: 0, row }));
  const started = cpuMs();
  const index = { digests: new Uint8Array(digests) } as Partial<LayerIndex> as LayerIndex;
  const groups = findDuplicates([index], [{ storedBytes: () => 1 } as Partial<EntryTable> as EntryTable], contents);
  return { groups, ms: cpuMs() - started };
}

test('contents whose digests were chosen to begin alike are compared as fast as others', () => {
  const plain = search((row, digest) => digest.writeInt32LE(Math.imul(row, 0x9e37_79b1)));
  // Whoever writes an image tries contents until their digests begin as these do.
  const chosen = search((row, digest) => digest.writeUInt32LE((row << 17) >>> 0));
  expect([plain.groups, chosen.groups]).toEqual([[], []]);
  expect(chosen.ms).toBeLessThan(50 + 10 * plain.ms);
});

test('equal contents are told in the order of their rows, wherever they lie in the table', () => {
  const { groups } = search((row, digest) => digest.writeUInt32LE(row % 7 === 3 ? 3 : row));
  expect(groups).toHaveLength(1);
  const copies = Array.from({ length: COUNT }, (_, row) => row).filter((row) => row % 7 === 3);
  expect(groups[0]).toEqual({ bytes: copies.length - 1, copies: copies.map((row) => ({ layer: 0, row })) });
});
