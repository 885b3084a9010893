import { inflateRawSync } from 'node:zlib';

/** One member of a zip by its central directory. */
export interface ZipMember {
  /** Cut off where it is longer than any path. */
  readonly name: string;
  /** Reading it takes at most so many bytes, in or out, and that also where it fails. */
  readonly costBytes: number;
  /** @returns undefined where it is damaged, encrypted, of a method that is not read, or of another length than the directory says */
  read(): Buffer | undefined;
}

const END = 0x0605_4b50;
const ENTRY = 0x0201_4b50;
const LOCAL = 0x0403_4b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** The end record may have a comment behind it. */
const MOST_COMMENT_BYTES = 0xffff;
const MOST_NAME_BYTES = 4096;
const STORED = 0;
const DEFLATED = 8;
const IS_ENCRYPTED = 1;

/** Members in the order of the central directory, at most `limit`. @returns undefined where these bytes are no zip. Cost: the directory. */
export function readZip(zip: Buffer, limit: number): readonly ZipMember[] | undefined {
  const end = findEnd(zip);
  if (end === undefined) return undefined;
  const members: ZipMember[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = Math.min(limit, zip.readUInt16LE(end + 10)); left > 0; left--) {
    if (at + ENTRY_BYTES > zip.length || zip.readUInt32LE(at) !== ENTRY) return members;
    const nameBytes = zip.readUInt16LE(at + 28);
    const nameAt = at + ENTRY_BYTES;
    members.push(memberAt(zip, at, zip.toString('utf8', nameAt, nameAt + Math.min(nameBytes, MOST_NAME_BYTES))));
    at = nameAt + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return members;
}

function findEnd(zip: Buffer): number | undefined {
  const first = Math.max(0, zip.length - END_BYTES - MOST_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= first; at--) if (zip.readUInt32LE(at) === END) return at;
  return undefined;
}

function memberAt(zip: Buffer, entry: number, name: string): ZipMember {
  const flags = zip.readUInt16LE(entry + 8);
  const method = zip.readUInt16LE(entry + 10);
  const packedBytes = zip.readUInt32LE(entry + 20);
  const bytes = zip.readUInt32LE(entry + 24);
  const local = zip.readUInt32LE(entry + 42);
  return {
    name,
    // Deflate can also be long and come to nothing.
    costBytes: Math.max(bytes, packedBytes),
    read() {
      if ((flags & IS_ENCRYPTED) !== 0) return undefined;
      if (local + LOCAL_BYTES > zip.length || zip.readUInt32LE(local) !== LOCAL) return undefined;
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
