import { bytesToText } from '../model/bytes.ts';

/** What the head of an ELF file says about how it is started. Plain JSON. */
export interface ElfHead {
  readonly bits: 32 | 64;
  readonly endian: 'little' | 'big';
  /** e_machine, as the specification numbers it. */
  readonly machine: number;
  /** e_type: 2 = executable at a fixed place, 3 = shared object or position-independent executable. */
  readonly type: number;
  /** PT_INTERP: the loader the kernel starts in its place. */
  readonly interpreter?: string | undefined;
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[];
  readonly rpath?: string | undefined;
  readonly runpath?: string | undefined;
  readonly soname?: string | undefined;
  /** Needs neither loader nor library. */
  readonly isStatic: boolean;
  /** False where a part lay outside the bytes given, or made no sense: nothing must then be concluded from what is absent. */
  readonly isWhole: boolean;
}

/** A stretch of a file. */
export interface FilePiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT = { null: 0, needed: 1, strtab: 5, soname: 14, rpath: 15, runpath: 29 } as const;

/** No real file comes near these. */
const ELF_LIMITS = { segments: 512, dynamicBytes: 64 << 10, needed: 1024, textBytes: 4096 } as const;

export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** Reads numbers of the file's width and order; undefined outside the pieces. */
interface Source {
  readonly is64: boolean;
  readonly isLittle: boolean;
  view(offset: number, length: number): DataView | undefined;
  /** Text up to its NUL; undefined where it does not end inside the bytes at hand and the limit. */
  text(offset: number, limitBytes: number): string | undefined;
}

/**
 * @param pieces the file, or the parts of it that were kept; looked through in order
 * @returns undefined where it is no ELF file. Never throws; cost bounded by `ELF_LIMITS` whatever the bytes.
 */
export function parseElf(pieces: readonly FilePiece[]): ElfHead | undefined {
  const source = openSource(pieces);
  const header = source?.view(0, source.is64 ? 64 : 52);
  if (source === undefined || header === undefined) return undefined;
  const segments = readSegments(source, header);
  const interp = segments?.find((s) => s.type === PT_INTERP);
  const interpreter = interp && source.text(interp.offset, Math.min(interp.bytes, ELF_LIMITS.textBytes));
  const dynamic = segments && readDynamic(source, segments);
  const isWhole = dynamic?.isWhole === true && (interp === undefined || interpreter !== undefined);
  const needed = dynamic?.needed ?? [];
  return {
    bits: source.is64 ? 64 : 32,
    endian: source.isLittle ? 'little' : 'big',
    machine: header.getUint16(18, source.isLittle),
    type: header.getUint16(16, source.isLittle),
    ...(interpreter === undefined ? {} : { interpreter }),
    needed,
    ...dynamic?.texts,
    isStatic: isWhole && interp === undefined && needed.length === 0,
    isWhole,
  };
}

/** Where the dynamic section lies, told by the head alone; so that a reader of a stream knows what to keep. */
export function findDynamic(head: FilePiece): Segment | undefined {
  const source = openSource([head]);
  const header = source?.view(0, source.is64 ? 64 : 52);
  return source && header && readSegments(source, header)?.find((s) => s.type === PT_DYNAMIC);
}

export function isElf(head: Uint8Array): boolean {
  return head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
}

function openSource(pieces: readonly FilePiece[]): Source | undefined {
  const view = (offset: number, length: number) => {
    const piece = pieces.find((p) => p.offset <= offset && offset + length <= p.offset + p.bytes.length);
    return piece && new DataView(piece.bytes.buffer, piece.bytes.byteOffset + offset - piece.offset, length);
  };
  const ident = view(0, 16);
  if (ident === undefined || ident.getUint32(0) !== 0x7f454c46) return undefined;
  const width = ident.getUint8(4);
  const order = ident.getUint8(5);
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2)) return undefined;
  const text = (offset: number, limitBytes: number) => {
    const piece = pieces.find((p) => p.offset <= offset && offset < p.offset + p.bytes.length);
    if (piece === undefined) return undefined;
    const start = offset - piece.offset;
    const bytes = piece.bytes.subarray(start, start + limitBytes);
    const end = bytes.indexOf(0);
    return end < 0 ? undefined : bytesToText(bytes.subarray(0, end));
  };
  return { is64: width === 2, isLittle: order === 1, view, text };
}

/** A number as wide as the file's addresses; NaN beyond 2^53, which no comparison lets through. */
function readWord(source: Source, view: DataView, at: number): number {
  if (!source.is64) return view.getUint32(at, source.isLittle);
  const value = view.getBigUint64(at, source.isLittle);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.NaN;
}

function readSegments(source: Source, header: DataView): readonly Segment[] | undefined {
  const start = readWord(source, header, source.is64 ? 32 : 28);
  const entryBytes = header.getUint16(source.is64 ? 54 : 42, source.isLittle);
  const count = header.getUint16(source.is64 ? 56 : 44, source.isLittle);
  if (count > ELF_LIMITS.segments || (count > 0 && entryBytes < segmentBytes(source))) return undefined;
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const segment = readSegment(source, start + i * entryBytes);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  return segments;
}

function segmentBytes(source: Source): number {
  return source.is64 ? 56 : 32;
}

function readSegment(source: Source, offset: number): Segment | undefined {
  const view = source.view(offset, segmentBytes(source));
  if (view === undefined) return undefined;
  const [offsetAt, addressAt, bytesAt] = source.is64 ? ([8, 16, 32] as const) : ([4, 8, 16] as const);
  return {
    type: view.getUint32(0, source.isLittle),
    offset: readWord(source, view, offsetAt),
    address: readWord(source, view, addressAt),
    bytes: readWord(source, view, bytesAt),
  };
}

interface Dynamic {
  readonly needed: readonly string[];
  readonly texts: { rpath?: string; runpath?: string; soname?: string };
  readonly isWhole: boolean;
}

function readDynamic(source: Source, segments: readonly Segment[]): Dynamic | undefined {
  const segment = segments.find((s) => s.type === PT_DYNAMIC);
  if (segment === undefined) return { needed: [], texts: {}, isWhole: true };
  const tags = readTags(source, segment);
  const table = tags && textTableAt(tags, segments);
  if (tags === undefined) return undefined;
  const hasTexts = tags.some(([tag]) => tag === DT.needed);
  if (table === undefined) return hasTexts ? undefined : { needed: [], texts: {}, isWhole: true };
  const textOf = (offset: number) => source.text(table + offset, ELF_LIMITS.textBytes);
  const needed = tags.filter(([tag]) => tag === DT.needed).map(([, offset]) => textOf(offset));
  const found = needed.filter((name) => name !== undefined);
  const texts: Dynamic['texts'] = {};
  for (const key of ['rpath', 'runpath', 'soname'] as const) {
    const tag = tags.find(([t]) => t === DT[key]);
    const text = tag && textOf(tag[1]);
    if (text !== undefined) texts[key] = text;
  }
  return { needed: found, texts, isWhole: found.length === needed.length && found.length <= ELF_LIMITS.needed };
}

function readTags(source: Source, segment: Segment): [tag: number, value: number][] | undefined {
  const entryBytes = source.is64 ? 16 : 8;
  const bytes = Math.min(segment.bytes, ELF_LIMITS.dynamicBytes);
  const view = source.view(segment.offset, bytes);
  if (view === undefined) return undefined;
  const tags: [number, number][] = [];
  let needed = 0;
  for (let at = 0; at + entryBytes <= bytes; at += entryBytes) {
    const tag = readWord(source, view, at);
    if (tag === DT.null) break;
    if (tag === DT.needed) needed += 1;
    if (needed > ELF_LIMITS.needed) return undefined;
    tags.push([tag, readWord(source, view, at + entryBytes / 2)]);
  }
  return tags;
}

/** The string table is named by its address in memory; the segment that is loaded there says where it lies in the file. */
function textTableAt(tags: readonly [number, number][], segments: readonly Segment[]): number | undefined {
  const address = tags.find(([tag]) => tag === DT.strtab)?.[1];
  if (address === undefined) return undefined;
  const loaded = segments.find((s) => s.type === PT_LOAD && s.address <= address && address < s.address + s.bytes);
  return loaded && loaded.offset + (address - loaded.address);
}
