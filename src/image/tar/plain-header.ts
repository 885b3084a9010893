/** A header that says all by itself, in the form nearly all headers have. */
export interface PlainHeader {
  kind: 'file' | 'dir' | 'symlink';
  bytes: number;
  mode: number;
  uid: number;
  gid: number;
  mtimeSeconds: number;
  /** The name, joined with its prefix where it has one; the cleaned name is a part of it. */
  readonly name: Uint8Array;
  nameStart: number;
  nameEnd: number;
  /** Components of the name. */
  depth: number;
  /** A symlink's target, as it stands, in the memory the header was read from; an empty stretch for others. */
  linkIn: Uint8Array;
  linkStart: number;
  linkEnd: number;
}

const [NAME_BYTES, PREFIX_BYTES] = [100, 155];

export function blankPlainHeader(): PlainHeader {
  // A Buffer like the memory that headers are in: what reads both stays fast.
  const name = Buffer.alloc(PREFIX_BYTES + 1 + NAME_BYTES);
  return {
    kind: 'file',
    bytes: 0,
    mode: 0,
    uid: 0,
    gid: 0,
    mtimeSeconds: 0,
    name,
    nameStart: 0,
    nameEnd: 0,
    depth: 0,
    linkIn: name,
    linkStart: 0,
    linkEnd: 0,
  };
}

const [SLASH, DOT, SPACE] = [0x2f, 0x2e, 0x20];
const KIND_OF: ReadonlyMap<string, PlainHeader['kind']> = new Map([
  ['0', 'file'],
  ['2', 'symlink'],
  ['5', 'dir'],
]);
/** By their flags: as long as there are bytes, since looking beyond a list's end makes all that looks slow. */
const KINDS = Array.from({ length: 256 }, (_, flag) => KIND_OF.get(String.fromCharCode(flag)));
const [FOUR_DIGITS, FOUR_HIGH_BITS] = [0x3030_3030, 0xf8f8_f8f8 | 0];
const [THREE_DIGITS, THREE_HIGH_BITS] = [0x30_3030, 0xf8_f8f8];

/** Words are read as they lie in memory. */
export const READS_WORDS = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Reads the header of a file, a folder or a symlink at once: no texts and no objects are made, and fields are looked at by four bytes. Whatever
 * is unusual about it (records, hard links, devices, base-256, numbers of other widths, names to be cleaned or with bytes beyond ASCII)
 * is left to `parseHeader`, which knows all forms.
 * @param words the same memory as `bytes`, by four @param at a multiple of 4
 * @returns false where it is unusual or wrong; `into` then says nothing
 */
export function readPlainHeader(bytes: Uint8Array, words: Int32Array, at: number, into: PlainHeader): boolean {
  const kind = KINDS[bytes[at + 156] ?? 0];
  const w = at >> 2;
  if (kind === undefined || !isUstar(words, w) || !hasGoodSum(words, w)) return false;
  into.kind = kind;
  into.mode = eightBytes(words, w + 25);
  into.uid = eightBytes(words, w + 27);
  into.gid = eightBytes(words, w + 29);
  into.bytes = twelveBytes(words, w + 31);
  into.mtimeSeconds = twelveBytes(words, w + 34);
  if ((into.mode | into.uid | into.gid) < 0 || into.bytes < 0 || into.mtimeSeconds < 0) return false;
  // A folder or a link with a length is read otherwise by some; that is noted elsewhere.
  if (into.bytes !== 0 && kind !== 'file') return false;
  into.linkIn = bytes;
  into.linkStart = at + 157;
  into.linkEnd = endOf(bytes, into.linkStart, kind === 'symlink' ? NAME_BYTES : 0);
  return placeName(bytes, at, into);
}

/** `ustar` of POSIX at 257, without its sister that has `tar` at 508; both numbers of a device (from 329, from 337) are zeros, as digits or as bytes. */
function isUstar(words: Int32Array, w: number): boolean {
  if ((words[w + 64] ?? 0) >>> 8 !== 0x74_7375 || ((words[w + 65] ?? 0) & 0xff_ffff) !== 0x7261) return false;
  const first = (words[w + 82] ?? 0) >>> 8;
  const zero = first === 0 ? 0 : FOUR_DIGITS;
  if (first !== zero >>> 8 || words[w + 83] !== zero || words[w + 84] !== (zero & 0xffff_ff00)) return false;
  return words[w + 85] === zero && ((words[w + 86] ?? 0) & 0xff) === 0 && ((words[w + 127] ?? 0) & 0xff) === 0;
}

/** Two sums of 16 bits at a time, which 512 bytes do not fill; the checksum's own bytes (six digits, NUL, blank) count as blanks. */
function hasGoodSum(words: Int32Array, w: number): boolean {
  const head = words[w + 37] ?? 0;
  const tail = words[w + 38] ?? 0;
  if ((head & FOUR_HIGH_BITS) !== FOUR_DIGITS || (tail & 0xffff_f8f8) !== 0x2000_3030) return false;
  let pairs = 0;
  for (let i = w, end = w + 128; i < end; i++) {
    const word = words[i] ?? 0;
    pairs += (word & 0x00ff_00ff) + ((word >>> 8) & 0x00ff_00ff);
  }
  const own = (head & 0x00ff_00ff) + ((head >>> 8) & 0x00ff_00ff) + (tail & 0xff) + ((tail >>> 8) & 0xff);
  const sum = (pairs & 0xffff) + (pairs >>> 16) - ((own & 0xffff) + (own >>> 16)) + 7 * SPACE;
  return sum === ((fourDigits(head) << 6) | ((tail & 7) << 3) | ((tail >>> 8) & 7));
}

function fourDigits(word: number): number {
  return ((word & 7) << 9) | ((word & 0x700) >> 2) | ((word & 0x7_0000) >> 13) | ((word >>> 24) & 7);
}

/** The first three bytes as digits, with a NUL or a blank behind them. @returns -1 for any other form */
function endingDigits(word: number): number {
  const last = word >>> 24;
  if ((word & THREE_HIGH_BITS) !== THREE_DIGITS || (last !== 0 && last !== SPACE)) return -1;
  return ((word & 7) << 6) | ((word & 0x700) >> 5) | ((word & 0x7_0000) >> 16);
}

/** Seven digits. @returns a number below 0 for any other form */
function eightBytes(words: Int32Array, w: number): number {
  const head = words[w] ?? 0;
  if ((head & FOUR_HIGH_BITS) !== FOUR_DIGITS) return -1;
  return (fourDigits(head) << 9) | endingDigits(words[w + 1] ?? 0);
}

/** Eleven digits. @returns a number below 0 for any other form */
function twelveBytes(words: Int32Array, w: number): number {
  const head = words[w] ?? 0;
  if ((head & FOUR_HIGH_BITS) !== FOUR_DIGITS) return -1;
  const rest = eightBytes(words, w + 1);
  return rest < 0 ? -1 : fourDigits(head) * 0x20_0000 + rest;
}

/** Names with and without a prefix take the same way: what is met only now and then costs compiling all of it anew. */
function placeName(bytes: Uint8Array, at: number, into: PlainHeader): boolean {
  const { name } = into;
  const prefixBytes = copyText(bytes, at + 345, PREFIX_BYTES, name, 0);
  name[prefixBytes] = SLASH;
  const slashBytes = prefixBytes === 0 ? 0 : 1;
  return clean(copyText(bytes, at, NAME_BYTES, name, prefixBytes + slashBytes), into);
}

/** Copies up to the first NUL. @returns where the copy ends */
function copyText(bytes: Uint8Array, start: number, length: number, to: Uint8Array, at: number): number {
  let end = at;
  for (let i = start; i < start + length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0) break;
    to[end++] = byte;
  }
  return end;
}

function endOf(bytes: Uint8Array, start: number, length: number): number {
  let end = start;
  while (end < start + length && bytes[end] !== 0) end++;
  return end;
}

/** Takes `./` in front and `/` behind away. @returns false where more is to be cleaned, and for the root */
function clean(last: number, into: PlainHeader): boolean {
  const bytes = into.name;
  const start = bytes[0] === DOT && bytes[1] === SLASH && last > 2 ? 2 : 0;
  const end = bytes[last - 1] === SLASH ? last - 1 : last;
  // A trailing slash makes a folder only of older flags, which are not read here.
  if (end !== last && into.kind !== 'dir') return false;
  let component = start;
  let depth = 0;
  for (let i = start; i <= end; i++) {
    const byte = i === end ? SLASH : (bytes[i] ?? 0);
    if (byte < SPACE || byte > 0x7e) return false;
    if (byte !== SLASH) continue;
    if (i === component || (bytes[component] === DOT && isSpecial(bytes, component, i))) return false;
    component = i + 1;
    depth += 1;
  }
  into.depth = depth;
  into.nameStart = start;
  into.nameEnd = end;
  return true;
}

/** `.`, `..`, and what aufs or overlay mean by a name. */
function isSpecial(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length <= 2) return length === 1 || bytes[start + 1] === DOT;
  return bytes[start + 1] === 0x77 && bytes[start + 2] === 0x68 && bytes[start + 3] === DOT;
}

/** @returns undefined where the memory cannot be read by words */
export function wordsOf(memory: Uint8Array): Int32Array | undefined {
  if (!READS_WORDS || memory.byteOffset % 4 !== 0) return undefined;
  return new Int32Array(memory.buffer, memory.byteOffset, memory.length >> 2);
}
