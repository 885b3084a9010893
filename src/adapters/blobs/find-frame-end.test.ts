import { describe, expect, test } from 'vitest';
import { findFrameEnd } from './find-frame-end.ts';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** A block's head as RFC 8878 has it: three bytes, the lowest bit first. */
function block(type: number, size: number, isLast: boolean): number[] {
  const head = (size << 3) | (type << 1) | (isLast ? 1 : 0);
  return [head & 0xff, (head >> 8) & 0xff, head >> 16];
}
const raw = (size: number, isLast: boolean) => [...block(0, size, isLast), ...Array<number>(size).fill(0xff)];
const zeros = (count: number) => Array<number>(count).fill(0);

describe('a frame ends where its lengths say', () => {
  test.each<[string, readonly number[]]>([
    ['a window', [0x00, 0x50, ...raw(5, true)]],
    ['a single segment with a length of one byte', [0x20, 5, ...raw(5, true)]],
    ['a length of two bytes and a sum', [0x44, 0x50, ...zeros(2), ...raw(300, true), 1, 2, 3, 4]],
    ['a length of four, a dictionary of one', [0xa1, ...zeros(1 + 4), ...raw(0, true)]],
    ['a length of eight, a dictionary of four', [0xc3, 0x50, ...zeros(4 + 8), ...raw(0, true)]],
    ['a dictionary of two', [0x02, 0x50, ...zeros(2), ...raw(7, true)]],
    ['several blocks', [0x04, 0x50, ...raw(70_000, false), ...raw(0, false), ...raw(1, true), 1, 2, 3, 4]],
    ['one byte many times', [0x00, 0x50, ...block(1, 100_000, false), 7, ...block(1, 9, true), 7]],
  ])('%s', (_, rest) => {
    const frame = Uint8Array.from([...MAGIC, ...rest]);
    const behind = Uint8Array.from([...frame, ...MAGIC, 0xff]);
    expect(findFrameEnd()(behind)).toBe(frame.length);
    expect(findFrameEnd()(frame)).toBe(frame.length);
    expect(findFrameEnd()(frame.subarray(0, -1))).toBeUndefined();
    const endOf = findFrameEnd();
    const ends = Array.from(behind, (byte) => endOf(Uint8Array.of(byte)));
    expect(ends.indexOf(1)).toBe(frame.length - 1);
  });

  test('a block of no known type is refused', () => {
    expect(() => findFrameEnd()(Uint8Array.from([...MAGIC, 0, 0x50, ...block(3, 5, true)]))).toThrow('unknown block');
  });
});
