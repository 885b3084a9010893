import { describe, expect, it } from 'vitest';
import { seekCursor } from './byte-cursor.ts';

/** Says it has twice the bytes it gives. */
const short = (bytes: Uint8Array) => (offset: number, length: number) => bytes.subarray(offset, offset + length);

describe('seeking over a medium that has fewer bytes than it says', () => {
  const bytes = new Uint8Array(3_000_000).fill(7);
  const told = bytes.length * 2;

  it.each([
    ['at once', short(bytes)],
    ['after a wait', async (offset: number, length: number) => short(bytes)(offset, length)],
  ])('ends where the bytes do: %s', async (_, readAt) => {
    let seen = 0;
    const cursor = seekCursor(readAt, told);
    const passed = await cursor.pass(told, { write: (chunk) => (seen += chunk.length) });
    expect({ passed, seen, position: cursor.position }).toEqual({
      passed: bytes.length,
      seen: bytes.length,
      position: bytes.length,
    });
    expect(await cursor.pass(1, { write: () => (seen += 1) })).toBe(0);
  });
});
