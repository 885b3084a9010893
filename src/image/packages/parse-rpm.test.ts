import { expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { openTextRoom } from './open-text-room.ts';
import { parseRpmHeader } from './parse-rpm.ts';
import { makeRpm } from './random-packages.ts';

const ENTRY_BYTES = 16;
const COUNT = 60_000;

/** Undoes how V8 mixes whole numbers for its maps, which it does without a seed. */
function unmix(mixed: number): number {
  let value = Math.imul(mixed ^ (mixed >>> 16), inverse(2057));
  value ^=
    (value >>> 4) ^ (value >>> 8) ^ (value >>> 12) ^ (value >>> 16) ^ (value >>> 20) ^ (value >>> 24) ^ (value >>> 28);
  value = Math.imul(value, inverse(5));
  value ^= (value >>> 12) ^ (value >>> 24);
  return Math.imul(value + 1, inverse(32_767));
}

/** Of an odd number modulo 2³². */
function inverse(odd: number): number {
  let found = odd;
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
}

function parseWith(tags: readonly number[]) {
  const sound = makeRpm({ name: 'a', version: '1', release: '2', source: '', files: [] });
  const count = sound.readUInt32BE(0);
  const more = Buffer.alloc(tags.length * ENTRY_BYTES);
  for (const [i, tag] of tags.entries()) more.writeUInt32BE(tag, i * ENTRY_BYTES);
  const blob = Buffer.concat([
    sound.subarray(0, 8 + count * ENTRY_BYTES),
    more,
    sound.subarray(8 + count * ENTRY_BYTES),
  ]);
  blob.writeUInt32BE(count + tags.length, 0);
  const started = cpuMs();
  const found = parseRpmHeader(blob, openTextRoom());
  return { found, ms: cpuMs() - started };
}

test('tags nobody asks for, chosen to fall together in a map of numbers, cost as little as others', () => {
  const chosen: number[] = [];
  for (let n = 0; chosen.length < COUNT; n++) {
    const tag = unmix((n << 15) | 5);
    if (tag > 2000) chosen.push(tag);
  }
  const plain = parseWith(chosen.map((_, i) => 2000 + i));
  const hostile = parseWith(chosen);
  expect(hostile.found).toEqual(plain.found);
  expect(plain.found).toMatchObject({ kind: 'rpm', name: 'a', version: '1-2' });
  expect(hostile.ms).toBeLessThan(50 + 10 * plain.ms);
});
