import type { ByteText } from '../../model/bytes.ts';
import { grow, trim } from './grow.ts';

/**
 * Names in the order they came, each as what it shares with the one before and its rest; every `RUN`th stands whole. Tars name
 * neighbours one after the other, so this takes about a quarter of the names' bytes.
 */
export interface NameColumns {
  /** Bytes shared with the name before. */
  readonly shared: Uint16Array;
  /** Where the rest of each name ends in `rests`. */
  readonly ends: Uint32Array;
  readonly rests: Uint8Array;
}

const RUN = 16;
const MAX_SHARED = 0xffff;

export interface NameListBuilder {
  add(name: ByteText): void;
  /** The name that stands in `bytes` from `start` to `end`. */
  addBytes(bytes: Uint8Array, start: number, end: number): void;
  finish(): NameColumns;
}

/** Memory: what the names take, and half of that while it grows. */
export function buildNameList(): NameListBuilder {
  let shared = new Uint16Array(0);
  let ends = new Uint32Array(0);
  let rests = new Uint8Array(0);
  let count = 0;
  let used = 0;
  let before = Buffer.alloc(512);
  let beforeBytes = 0;
  let scratch = Buffer.alloc(512);

  function addBytes(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const most = count % RUN === 0 ? 0 : Math.min(beforeBytes, length, MAX_SHARED);
    let same = 0;
    while (same < most && before[same] === bytes[start + same]) same++;
    if (count === shared.length) {
      shared = grow(shared, count + 1);
      ends = grow(ends, count + 1);
    }
    if (used + length - same > rests.length) rests = grow(rests, used + length - same);
    if (length > before.length) before = Buffer.concat([before], length);
    const [into, last] = [rests, before];
    for (let i = same, to = used; i < length; i++, to++) {
      const byte = bytes[start + i] ?? 0;
      into[to] = byte;
      last[i] = byte;
    }
    used += length - same;
    beforeBytes = length;
    shared[count] = same;
    ends[count] = used;
    count += 1;
  }

  return {
    add(name) {
      if (name.length > scratch.length) scratch = Buffer.alloc(name.length);
      addBytes(scratch, 0, scratch.write(name, 0, 'latin1'));
    },
    addBytes,
    finish: () => ({ shared: trim(shared, count), ends: trim(ends, count), rests: trim(rests, used) }),
  };
}

/** Reads names by their number. Cost: at most `RUN` rests; the next one in order takes one. */
export function nameReader(list: NameColumns): (at: number) => ByteText {
  let scratch = Buffer.alloc(512);
  let last = -1;
  let length = 0;

  function lay(at: number): void {
    const start = at === 0 ? 0 : (list.ends[at - 1] ?? 0);
    const end = list.ends[at] ?? start;
    const same = list.shared[at] ?? 0;
    length = same + end - start;
    if (length > scratch.length) scratch = Buffer.concat([scratch, Buffer.alloc(length)]);
    scratch.set(list.rests.subarray(start, end), same);
    last = at;
  }

  return (at) => {
    if (at !== last) {
      const from = at > last && at - last < RUN && last >= 0 ? last + 1 : at - (at % RUN);
      for (let i = from; i <= at; i++) lay(i);
    }
    return scratch.toString('latin1', 0, length);
  };
}
