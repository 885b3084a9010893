import { inflateRawSync } from 'node:zlib';
import { Unread } from './unread.ts';

/** One member of a zip by its central directory. */
export interface ZipMember {
  /** Cut off where it is longer than any path. */
  readonly name: string;
  /** Reading it takes at most so many bytes, in or out, and that also where it fails. */
  readonly costBytes: number;
  /** @returns undefined where it is damaged, encrypted, of a method that is not read, or of another length than the directory says */
  read(): Buffer | undefined;
}

export interface ZipDirectory {
  /** The wanted ones in the order of the directory. */
  readonly members: readonly ZipMember[];
  /** It breaks off, or says that it has another number of members. */
  readonly isCut: boolean;
}

const END = 0x0605_4b50;
const END64 = 0x0606_4b50;
const LOCATOR = 0x0706_4b50;
const ENTRY = 0x0201_4b50;
const LOCAL = 0x0403_4b50;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** The end record may have a comment behind it. */
const MOST_COMMENT_BYTES = 0xffff;
const MOST_NAME_BYTES = 4096;
const STORED = 0;
const DEFLATED = 8;
const IS_ENCRYPTED = 1;
/** Old writers count members in two bytes, and begin anew. */
const COUNTED = 0x1_0000;
/** The number stands elsewhere; no jar that is read is so long. */
const ELSEWHERE = 0xffff_ffff;

/**
 * Members by the central directory, wherever the zip begins: programs may stand in front of it.
 * @param wants is asked of each name, and may end it by what it throws @returns undefined where these bytes are no zip
 * @throws Unread where its directory is not where its end says. Cost: the directory. Memory: what is wanted.
 */
export function readZip(zip: Buffer, wants: (name: string) => boolean): ZipDirectory | undefined {
  const found = findEnd(zip);
  if (found === undefined) return undefined;
  const { end, count, bytes, offset } = readEnd(zip, found);
  if (count === 0) return { members: [], isCut: false };
  // It stands right in front of its end; offsets count from where the zip begins.
  const start = [end - bytes, offset].find((at) => isAt(zip, at, ENTRY, end - ENTRY_BYTES));
  if (start === undefined || start < offset) throw new Unread('malformed');
  const members: ZipMember[] = [];
  let at = start;
  let passed = 0;
  for (; isAt(zip, at, ENTRY, end - ENTRY_BYTES); passed++) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const nameAt = at + ENTRY_BYTES;
    const name = zip.toString('utf8', nameAt, nameAt + Math.min(nameBytes, MOST_NAME_BYTES));
    if (wants(name)) members.push(memberAt(zip, { entry: at, name, base: start - offset }));
    at = nameAt + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return { members, isCut: passed % COUNTED !== count % COUNTED };
}

function isAt(zip: Buffer, at: number, magic: number, last: number): boolean {
  return at >= 0 && at <= last && zip.readUInt32LE(at) === magic;
}

function findEnd(zip: Buffer): number | undefined {
  const first = Math.max(0, zip.length - END_BYTES - MOST_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= first; at--) if (zip.readUInt32LE(at) === END) return at;
  return undefined;
}

interface ZipEnd {
  /** Where the first of the end records stands. */
  readonly end: number;
  readonly count: number;
  /** Length of the directory, and where it stands. */
  readonly bytes: number;
  readonly offset: number;
}

/** @throws Unread where a longer record is promised and not there */
function readEnd(zip: Buffer, short: number): ZipEnd {
  const locator = short - LOCATOR_BYTES;
  if (!isAt(zip, locator, LOCATOR, short)) {
    const [count, bytes, offset] = [
      zip.readUInt16LE(short + 10),
      zip.readUInt32LE(short + 12),
      zip.readUInt32LE(short + 16),
    ];
    return { end: short, count, bytes, offset };
  }
  const long = (at: number) => Number(zip.readBigUInt64LE(at));
  const end = [locator - END64_BYTES, long(locator + 8)].find((at) => isAt(zip, at, END64, locator - END64_BYTES));
  if (end === undefined) throw new Unread('malformed');
  return { end, count: long(end + 32), bytes: long(end + 40), offset: long(end + 48) };
}

interface EntryPlace {
  readonly entry: number;
  readonly name: string;
  /** Where the zip begins. */
  readonly base: number;
}

function memberAt(zip: Buffer, { entry, name, base }: EntryPlace): ZipMember {
  const flags = zip.readUInt16LE(entry + 8);
  const method = zip.readUInt16LE(entry + 10);
  const packedBytes = zip.readUInt32LE(entry + 20);
  const bytes = zip.readUInt32LE(entry + 24);
  const said = zip.readUInt32LE(entry + 42);
  const local = base + said;
  return {
    name,
    // Deflate can also be long and come to nothing.
    costBytes: Math.max(bytes, packedBytes, said === ELSEWHERE ? said : 0),
    read() {
      if ((flags & IS_ENCRYPTED) !== 0 || !isAt(zip, local, LOCAL, zip.length - LOCAL_BYTES)) return undefined;
      const start = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + packedBytes);
      if (packed.length < packedBytes) return undefined;
      const content = method === STORED ? packed : method === DEFLATED ? inflate(packed, bytes) : undefined;
      return content?.length === bytes ? content : undefined;
    },
  };
}

/** No further than to the length it should have: many members may stand for one stream that never ends. */
function inflate(packed: Buffer, bytes: number): Buffer | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch {
    return undefined;
  }
}
