import type { ByteText } from '../../model/bytes.ts';

/** soname → paths, in the order in which ldconfig noted them: the best first. */
export type LibraryCache = ReadonlyMap<string, readonly string[]>;

const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;
/** Up to 2.31 ldconfig wrote this in front of it, with entries of its own. */
const OLD_MAGIC = 'ld.so-1.7.0';
const OLD_HEADER_BYTES = 16;
const OLD_ENTRY_BYTES = 12;
const MOST_PATH_BYTES = 4096;
/** Entries may share a text: all that they say together. */
const MOST_TEXT_BYTES = 8 << 20;

/** ld.so.cache as the loader of glibc 2.2 and newer reads it. @returns undefined where it is nothing the loader would use */
export function readLibraryCache(text: ByteText): LibraryCache | undefined {
  const start = findStart(text);
  if (start === undefined) return undefined;
  const bytes = Buffer.from(text.slice(start), 'latin1');
  if (bytes.length < HEADER_BYTES) return undefined;
  const isFitting = (count: number) => HEADER_BYTES + count * ENTRY_BYTES <= bytes.length;
  const isLittle = isFitting(bytes.readUInt32LE(20));
  const count = isLittle ? bytes.readUInt32LE(20) : bytes.readUInt32BE(20);
  if (!isFitting(count)) return undefined;
  const numberAt = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const cache = new Map<string, string[]>();
  let left = MOST_TEXT_BYTES;
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + i * ENTRY_BYTES;
    const name = textAt(bytes, numberAt(at + 4));
    const path = textAt(bytes, numberAt(at + 8));
    if (name === undefined || path === undefined) return undefined;
    left -= name.length + path.length;
    if (left < 0) return undefined;
    const paths = cache.get(name);
    if (paths === undefined) cache.set(name, [path]);
    else paths.push(path);
  }
  return cache;
}

function findStart(text: ByteText): number | undefined {
  if (text.startsWith(MAGIC)) return 0;
  if (!text.startsWith(OLD_MAGIC) || text.length < OLD_HEADER_BYTES) return undefined;
  const counted = Buffer.from(text.slice(12, OLD_HEADER_BYTES), 'latin1');
  for (const count of [counted.readUInt32LE(0), counted.readUInt32BE(0)]) {
    const end = Math.ceil((OLD_HEADER_BYTES + count * OLD_ENTRY_BYTES) / 8) * 8;
    if (text.startsWith(MAGIC, end)) return end;
  }
  return undefined;
}

function textAt(bytes: Buffer, at: number): string | undefined {
  if (at >= bytes.length) return undefined;
  const end = bytes.indexOf(0, at);
  return end < 0 || end - at > MOST_PATH_BYTES ? undefined : bytes.toString('latin1', at, end);
}
