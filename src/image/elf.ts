import { type ElfSource, type FilePiece, openElfSource, readWord } from './elf-source.ts';
import { readDefinedVersions, readNeededVersions } from './elf-versions.ts';

/** What the head of an ELF file says about how it is started. Plain JSON. */
export interface ElfHead {
  readonly bits: 32 | 64;
  readonly endian: 'little' | 'big';
  /** e_machine, as the specification numbers it. */
  readonly machine: number;
  /** e_type: 2 = executable at a fixed place, 3 = shared object or position-independent executable. */
  readonly type: number;
  /** EI_OSABI where it is not 0; 3 = Linux. */
  readonly osAbi?: number | undefined;
  /** DF_1_PIE: a program that may lie anywhere; without an interpreter, one that moves itself (static-pie). */
  readonly isPie?: true | undefined;
  /** DF_1_NODEFLIB: only its own paths and the environment are searched. */
  readonly isWithoutDefaults?: true | undefined;
  /** PT_INTERP: the loader the kernel starts in its place. */
  readonly interpreter?: string | undefined;
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[];
  readonly rpath?: string | undefined;
  readonly runpath?: string | undefined;
  readonly soname?: string | undefined;
  /** DT_VERNEED: a line per library, its name and the versions, `?` before one that may be absent. Undefined also where it made no sense. */
  readonly neededVersions?: string | undefined;
  /** DT_VERDEF: versions between blanks, empty where it has a table of none. Undefined where it has no table or that made no sense. */
  readonly definedVersions?: string | undefined;
  /** Needs neither loader nor library. */
  readonly isStatic: boolean;
  /** False where a part lay outside the bytes given, or made no sense: nothing must then be concluded from what is absent. */
  readonly isWhole: boolean;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT = {
  null: 0,
  needed: 1,
  strtab: 5,
  soname: 14,
  rpath: 15,
  runpath: 29,
  flags1: 0x6ffffffb,
  definedVersions: 0x6ffffffc,
  definedCount: 0x6ffffffd,
  neededVersions: 0x6ffffffe,
  neededCount: 0x6fffffff,
} as const;
const DF_1 = { withoutDefaults: 0x800, pie: 0x08000000 } as const;

/** No real file comes near these. */
const ELF_LIMITS = { segments: 512, dynamicBytes: 64 << 10, needed: 1024, textBytes: 4096 } as const;

export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
  readonly isWritable: boolean;
}

/**
 * @param pieces the file, or the parts of it that were kept; looked through in order
 * @returns undefined where it is no ELF file. Never throws; cost bounded by `ELF_LIMITS` whatever the bytes.
 */
export function parseElf(pieces: readonly FilePiece[]): ElfHead | undefined {
  const source = openElfSource(pieces);
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
    ...(header.getUint8(7) === 0 ? {} : { osAbi: header.getUint8(7) }),
    ...(interpreter === undefined ? {} : { interpreter }),
    needed,
    ...dynamic?.texts,
    isStatic: isWhole && interp === undefined && needed.length === 0,
    isWhole,
  };
}

/** Where the dynamic section lies, told by the head alone; so that a reader of a stream knows what to keep. */
export function findDynamic(head: FilePiece): Segment | undefined {
  const source = openElfSource([head]);
  const header = source?.view(0, source.is64 ? 64 : 52);
  return source && header && readSegments(source, header)?.find((s) => s.type === PT_DYNAMIC);
}

/** What of a file is loaded into memory, and where. */
export function listLoaded(head: FilePiece): readonly Segment[] {
  const source = openElfSource([head]);
  const header = source?.view(0, source.is64 ? 64 : 52);
  return (source && header && readSegments(source, header)?.filter((s) => s.type === PT_LOAD)) ?? [];
}

function readSegments(source: ElfSource, header: DataView): readonly Segment[] | undefined {
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

function segmentBytes(source: ElfSource): number {
  return source.is64 ? 56 : 32;
}

function readSegment(source: ElfSource, offset: number): Segment | undefined {
  const view = source.view(offset, segmentBytes(source));
  if (view === undefined) return undefined;
  const [offsetAt, addressAt, bytesAt] = source.is64 ? ([8, 16, 32] as const) : ([4, 8, 16] as const);
  return {
    type: view.getUint32(0, source.isLittle),
    offset: readWord(source, view, offsetAt),
    address: readWord(source, view, addressAt),
    bytes: readWord(source, view, bytesAt),
    isWritable: (view.getUint32(source.is64 ? 4 : 24, source.isLittle) & 2) !== 0,
  };
}

interface Dynamic {
  readonly needed: readonly string[];
  readonly texts: {
    rpath?: string;
    runpath?: string;
    soname?: string;
    neededVersions?: string;
    definedVersions?: string;
    isPie?: true;
    isWithoutDefaults?: true;
  };
  readonly isWhole: boolean;
}

function readDynamic(source: ElfSource, segments: readonly Segment[]): Dynamic | undefined {
  const segment = segments.find((s) => s.type === PT_DYNAMIC);
  if (segment === undefined) return { needed: [], texts: {}, isWhole: true };
  const tags = readTags(source, segment);
  if (tags === undefined) return undefined;
  const tagValue = (wanted: number) => tags.find(([tag]) => tag === wanted)?.[1];
  const placeOf = (wanted: number) => placeInFile(tagValue(wanted), segments);
  const texts: Dynamic['texts'] = {};
  const flags = tagValue(DT.flags1) ?? 0;
  if ((flags & DF_1.pie) !== 0) texts.isPie = true;
  if ((flags & DF_1.withoutDefaults) !== 0) texts.isWithoutDefaults = true;
  const table = placeOf(DT.strtab);
  if (table === undefined) return { needed: [], texts, isWhole: tagValue(DT.needed) === undefined };
  const textOf = (offset: number) => source.text(table + offset, ELF_LIMITS.textBytes);
  const needed = tags.filter(([tag]) => tag === DT.needed).map(([, offset]) => textOf(offset));
  const found = needed.filter((name) => name !== undefined);
  for (const key of ['rpath', 'runpath', 'soname'] as const) {
    const offset = tagValue(DT[key]);
    const text = offset === undefined ? undefined : textOf(offset);
    if (text !== undefined) texts[key] = text;
  }
  const wanted = readNeededVersions(source, placeOf(DT.neededVersions), tagValue(DT.neededCount), table);
  if (wanted !== undefined) texts.neededVersions = wanted;
  const defined = readDefinedVersions(source, placeOf(DT.definedVersions), tagValue(DT.definedCount), table);
  if (defined !== undefined) texts.definedVersions = defined;
  return { needed: found, texts, isWhole: found.length === needed.length && found.length <= ELF_LIMITS.needed };
}

function readTags(source: ElfSource, segment: Segment): [tag: number, value: number][] | undefined {
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

/** Tables are named by their address in memory; the segment that is loaded there says where they lie in the file. */
function placeInFile(address: number | undefined, segments: readonly Segment[]): number | undefined {
  if (address === undefined) return undefined;
  const loaded = segments.find((s) => s.type === PT_LOAD && s.address <= address && address < s.address + s.bytes);
  return loaded && loaded.offset + (address - loaded.address);
}
