import { expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { makeNamePool } from './name-pool.ts';

/** Pieces that leave FNV with one value in pairs, whatever it starts from, as long as its lowest byte is 0 then; and is 0 after all of them. */
function findPieces(pairs: number): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  const seen = new Map<number, string>();
  for (let n = 0; found.length < pairs; n++) {
    const front = `${(n * 0x9e37_79b1) >>> 0}`.padStart(10, 'a');
    const text = front + String.fromCharCode(fnv(front, 0) & 0xff);
    const known = seen.get(fnv(text, 0));
    if (known === undefined) seen.set(fnv(text, 0), text);
    else found.push([known, text]);
  }
  return found;
}

function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash;
}

/** All ways to string one piece of each pair together behind one character, which brings a certain lowest byte to 0. */
function namesFor(lowest: number, pieces: readonly (readonly [string, string])[]): readonly string[] {
  return pieces.reduce<readonly string[]>(
    (names, pair) => names.flatMap((name) => pair.map((piece) => name + piece)),
    [String.fromCharCode(lowest)],
  );
}

test('names chosen to fall together under any seed of a plain hash are found as fast as others', () => {
  const pieces = findPieces(12);
  const spent = Array.from({ length: 256 }, (_, lowest) => {
    const names = namesFor(lowest, pieces);
    const pool = makeNamePool();
    const started = cpuMs();
    for (const name of names) pool.intern(name);
    const ms = cpuMs() - started;
    expect(pool.intern(names.at(-1) ?? '')).toBe(names.length - 1);
    return ms;
  });
  const usual = spent.toSorted((a, b) => a - b)[128] ?? 0;
  expect(Math.max(...spent)).toBeLessThan(50 + 10 * usual);
});
