import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeGoProgram } from './random-go.ts';
import { readGoProgram } from './read-go-program.ts';

const sample = () =>
  Buffer.from(
    makeGoProgram({
      functions: [
        { name: 'main.main', does: ['Asia/Seoul', 'time.LoadLocation()', 'https://a.example.com/x', 'net/http.Get()'] },
        { name: 'other.example.com/y.Get', does: ['Europe/Paris', 'time.LoadLocation()'] },
      ],
    }),
  );

test('calls of its own code, with the texts before them', () => {
  expect(readGoProgram(sample())).toEqual({
    isRead: true,
    hasZones: false,
    hasRoots: false,
    loadsZones: true,
    asksServers: false,
    zoneCalls: [{ words: ['Asia/Seoul'] }],
    clientCalls: [{ words: ['Asia/Seoul', 'https://a.example.com/x'] }],
    zoneWords: ['Asia/Seoul'],
  });
  expect(readGoProgram(Buffer.alloc(100_000))).toBeUndefined();
});

test('for another processor only the names are looked at', () => {
  const program = sample();
  program.writeUInt16LE(183, 18);
  expect(readGoProgram(program)).toMatchObject({ isRead: false, loadsZones: true, zoneCalls: [] });
});

test('whatever bytes are changed, something is answered in bounded time', () => {
  const flip = fc.tuple(fc.nat(0x12000 - 1), fc.integer({ min: 0, max: 255 }));
  const near = fc.tuple(
    fc.nat(0x400).map((n) => 0xc000 + n),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(flip, near), { maxLength: 60 }), fc.nat(0x12000), (flips, cut) => {
      const program = sample();
      for (const [at, byte] of flips) program[at] = byte;
      readGoProgram(program);
      readGoProgram(program.subarray(0, Math.max(cut, 64)));
    }),
    { numRuns: 300 },
  );
});
