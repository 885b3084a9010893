import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeTar } from '../random-image.ts';
import { compressorOf, HEAD_BYTES } from './compressor-of.ts';

const head = (...bytes: number[]) => Uint8Array.from(bytes);

test.each([
  ['gzip', gzipSync('x')],
  ['zstd', head(0x28, 0xb5, 0x2f, 0xfd, 0, 0)],
  ['zstd', head(0x50, 0x2a, 0x4d, 0x18, 4, 0)],
  ['zstd', head(0x5f, 0x2a, 0x4d, 0x18, 4, 0)],
  ['xz', head(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)],
  ['bzip2', Buffer.from('BZh91A')],
])('catches %s', (compressor, bytes) => {
  expect(compressorOf(bytes.subarray(0, HEAD_BYTES))).toBe(compressor);
});

test.each([
  ['a tar', makeTar([{ name: 'BZ' }])],
  ['nothing', head()],
  ['what breaks off', head(0xfd, 0x37, 0x7a, 0x58)],
  ['no frame of zstd', head(0x60, 0x2a, 0x4d, 0x18, 0, 0)],
])('spares %s', (_, bytes) => {
  expect(compressorOf(bytes.subarray(0, HEAD_BYTES))).toBeUndefined();
});
