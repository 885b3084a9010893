/**
 * HalfSipHash-1-3, for tables whose keys an image chooses. A seed in front of a plain hash does not keep those apart: of FNV's only the lowest
 * byte matters for which names fall together, so that names can be made for each of its 256 values. The key is drawn anew for each process;
 * places in a table depend on it, and nothing that anyone sees.
 */
const KEY = [draw(), draw()] as const;
const END = 0xff;

/** Between two rounds; each hash is finished before the next begins. */
const state = new Int32Array(4);

function draw(): number {
  return Math.floor(Math.random() * 2 ** 32) | 0;
}

/** @param text raw bytes as text. Cost: linear in its length. @returns a whole number of 32 bits, which may be negative */
export function hashText(text: string, start: number, end: number): number {
  begin();
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const low = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8);
    take(low | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24));
  }
  let last = (end - start) << 24;
  for (let shift = 0; at < end; at++, shift += 8) last |= text.charCodeAt(at) << shift;
  take(last);
  return finish();
}

/** Of 8 bytes as two numbers. @returns as `hashText` */
export function hashPair(low: number, high: number): number {
  begin();
  take(low);
  take(high);
  return finish();
}

function begin(): void {
  state[0] = KEY[0];
  state[1] = KEY[1];
  state[2] = KEY[0] ^ 0x6c79_6765;
  state[3] = KEY[1] ^ 0x7465_6462;
}

function take(word: number): void {
  state[3] = (state[3] ?? 0) ^ word;
  turn();
  state[0] = (state[0] ?? 0) ^ word;
}

function finish(): number {
  state[2] = (state[2] ?? 0) ^ END;
  turn();
  turn();
  turn();
  return (state[1] ?? 0) ^ (state[3] ?? 0);
}

function turn(): void {
  const a = ((state[0] ?? 0) + (state[1] ?? 0)) | 0;
  const b = rotate(state[1] ?? 0, 5) ^ a;
  const c = ((state[2] ?? 0) + (state[3] ?? 0)) | 0;
  const d = rotate(state[3] ?? 0, 8) ^ c;
  const e = (rotate(a, 16) + d) | 0;
  const f = (c + b) | 0;
  state[0] = e;
  state[1] = rotate(b, 13) ^ f;
  state[2] = rotate(f, 16);
  state[3] = rotate(d, 7) ^ e;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
