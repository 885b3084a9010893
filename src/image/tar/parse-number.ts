/** The largest value kept exactly; nothing in a real tar is larger (9 PB). */
const MAX = Number.MAX_SAFE_INTEGER;

/**
 * A numeric field of a tar header: octal text, or base-256 where the first bit is set.
 * @returns undefined where Docker's reader refuses the field, or where the value is beyond `most`
 */
export function parseNumber(block: Uint8Array, start: number, length: number, most = MAX): number | undefined {
  const first = block[start] ?? 0;
  const value = (first & 0x80) === 0 ? parseOctal(block, start, length) : parseBase256(block, start, length);
  return value === undefined || Math.abs(value) > most ? undefined : value;
}

function parseOctal(block: Uint8Array, start: number, length: number): number | undefined {
  let at = start;
  let end = start + length;
  while (at < end && isBlank(block[at])) at++;
  while (end > at && isBlank(block[end - 1])) end--;
  let value = 0;
  for (; at < end; at++) {
    const byte = block[at] ?? 0;
    if (byte === 0) break;
    if (byte < 0x30 || byte > 0x37) return undefined;
    value = value * 8 + (byte - 0x30);
  }
  return value;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

function parseBase256(block: Uint8Array, start: number, length: number): number | undefined {
  const negative = ((block[start] ?? 0) & 0x40) !== 0;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const raw = block[start + i] ?? 0;
    const byte = negative ? ~raw & 0xff : raw;
    value = value * 256 + (i === 0 ? byte & 0x7f : byte);
  }
  return negative ? -value - 1 : value;
}

/** A decimal integer as PAX records write it. @returns undefined where it is none or beyond 2^53 */
export function parseDecimal(text: string, most = MAX): number | undefined {
  if (!/^[+-]?\d{1,20}$/.test(text)) return undefined;
  const value = Number(text);
  // Rounding makes 2^63 of the largest number there is.
  if (value >= MAX_INT64 && BigInt(text) >= 1n << 63n) return undefined;
  return Math.abs(value) <= most ? value : undefined;
}

/** What 64 bits hold. Lengths of sparse files may come near; beyond 2^53 they are rounded, which nothing is read or allocated by. */
export const MAX_INT64 = 2 ** 63;
