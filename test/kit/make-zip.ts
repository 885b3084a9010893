import { deflateRawSync } from 'node:zlib';

const DEFLATED = 8;

/** A zip of these files, each deflated. */
export function makeZip(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const local = makeLocal(name);
    entries.push(makeEntry({ name, packedBytes: packed.length, bytes: bytes.length, at }));
    parts.push(local, packed);
    at += local.length + packed.length;
  }
  return Buffer.concat([...parts, makeDirectory(entries, at)]);
}

/** One stream and thousands of members that are it, as no program writes them. @param said their length by the directory */
export function makeSharedZip(stream: Buffer, count: number, said: number, name = (i: number) => `${i}.jar`): Buffer {
  const local = makeLocal('');
  const entries = Array.from({ length: count }, (_, i) =>
    makeEntry({ name: name(i), packedBytes: stream.length, bytes: said, at: 0 }),
  );
  return Buffer.concat([local, stream, makeDirectory(entries, local.length + stream.length)]);
}

function makeLocal(name: string): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x0403_4b50, 0);
  local.writeUInt16LE(DEFLATED, 8);
  local.writeUInt16LE(name.length, 26);
  return Buffer.concat([local, Buffer.from(name)]);
}

interface Entry {
  readonly name: string;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header stands. */
  readonly at: number;
}

function makeEntry({ name, packedBytes, bytes, at }: Entry): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x0201_4b50, 0);
  entry.writeUInt16LE(DEFLATED, 10);
  entry.writeUInt32LE(packedBytes, 20);
  entry.writeUInt32LE(bytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(at, 42);
  return Buffer.concat([entry, Buffer.from(name)]);
}

/** A directory that stands at `at`, and the record at its end. */
function makeDirectory(entries: readonly Buffer[], at: number): Buffer {
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(entries.length % 0x1_0000, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([directory, end]);
}
