import type { ByteText } from '../../model/bytes.ts';
import { grow } from '../entries/grow.ts';
import { hashText } from './keyed-hash.ts';

/** Each name once, as a number from 0; equal names have equal numbers. */
export interface NamePool {
  /** The number of the name that stands in `text` from `start` to `end`. */
  intern(text: ByteText, start?: number, end?: number): number;
  text(name: number): ByteText;
  /** Its length, without making its text. */
  bytes(name: number): number;
  /** Order of two names by their bytes. */
  compare(one: number, other: number): number;
}

const EMPTY = -1;

/** Memory: the names' bytes and about 12 for each. A name is looked up in constant time on average. */
export function makeNamePool(): NamePool {
  let bytes = Buffer.alloc(1 << 10);
  let ends = new Uint32Array(64);
  let slots = new Int32Array(128).fill(EMPTY);
  let count = 0;

  const startOf = (name: number) => (name === 0 ? 0 : (ends[name - 1] ?? 0));

  function isAt(name: number, text: string, start: number, end: number): boolean {
    const from = startOf(name);
    if ((ends[name] ?? 0) - from !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[from + i - start] !== text.charCodeAt(i)) return false;
    return true;
  }

  function place(hash: number, name: number): void {
    let slot = hash & (slots.length - 1);
    while (slots[slot] !== EMPTY) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = name;
  }

  function rehash(): void {
    slots = new Int32Array(slots.length * 2).fill(EMPTY);
    for (let name = 0; name < count; name++) {
      const text = bytes.toString('latin1', startOf(name), ends[name] ?? 0);
      place(hashText(text, 0, text.length), name);
    }
  }

  function add(text: string, start: number, end: number, hash: number): number {
    if ((count + 1) * 2 > slots.length) rehash();
    const from = startOf(count);
    const needed = from + end - start;
    if (needed > bytes.length) bytes = Buffer.concat([bytes], Math.max(needed, bytes.length * 2));
    bytes.write(text.slice(start, end), from, 'latin1');
    ends = grow(ends, count + 1);
    ends[count] = needed;
    place(hash, count);
    count += 1;
    return count - 1;
  }

  return {
    intern(text, start = 0, end = text.length) {
      const hash = hashText(text, start, end);
      for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
        const name = slots[slot] ?? EMPTY;
        if (name === EMPTY) return add(text, start, end, hash);
        if (isAt(name, text, start, end)) return name;
      }
    },
    text: (name) => bytes.toString('latin1', startOf(name), ends[name] ?? 0),
    bytes: (name) => (ends[name] ?? 0) - startOf(name),
    compare(one, other) {
      const [a, b] = [startOf(one), startOf(other)];
      const [aBytes, bBytes] = [(ends[one] ?? 0) - a, (ends[other] ?? 0) - b];
      for (let i = 0; i < Math.min(aBytes, bBytes); i++) {
        const order = (bytes[a + i] ?? 0) - (bytes[b + i] ?? 0);
        if (order !== 0) return order;
      }
      return aBytes - bBytes;
    },
  };
}
