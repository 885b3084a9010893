import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCheck, readHealth, readWords } from './grpc-health.ts';

describe('asking for health', () => {
  it('writes the name of a service as protobuf has it', () => {
    expect([...encodeCheck('')]).toEqual([]);
    expect([...encodeCheck('a.B')]).toEqual([10, 3, 97, 46, 66]);
    expect([...encodeCheck('x'.repeat(300)).subarray(0, 4)]).toEqual([10, 0xac, 2, 120]);
  });

  it.each([
    [0, [8, 1], 'SERVING'],
    [0, [8, 2], 'NOT_SERVING'],
    [0, [8, 3], 'SERVICE_UNKNOWN'],
    [0, [], 'UNKNOWN'],
    [0, [8, 77], 'state 77'],
    [0, [18, 2, 8, 2, 29, 0, 0, 0, 0, 33, 0, 0, 0, 0, 0, 0, 0, 0, 8, 1], 'SERVING'],
    [0, [18, 9, 8], 'no message'],
    [0, [8], 'no message'],
    [0, [11], 'no message'],
    [5, [], 'NOT_FOUND'],
    [12, [], 'UNIMPLEMENTED'],
    [99, [], 'status 99'],
  ])('reads status %i with %j as %s', (status, message, said) => {
    expect(readHealth(status, Uint8Array.from(message))).toBe(said);
  });

  it('reads whatever comes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readHealth(0, bytes)));
    fc.assert(fc.property(fc.string(), (text) => void readWords(text)));
    expect(readWords('caf%C3%A9 100%')).toBe('café 100%');
  });
});
