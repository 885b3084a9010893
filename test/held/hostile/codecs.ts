import { constants, crc32, deflateRawSync } from 'node:zlib';
import { raw } from './build.ts';

/**
 * Compressed bytes put together by hand, so that they can be wrong on purpose and long without being held:
 * gzip of zeros (RFC 1952), zstd of stored and repeated blocks (RFC 8878), xz of stored chunks.
 */

const GZIP_HEADER = raw('\u001f\u008b\u0008\0\0\0\0\0\0\u00ff');
const LAST_EMPTY_BLOCK = raw('\u0003\0');
const MIB = 1024 * 1024;

function le(value: number, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  for (let i = 0, left = value; i < bytes; i++, left = Math.floor(left / 256)) out[i] = left % 256;
  return out;
}

/** Deflated so that the next piece can follow at a byte's edge and knows nothing of this one. */
function piece(bytes: Buffer): Buffer {
  return deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
}

/**
 * One gzip member of `head` and so many MiB of zeros, about 1030 to 1. The pieces are made as they are asked for;
 * the zeros are deflated once.
 */
export function* gzipOfZeros(head: Buffer, zerosMib: number, tail: Buffer = Buffer.alloc(0)): Iterable<Buffer> {
  const stepMib = Math.min(zerosMib, 16);
  const zeros = Buffer.alloc(stepMib * MIB);
  const deflated = piece(zeros);
  yield GZIP_HEADER;
  yield piece(head);
  let crc = crc32(head);
  for (let done = 0; done < zerosMib; done += stepMib) {
    crc = crc32(zeros, crc);
    yield deflated;
  }
  yield piece(tail);
  crc = crc32(tail, crc);
  yield LAST_EMPTY_BLOCK;
  yield le(crc, 4);
  yield le((head.length + zerosMib * MIB + tail.length) % 2 ** 32, 4);
}

const ZSTD_MAGIC = raw('\u0028\u00b5\u002f\u00fd');
const ZSTD_BLOCK_MOST = 128 * 1024;

export interface ZstdFrame {
  /** log2 of the window; 27 is 128 MiB. Without it the window is the content's length. */
  readonly windowLog?: number;
  /** Said instead of the right one where there is no window of its own. */
  readonly saysBytes?: number;
  readonly dictionary?: number;
  /** Four bytes said to be the checksum of the content. */
  readonly checksum?: Buffer;
}

function zstdFrameHeader(bytes: number, frame: ZstdFrame): Buffer {
  const isSingle = frame.windowLog === undefined;
  // Content length in 8 bytes for a single segment, none else; checksum flag; dictionary id of one byte.
  const flags =
    (isSingle ? 0xe0 : 0) | (frame.checksum === undefined ? 0 : 4) | (frame.dictionary === undefined ? 0 : 1);
  const window = isSingle ? Buffer.alloc(0) : le(((frame.windowLog ?? 10) - 10) << 3, 1);
  const dictionary = frame.dictionary === undefined ? Buffer.alloc(0) : le(frame.dictionary, 1);
  const length = isSingle ? le(frame.saysBytes ?? bytes, 8) : Buffer.alloc(0);
  return Buffer.concat([ZSTD_MAGIC, le(flags, 1), window, dictionary, length]);
}

function zstdBlockHeader(type: 'raw' | 'repeat', bytes: number, isLast: boolean): Buffer {
  return le((bytes << 3) | ((type === 'raw' ? 0 : 1) << 1) | (isLast ? 1 : 0), 3);
}

/** One frame that stores its bytes as they are. */
export function zstdStored(bytes: Buffer, frame: ZstdFrame = {}): Buffer {
  const out = [zstdFrameHeader(bytes.length, frame)];
  const most = Math.min(ZSTD_BLOCK_MOST, 2 ** (frame.windowLog ?? 17));
  for (let at = 0; at === 0 || at < bytes.length; at += most) {
    const block = bytes.subarray(at, at + most);
    out.push(zstdBlockHeader('raw', block.length, at + most >= bytes.length), block);
  }
  return Buffer.concat([...out, frame.checksum ?? Buffer.alloc(0)]);
}

/** One frame of `head`, then zeros in blocks of 128 KiB that take four bytes each. */
export function* zstdOfZeros(head: Buffer, zerosMib: number): Iterable<Buffer> {
  yield zstdFrameHeader(0, { windowLog: 17 });
  yield Buffer.concat([zstdBlockHeader('raw', head.length, false), head]);
  const one = Buffer.concat([zstdBlockHeader('repeat', ZSTD_BLOCK_MOST, false), raw('\0')]);
  const mib = Buffer.concat(Array.from({ length: MIB / ZSTD_BLOCK_MOST }, () => one));
  for (let done = 0; done < zerosMib; done++) yield mib;
  yield zstdBlockHeader('raw', 0, true);
}

/** A frame decoders skip. */
export function zstdSkippable(bytes: Buffer): Buffer {
  return Buffer.concat([raw('\u0055\u002a\u004d\u0018'), le(bytes.length, 4), bytes]);
}

/** A whole .xz: one block, one stored LZMA2 chunk, no check. At most 64 KiB. */
export function xzStored(bytes: Buffer): Buffer {
  const flags = raw('\0\0');
  const streamHeader = Buffer.concat([raw('\u00fd7zXZ\0'), flags, le(crc32(flags), 4)]);
  // Header of 12 bytes: its length, no flags, filter LZMA2 with one property (a dictionary of 1 MiB), padding.
  const fields = raw('\u0002\0\u0021\u0001\u0010\0\0\0');
  const blockHeader = Buffer.concat([fields, le(crc32(fields), 4)]);
  const sizeLess1 = Buffer.from([(bytes.length - 1) >> 8, (bytes.length - 1) & 255]);
  const chunks = Buffer.concat([raw('\u0001'), sizeLess1, bytes, raw('\0')]);
  const unpadded = blockHeader.length + chunks.length;
  const records = Buffer.concat([raw('\0\u0001'), vli(unpadded), vli(bytes.length)]);
  const index = Buffer.concat([records, Buffer.alloc((4 - (records.length % 4)) % 4)]);
  const whole = Buffer.concat([index, le(crc32(index), 4)]);
  const footer = Buffer.concat([le(whole.length / 4 - 1, 4), flags]);
  return Buffer.concat([
    ...[streamHeader, blockHeader, chunks, Buffer.alloc((4 - (unpadded % 4)) % 4), whole],
    ...[le(crc32(footer), 4), footer, raw('YZ')],
  ]);
}

function vli(value: number): Buffer {
  const out: number[] = [];
  for (let left = value; ; left >>= 7) {
    out.push(left >= 128 ? (left & 127) | 128 : left);
    if (left < 128) return Buffer.from(out);
  }
}

/** bzip2 of nothing: the one bzip2 file that can be written without the algorithm. */
export const BZIP2_OF_NOTHING: Buffer = raw('BZh9\u0017\u0072\u0045\u0038\u0050\u0090\0\0\0\0');
