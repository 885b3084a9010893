import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeLog } from './decode-log.ts';

const decode = (bytes: Uint8Array) => decodeLog(bytes.subarray(0, 64), bytes);
const LINE = "mkdir: cannot create directory '/app/x': Permission denied";

it.each([
  ['UTF-8', Buffer.from(`용량 ${LINE}`), `용량 ${LINE}`],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${LINE}`), LINE],
  ['UTF-16 of PowerShell', Buffer.from(`\ufeff${LINE}`, 'utf16le'), LINE],
  ['UTF-16 without a mark', Buffer.from(LINE, 'utf16le'), LINE],
  ['UTF-16, big end first', Buffer.from(`\ufeff${LINE}`, 'utf16le').swap16(), LINE],
  ['Windows-1252', Buffer.from([0x91, 0x61, 0x92]), '\u2018a\u2019'],
  ['a part of a character first', Buffer.from('가나').subarray(1), '나'],
  ['a part of a character last', Buffer.from('가나').subarray(0, 5), '가'],
])('reads %s', (_, bytes, text) => {
  expect(decode(bytes)).toBe(text);
});

it('takes any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof decode(bytes) === 'string'));
});
