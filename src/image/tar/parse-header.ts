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

/** @param block 512 bytes @returns a fault where Go's `archive/tar` (Docker's reader) refuses the block. Cost: one pass over it. */
export function parseHeader(block: Uint8Array): RawHeader | TarFault {
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
  return {
    format,
    name: prefix === '' ? base : `${prefix}/${base}`,
    link: textAt(block, 157, 100),
    flag: String.fromCharCode(block[156] ?? 0),
    bytes,
    mode,
    uid,
    gid,
    mtimeSeconds,
    devMajor,
    devMinor,
  };
}

/** Text up to the first NUL. */
export function textAt(block: Uint8Array, start: number, length: number): ByteText {
  let end = start;
  while (end < start + length && block[end] !== 0) end++;
  return Buffer.from(block.buffer, block.byteOffset + start, end - start).toString('latin1');
}

/** Old writers summed signed bytes, so either sum is good. */
function hasGoodChecksum(block: Uint8Array): boolean {
  const given = parseNumber(block, CHECKSUM_START, 8);
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i >= CHECKSUM_START && i < CHECKSUM_END ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return given === unsigned || given === signed;
}

function formatOf(block: Uint8Array): HeaderFormat {
  const magic = Buffer.from(block.buffer, block.byteOffset + 257, 8).toString('latin1');
  if (magic.startsWith('ustar\0')) {
    return Buffer.from(block.buffer, block.byteOffset + 508, 4).toString('latin1') === 'tar\0' ? 'star' : 'ustar';
  }
  return magic === 'ustar  \0' ? 'gnu' : 'v7';
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
