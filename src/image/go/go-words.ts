import type { GoCode, GoFunction } from './open-go-code.ts';

/** No name, zone or address that matters is longer. */
const MOST_WORD_BYTES = 200;
/** How far from where a text is named its length may stand. */
const NEAR_BYTES = 24;

/** Visits each place between two offsets of amd64 code that names an address, or reads or writes what lies there (`isContent`). */
export function eachReference(
  { bytes, addressOf }: GoCode,
  start: number,
  end: number,
  visit: (at: number, address: number, isContent: boolean) => void,
): void {
  const shift = (addressOf(start) ?? Number.NaN) - start;
  for (let at = start; at + 7 <= end; at++) {
    const first = bytes[at];
    if (first !== 0x48 && first !== 0x4c) continue;
    const operation = bytes[at + 1];
    const isContent = operation === 0x8b || operation === 0x89;
    if ((operation !== 0x8d && !isContent) || ((bytes[at + 2] ?? 0) & 0xc7) !== 5) continue;
    visit(at, at + 7 + bytes.readInt32LE(at + 3) + shift, isContent);
  }
}

/** Visits each call of a function, with the offset it goes to. */
export function eachCall({ bytes }: GoCode, { start, end }: GoFunction, visit: (at: number, to: number) => void): void {
  for (let at = start; at + 5 <= end; at++) {
    if (bytes[at] === 0xe8) visit(at, at + 5 + bytes.readInt32LE(at + 1));
  }
}

/** Texts that code names between two offsets: Go keeps them without an end, and says their length beside. */
export function listWords(
  code: GoCode,
  start: number,
  end: number,
  most: number,
  work: { places: number },
): readonly string[] {
  const words: string[] = [];
  eachReference(code, start, end, (at, address, isContent) => {
    const place = isContent || words.length >= most || work.places <= 0 ? undefined : code.offsetOf(address);
    if (place === undefined) return;
    work.places -= 1;
    const length = lengthBehind(code.bytes, at, end);
    const word = length === undefined ? undefined : wordAt(code.bytes, place, length);
    if (word !== undefined) words.push(word);
  });
  return words;
}

/** Registers in the order in which Go passes what a function is given: a text takes two that follow each other. */
const REGISTERS = [0, 3, 1, 7, 6, 8, 9, 10, 11];

/** The number put into the register next to the one that gets the address. */
function lengthBehind(bytes: Buffer, at: number, end: number): number | undefined {
  const extended = ((bytes[at] ?? 0) & 4) << 1;
  const place = REGISTERS.indexOf(extended | (((bytes[at + 2] ?? 0) >> 3) & 7));
  const next = place < 0 ? undefined : REGISTERS[place + 1];
  if (next === undefined) return undefined;
  for (let i = at + 7; i + 5 <= Math.min(end, at + 7 + NEAR_BYTES); i++) {
    if (bytes[i] !== 0xb8 + (next & 7) || (bytes[i - 1] === 0x41) !== next > 7) continue;
    const value = bytes.readUInt32LE(i + 1);
    if (value > 1 && value <= MOST_WORD_BYTES) return value;
  }
  return undefined;
}

function wordAt(bytes: Buffer, at: number, length: number): string | undefined {
  if (at + length > bytes.length) return undefined;
  for (let i = at; i < at + length; i++) if ((bytes[i] ?? 0) <= 0x20 || (bytes[i] ?? 0) >= 0x7f) return undefined;
  return bytes.toString('latin1', at, at + length);
}
