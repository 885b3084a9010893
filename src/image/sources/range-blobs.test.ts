import { expect, test } from 'vitest';
import type { BlobReader } from '../contract.ts';
import { memoryBlobs } from '../random-image.ts';
import { rangeBlobs } from './range-blobs.ts';

const bytes = Buffer.from('0123456789');
const file = memoryBlobs(new Map([['file', bytes]]));
const whole = { dir: '/d', name: 'file', source: 's', offset: 100, bytes: 10 };
const located: BlobReader = { ...file, locate: () => whole };
const find = (path: string) =>
  path === 'part' ? { offset: 2, bytes: 5 } : path === 'long' ? { offset: 8, bytes: 5 } : undefined;

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('a range is read as a blob of its own', async () => {
  const blobs = rangeBlobs(file, 'file', find);
  expect(await blobs.bytes('part')).toBe(5);
  expect(Buffer.from(await blobs.read('part', 3, 100)).toString()).toBe('56');
  expect(await textOf(blobs.stream('part'))).toBe('23456');
  await expect(textOf(blobs.stream('long'))).rejects.toMatchObject({ code: 'blob-truncated', args: { name: 'long' } });
  await expect(textOf(blobs.stream('x'))).rejects.toMatchObject({ code: 'blob-missing', args: { name: 'x' } });
});

test('its place is one in the file, where there is one', () => {
  const blobs = rangeBlobs(located, 'file', find);
  expect([blobs.locate?.('part'), blobs.locate?.('x')]).toEqual([{ ...whole, offset: 102, bytes: 5 }, undefined]);
  expect(rangeBlobs(file, 'file', find).locate).toBeUndefined();
});
