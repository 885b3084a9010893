import { listLoaded, type Segment } from '../elf.ts';

/** A function as the table of them has it. */
export interface GoFunction {
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** Of its name in the file. */
  readonly nameAt: number;
}

/** A Go program's code, as its own table of functions tells it; stripped programs have that table too. */
export interface GoCode {
  readonly bytes: Buffer;
  readonly functions: readonly GoFunction[];
  /** Whether any name starts with this text or, ending with NUL, is it. */
  hasName(name: string): boolean;
  offsetOf(address: number): number | undefined;
  addressOf(offset: number): number | undefined;
  /** Stretches of the file that are loaded to be written to. */
  readonly data: readonly { readonly start: number; readonly end: number }[];
  /** Addresses that the runtime keeps of its own parts. */
  readonly marks: ReadonlySet<number>;
}

/** Since Go 1.18, and since 1.20; for the processors whose code is read. */
const TABLE_MAGIC = Buffer.from([0xff, 0xff, 0xff, 0, 0, 1, 8]);
const TABLE_VERSIONS: ReadonlySet<number> = new Set([0xf0, 0xf1]);
const HEADER_BYTES = 72;
/** Where the runtime's record of itself has the start of the code, behind the tables of functions. */
const TEXT_AT = 176;
const RECORD_BYTES = 592;
const MOST_FUNCTIONS = 1 << 20;
/** Chance makes bytes look like a table or a pointer to one. */
const MOST_TRIES = 64;
const MOST_SEGMENTS = 16;

/** @returns undefined where it is no such program, or moves itself: its addresses are then not in the file */
export function openGoCode(bytes: Buffer): GoCode | undefined {
  const loaded = listLoaded({ offset: 0, bytes });
  if (loaded.length > MOST_SEGMENTS) return undefined;
  const offsetOf = (address: number) => {
    const segment = loaded.find((s) => s.address <= address && address < s.address + s.bytes);
    return segment === undefined ? undefined : segment.offset + address - segment.address;
  };
  const addressOf = (offset: number) => {
    const segment = loaded.find((s) => s.offset <= offset && offset < s.offset + s.bytes);
    return segment === undefined ? undefined : segment.address + offset - segment.offset;
  };
  for (let at = bytes.indexOf(TABLE_MAGIC), tries = 0; at > 0 && tries < MOST_TRIES; tries++) {
    const address = TABLE_VERSIONS.has(bytes[at - 1] ?? 0) ? addressOf(at - 1) : undefined;
    const record = address === undefined ? undefined : findRecord(bytes, address, loaded);
    const table = record === undefined ? undefined : readTable(bytes, at - 1, record.textAt);
    if (record !== undefined && table !== undefined) {
      const hasName = (name: string) => {
        const found = bytes.indexOf(`\0${name}`, table.namesAt, 'latin1');
        return found >= 0 && found < table.namesEnd;
      };
      const data = loaded
        .filter(({ isWritable }) => isWritable)
        .map(({ offset, bytes: length }) => ({ start: offset, end: Math.min(bytes.length, offset + length) }));
      return { bytes, functions: table.functions, hasName, offsetOf, addressOf, data, marks: record.marks };
    }
    at = bytes.indexOf(TABLE_MAGIC, at + 1);
  }
  return undefined;
}

/** The number at an address, as the file has it; undefined outside the file. */
export function pointerAt(
  { bytes, offsetOf }: Pick<GoCode, 'bytes' | 'offsetOf'>,
  address: number,
): number | undefined {
  const at = offsetOf(address);
  return at === undefined || at + 8 > bytes.length ? undefined : numberAt(bytes, at);
}

function numberAt(bytes: Buffer, at: number): number {
  return at + 8 <= bytes.length ? bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32 : Number.NaN;
}

/** The runtime's record starts with the address of the table. */
function findRecord(bytes: Buffer, table: number, loaded: readonly Segment[]) {
  const pointer = Buffer.alloc(8);
  pointer.writeBigUInt64LE(BigInt(table));
  for (let at = bytes.indexOf(pointer), tries = 0; at >= 0 && tries < MOST_TRIES; tries++) {
    const text = numberAt(bytes, at + TEXT_AT);
    const end = numberAt(bytes, at + TEXT_AT + 8);
    const segment = loaded.find((s) => s.address <= text && end <= s.address + s.bytes);
    if (at % 8 === 0 && text < end && segment !== undefined && at + RECORD_BYTES <= bytes.length) {
      const marks = new Set<number>();
      for (let i = 0; i < RECORD_BYTES; i += 8) marks.add(numberAt(bytes, at + i));
      return { textAt: segment.offset + text - segment.address, marks };
    }
    at = bytes.indexOf(pointer, at + 1);
  }
  return undefined;
}

function readTable(bytes: Buffer, at: number, textAt: number) {
  if (at + HEADER_BYTES > bytes.length) return undefined;
  const count = numberAt(bytes, at + 8);
  const namesAt = at + numberAt(bytes, at + 32);
  const namesEnd = at + numberAt(bytes, at + 40);
  const listAt = at + numberAt(bytes, at + 64);
  const isSound = count > 0 && count <= MOST_FUNCTIONS && namesAt < namesEnd && namesEnd <= bytes.length;
  if (!isSound || !(listAt + count * 8 + 4 <= bytes.length)) return undefined;
  const functions: GoFunction[] = [];
  for (let i = 0; i < count; i++) {
    const entry = bytes.readUInt32LE(listAt + i * 8);
    const next = bytes.readUInt32LE(listAt + i * 8 + 8);
    const about = listAt + bytes.readUInt32LE(listAt + i * 8 + 4);
    if (next < entry || textAt + next > bytes.length || about + 8 > bytes.length) return undefined;
    const nameAt = namesAt + bytes.readUInt32LE(about + 4);
    if (nameAt >= namesEnd) return undefined;
    functions.push({ start: textAt + entry, end: textAt + next, nameAt });
  }
  return { functions, namesAt, namesEnd };
}
