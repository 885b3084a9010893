import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { inChunks, makeTar } from '../../../src/image/random-image.ts';

const base = makeTar([{ name: 'a', content: 'base' }]);

describe('inflater', () => {
  test('zstd through the program on the PATH', async () => {
    const unzstd = nodeInflater(process.env['PATH'] ?? '').unzstd;
    const packed = execFileSync('zstd', ['-qc'], { input: base });
    const parts: Uint8Array[] = [];
    for await (const chunk of unzstd?.(inChunks(packed, 50)) ?? []) parts.push(chunk);
    expect(Buffer.concat(parts).equals(base)).toBe(true);
    const read = async (data: Uint8Array) => {
      for await (const _chunk of unzstd?.(inChunks(data)) ?? []);
    };
    await expect(read(packed.subarray(0, packed.length - 9))).rejects.toThrow();
    await expect(read(Buffer.from('nonsense'))).rejects.toThrow();
  });

  test('given back early, nothing is left running', async () => {
    const packed = execFileSync('zstd', ['-qc'], { input: Buffer.alloc(8 << 20) });
    const unzstd = nodeInflater(process.env['PATH'] ?? '').unzstd;
    for await (const chunk of unzstd?.(inChunks(packed, 64)) ?? []) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
