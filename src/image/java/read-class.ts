/** What of a class file says what it needs. Names are as in the file: `java/sql/Driver`. */
export interface ClassFile {
  /** 61 is that of Java 17. */
  readonly major: number;
  readonly name: string;
  readonly superName: string | undefined;
  readonly interfaces: readonly string[];
  /** All classes it names. */
  readonly classes: readonly string[];
  /** Texts of its constants and names alike. */
  hasText(text: string): boolean;
  method(name: string, descriptor: string): Method | undefined;
  readonly pool: ConstantPool;
}

export interface Method {
  readonly code: Buffer;
  /** Where the virtual machine would go with what a class that is missing throws. */
  readonly guards: readonly { readonly from: number; readonly to: number }[];
}

/** The constants that instructions name by their number. */
export interface ConstantPool {
  className(index: number): string | undefined;
  member(index: number): Member | undefined;
}

/** A field or method as instructions name it. */
export interface Member {
  readonly owner: string;
  readonly name: string;
  readonly descriptor: string;
}

const MAGIC = 0xcafe_babe;
const UTF8 = 1;
const CLASS = 7;
const NAME_AND_TYPE = 12;
/** Bytes behind each tag; 8 and 16 take two numbers. */
const SIZES: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
};
/** Of the methods that are read; others have no code. */
const WIDEST_CODE = 65_536;
const CATCHES_ALL: ReadonlySet<string> = new Set([
  'java/lang/Throwable',
  'java/lang/Error',
  'java/lang/LinkageError',
  'java/lang/NoClassDefFoundError',
]);

/** @returns undefined where these bytes are no whole class file. Cost: linear. */
export function readClass(bytes: Buffer): ClassFile | undefined {
  try {
    return bytes.length < 24 || bytes.readUInt32BE(0) !== MAGIC ? undefined : parse(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function parse(bytes: Buffer): ClassFile | undefined {
  const places = findConstants(bytes);
  if (places === undefined) return undefined;
  const { at: start, offsets } = places;
  const tagAt = (index: number) => (index > 0 && index < offsets.length ? (bytes[offsets[index] ?? 0] ?? 0) : 0);
  const short = (index: number, skip: number) => bytes.readUInt16BE((offsets[index] ?? 0) + skip);
  const text = (index: number): string | undefined => {
    if (tagAt(index) !== UTF8) return undefined;
    const from = (offsets[index] ?? 0) + 3;
    return bytes.toString('latin1', from, from + short(index, 1));
  };
  const className = (index: number) => (tagAt(index) === CLASS ? elementOf(text(short(index, 1))) : undefined);
  const pool: ConstantPool = {
    className,
    member(index) {
      const tag = tagAt(index);
      if (tag < 9 || tag > 11) return undefined;
      const pair = short(index, 3);
      if (tagAt(pair) !== NAME_AND_TYPE) return undefined;
      const [owner, name, descriptor] = [className(short(index, 1)), text(short(pair, 1)), text(short(pair, 3))];
      return owner === undefined || name === undefined || descriptor === undefined
        ? undefined
        : { owner, name, descriptor };
    },
  };
  const classes: string[] = [];
  for (let i = 1; i < offsets.length; i++) {
    const named = className(i);
    if (named !== undefined) classes.push(named);
  }
  const count = bytes.readUInt16BE(start + 6);
  const interfaces = Array.from({ length: count }, (_, i) => className(bytes.readUInt16BE(start + 8 + 2 * i)) ?? '');
  return {
    major: bytes.readUInt16BE(6),
    name: className(bytes.readUInt16BE(start + 2)) ?? '',
    superName: className(bytes.readUInt16BE(start + 4)),
    interfaces: interfaces.filter((name) => name !== ''),
    classes,
    hasText: (wanted) => bytes.subarray(0, start).includes(textConstant(wanted)),
    method: (name, descriptor) => findMethod(bytes, start + 8 + 2 * count, { text, className }, name, descriptor),
    pool,
  };
}

function textConstant(text: string): Buffer {
  const head = Buffer.from([UTF8, 0, 0]);
  head.writeUInt16BE(text.length, 1);
  return Buffer.concat([head, Buffer.from(text, 'latin1')]);
}

/** Of `[Ljava/sql/Date;` that of its elements; of `[I` none. */
function elementOf(name: string | undefined): string | undefined {
  if (name === undefined || !name.startsWith('[')) return name;
  return /^\[+L[^;]+;$/.test(name.slice(0, 1024)) ? name.slice(name.indexOf('L') + 1, -1) : undefined;
}

function findConstants(bytes: Buffer): { readonly at: number; readonly offsets: Uint32Array } | undefined {
  const offsets = new Uint32Array(bytes.readUInt16BE(8));
  let at = 10;
  for (let i = 1; i < offsets.length; i++) {
    const tag = bytes.readUInt8(at);
    offsets[i] = at;
    const size = tag === UTF8 ? 2 + bytes.readUInt16BE(at + 1) : SIZES[tag];
    if (size === undefined) return undefined;
    at += 1 + size;
    if (tag === 5 || tag === 6) i += 1;
  }
  return { at, offsets };
}

interface Names {
  text(index: number): string | undefined;
  className(index: number): string | undefined;
}

/** Fields, then methods: each with its attributes. */
function findMethod(bytes: Buffer, from: number, names: Names, name: string, descriptor: string): Method | undefined {
  try {
    let at = skipMembers(bytes, from);
    for (let left = bytes.readUInt16BE(at), next = at + 2; left > 0; left--) {
      at = next;
      const isWanted =
        names.text(bytes.readUInt16BE(at + 2)) === name && names.text(bytes.readUInt16BE(at + 4)) === descriptor;
      next = skipAttributes(bytes, at + 6);
      if (isWanted) return readCode(bytes, at + 6, names);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function skipMembers(bytes: Buffer, from: number): number {
  let at = from + 2;
  for (let left = bytes.readUInt16BE(from); left > 0; left--) at = skipAttributes(bytes, at + 6);
  return at;
}

function skipAttributes(bytes: Buffer, from: number): number {
  let at = from + 2;
  for (let left = bytes.readUInt16BE(from); left > 0; left--) at += 6 + bytes.readUInt32BE(at + 2);
  return at;
}

function readCode(bytes: Buffer, from: number, names: Names): Method | undefined {
  let at = from + 2;
  for (let left = bytes.readUInt16BE(from); left > 0; left--) {
    if (names.text(bytes.readUInt16BE(at)) === 'Code') return readBody(bytes, at + 6, names);
    at += 6 + bytes.readUInt32BE(at + 2);
  }
  return undefined;
}

function readBody(bytes: Buffer, at: number, names: Names): Method | undefined {
  const length = bytes.readUInt32BE(at + 4);
  if (length > WIDEST_CODE) return undefined;
  const table = at + 8 + length;
  const guards: { from: number; to: number }[] = [];
  for (let i = 0, count = bytes.readUInt16BE(table); i < count; i++) {
    const row = table + 2 + 8 * i;
    const caught = bytes.readUInt16BE(row + 6);
    if (caught !== 0 && !CATCHES_ALL.has(names.className(caught) ?? '')) continue;
    guards.push({ from: bytes.readUInt16BE(row), to: bytes.readUInt16BE(row + 2) });
  }
  return { code: bytes.subarray(at + 8, table), guards };
}
