import type { ByteText } from '../../model/bytes.ts';
import { parseNumber } from './parse-number.ts';
import type { TarFault } from './tar-fault.ts';

export const BLOCK_BYTES = 512;

export type HeaderFormat = 'v7' | 'ustar' | 'star' | 'gnu';

/** One 512-byte header as it stands, before the records in front of it are laid over. */
export interface RawHeader {
  readonly format: HeaderFormat;
  readonly name: ByteText;
  readonly link: ByteText;
  /** The type flag's character. */
  readonly flag: string;
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeSeconds: number;
  readonly devMajor: number;
  readonly devMinor: number;
}

const CHECKSUM_START = 148;
const CHECKSUM_END = 156;

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A header to be filled by `parseHeader`, once or many times. */
export function blankHeader(): RawHeader {
  return {
    format: 'ustar',
    name: '',
    link: '',
    flag: '0',
    bytes: 0,
    mode: 0,
    uid: 0,
    gid: 0,
    mtimeSeconds: 0,
    devMajor: 0,
    devMinor: 0,
  };
}

/**
 * @param block 512 bytes @param into takes what they say: a tar has many headers, and one object serves them all
 * @returns a fault where Go's `archive/tar` (Docker's reader) refuses the block. Cost: one pass over it.
 */
export function parseHeader(block: Uint8Array, into: RawHeader): TarFault | undefined {
  if (!hasGoodChecksum(block)) return 'checksum';
  const format = formatOf(block);
  const bytes = parseNumber(block, 124, 12);
  const mode = parseNumber(block, 100, 8);
  const uid = parseNumber(block, 108, 8);
  const gid = parseNumber(block, 116, 8);
  const mtimeSeconds = parseNumber(block, 136, 12);
  const devMajor = format === 'v7' ? 0 : parseNumber(block, 329, 8);
  const devMinor = format === 'v7' ? 0 : parseNumber(block, 337, 8);
  if (bytes === undefined || mode === undefined || uid === undefined || gid === undefined) return 'number';
  if (mtimeSeconds === undefined || devMajor === undefined || devMinor === undefined) return 'number';
  const prefix = prefixOf(block, format);
  if (prefix === undefined) return 'number';
  const base = textAt(block, 0, 100);
  const header: Mutable<RawHeader> = into;
  header.format = format;
  header.name = prefix === '' ? base : `${prefix}/${base}`;
  header.link = textAt(block, 157, 100);
  header.flag = String.fromCharCode(block[156] ?? 0);
  header.bytes = bytes;
  header.mode = mode;
  header.uid = uid;
  header.gid = gid;
  header.mtimeSeconds = mtimeSeconds;
  header.devMajor = devMajor;
  header.devMinor = devMinor;
  return undefined;
}

/** Text up to the first NUL. */
export function textAt(block: Uint8Array, start: number, length: number): ByteText {
  let end = start;
  while (end < start + length && block[end] !== 0) end++;
  if (end === start) return '';
  if (Buffer.isBuffer(block)) return block.toString('latin1', start, end);
  return Buffer.from(block.buffer, block.byteOffset + start, end - start).toString('latin1');
}

/** Compares without making texts: each header is asked. */
function isAt(block: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (block[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Old writers summed signed bytes, so either sum is good. */
function hasGoodChecksum(block: Uint8Array): boolean {
  const given = parseNumber(block, CHECKSUM_START, 8);
  return given === sumBytes(block) || given === sumSlowly(block, true);
}

/** All bytes, those of the checksum counted as blanks. Four at a time: two sums of 16 bits each, which 512 bytes do not fill. */
function sumBytes(block: Uint8Array): number {
  if (block.byteOffset % 4 !== 0) return sumSlowly(block, false);
  const words = new Int32Array(block.buffer, block.byteOffset, BLOCK_BYTES / 4);
  let pairs = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? 0;
    pairs += (word & 0x00ff_00ff) + ((word >>> 8) & 0x00ff_00ff);
  }
  let sum = (pairs & 0xffff) + (pairs >>> 16);
  for (let i = CHECKSUM_START; i < CHECKSUM_END; i++) sum += 0x20 - (block[i] ?? 0);
  return sum;
}

function sumSlowly(block: Uint8Array, isSigned: boolean): number {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i >= CHECKSUM_START && i < CHECKSUM_END ? 0x20 : (block[i] ?? 0);
    sum += isSigned && byte > 127 ? byte - 256 : byte;
  }
  return sum;
}

function formatOf(block: Uint8Array): HeaderFormat {
  if (isAt(block, 257, 'ustar\0')) return isAt(block, 508, 'tar\0') ? 'star' : 'ustar';
  return isAt(block, 257, 'ustar  \0') ? 'gnu' : 'v7';
}

function prefixOf(block: Uint8Array, format: HeaderFormat): string | undefined {
  if (format === 'ustar') return textAt(block, 345, 155);
  if (format === 'star') {
    const timesAreGood = parseNumber(block, 476, 12) !== undefined && parseNumber(block, 488, 12) !== undefined;
    return timesAreGood ? textAt(block, 345, 131) : undefined;
  }
  return format === 'gnu' ? misplacedPrefix(block) : '';
}

/** Go before 1.8 wrote a ustar prefix into GNU headers, over the two times; where those do not parse, it is such a prefix. */
function misplacedPrefix(block: Uint8Array): string {
  const isTime = (start: number) => block[start] === 0 || parseNumber(block, start, 12) !== undefined;
  if (isTime(345) && isTime(357)) return '';
  const prefix = textAt(block, 345, 155);
  return /^[\x01-\x7f]*$/.test(prefix) ? prefix : '';
}
