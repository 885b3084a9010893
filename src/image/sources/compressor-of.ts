export type Compressor = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** As many first bytes as tell. */
export const HEAD_BYTES = 6;

/** As engines tell them. */
const HEADS: readonly (readonly [Compressor, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  // Frames that are skipped may stand in front of the others.
  ...Array.from({ length: 16 }, (_, i) => ['zstd', [0x50 + i, 0x2a, 0x4d, 0x18]] as const),
];

/** What bytes are compressed by, told by the first of them. @returns undefined for what is nothing of these */
export function compressorOf(head: Uint8Array): Compressor | undefined {
  return HEADS.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0];
}
