import { bytesToText } from '../../model/bytes.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { BLOCK_BYTES } from './parse-header.ts';
import { MAX_INT64, parseDecimal, parseNumber } from './parse-number.ts';
import { type PaxRecords, SPARSE_MAP } from './parse-pax.ts';
import type { TarFault } from './tar-fault.ts';
import { TAR_LIMITS } from './tar-limits.ts';

/** A sparse member: how long the file is that it stands for, and the name it goes by where the records give one. */
export interface SparseFile {
  readonly logicalBytes: number;
  readonly name?: string | undefined;
  /** Offset and length of each stored stretch, in order, without overlap. What lies between is a hole. */
  readonly regions: Regions;
}

export type Regions = readonly number[];

const OLD_HEADER_MAP = { start: 386, entries: 4, extended: 482 };
const OLD_EXTENSION_MAP = { start: 0, entries: 21, extended: 504 };

/** The old GNU form: the map stands in the header and in extension blocks behind it, which are read here. */
export async function readOldSparse(
  header: Uint8Array,
  contentBytes: number,
  cursor: ByteCursor,
): Promise<SparseFile | TarFault> {
  const logicalBytes = parseNumber(header, 483, 12, MAX_INT64);
  if (logicalBytes === undefined) return 'number';
  const regions: number[] = [];
  let block = header;
  let map = OLD_HEADER_MAP;
  for (let mapBytes = 96; mapBytes < TAR_LIMITS.recordBytes; mapBytes += BLOCK_BYTES) {
    if (!collectOldRegions(block, map, regions)) return 'number';
    if (block[map.extended] === 0) {
      return checkRegions(regions, logicalBytes, contentBytes) ? { logicalBytes, regions } : 'sparse-map';
    }
    block = await cursor.take(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) return 'truncated';
    map = OLD_EXTENSION_MAP;
  }
  return 'sparse-map';
}

function collectOldRegions(block: Uint8Array, map: typeof OLD_HEADER_MAP, regions: number[]): boolean {
  for (let i = 0; i < map.entries; i++) {
    const at = map.start + i * 24;
    if (block[at] === 0) return true;
    const offset = parseNumber(block, at, 12, MAX_INT64);
    const length = parseNumber(block, at + 12, 12, MAX_INT64);
    if (offset === undefined || length === undefined) return false;
    regions.push(offset, length);
  }
  return true;
}

/**
 * The three PAX forms (0.0, 0.1, 1.0). Version 1.0 keeps its map in front of the content, which is read here: the bytes taken
 * are told in `mapBytes`. @returns undefined where the records describe no sparse file
 */
export async function readPaxSparse(
  pax: PaxRecords,
  headerBytes: number,
  cursor: ByteCursor,
): Promise<(SparseFile & { readonly mapBytes: number }) | TarFault | undefined> {
  const version = sparseVersion(pax);
  if (version === undefined) return undefined;
  const name = pax.get('GNU.sparse.name') || undefined;
  const sizeText = pax.get('GNU.sparse.size') || pax.get('GNU.sparse.realsize') || '';
  const logicalBytes = sizeText === '' ? headerBytes : parseDecimal(sizeText, MAX_INT64);
  if (logicalBytes === undefined) return 'number';
  const map = version === '1.0' ? await readMap10(cursor, headerBytes) : readMap01(pax);
  if (typeof map === 'string') return map;
  return checkRegions(map.regions, logicalBytes, headerBytes - map.bytes)
    ? { logicalBytes, name, regions: map.regions, mapBytes: map.bytes }
    : 'sparse-map';
}

function sparseVersion(pax: PaxRecords): '0.x' | '1.0' | undefined {
  const major = pax.get('GNU.sparse.major') ?? '';
  const minor = pax.get('GNU.sparse.minor') ?? '';
  if (major === '0' && (minor === '0' || minor === '1')) return '0.x';
  if (major === '1' && minor === '0') return '1.0';
  if (major !== '' || minor !== '') return undefined;
  return (pax.get(SPARSE_MAP) ?? '') === '' ? undefined : '0.x';
}

function parseLength(text: string): number | undefined {
  return parseDecimal(text, MAX_INT64);
}

interface SparseMap {
  readonly regions: Regions;
  readonly bytes: number;
}

function readMap01(pax: PaxRecords): SparseMap | TarFault {
  const count = parseDecimal(pax.get('GNU.sparse.numblocks') ?? '');
  const text = pax.get(SPARSE_MAP) ?? '';
  const numbers = text === '' ? [] : text.split(',').map(parseLength);
  if (count === undefined || count < 0 || numbers.length !== 2 * count) return 'sparse-map';
  const regions = numbers.filter((n) => n !== undefined);
  return regions.length === numbers.length ? { regions, bytes: 0 } : 'sparse-map';
}

async function readMap10(cursor: ByteCursor, contentBytes: number): Promise<SparseMap | TarFault> {
  const lines: string[] = [];
  let rest = '';
  let bytes = 0;
  let needed = 1;
  while (lines.length < needed) {
    bytes += BLOCK_BYTES;
    if (bytes > TAR_LIMITS.recordBytes) return 'sparse-map';
    if (bytes > contentBytes) return 'truncated';
    const block = await cursor.take(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) return 'truncated';
    const parts = (rest + bytesToText(block)).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    const count = parseDecimal(lines[0] ?? '');
    if (lines.length > 0 && (count === undefined || count < 0)) return 'sparse-map';
    needed = 1 + 2 * (count ?? 0);
  }
  const numbers = lines.slice(1, needed).map(parseLength);
  const regions = numbers.filter((n) => n !== undefined);
  return regions.length === numbers.length ? { regions, bytes } : 'sparse-map';
}

/** In order, without overlap, inside the file, and together as long as the content. */
function checkRegions(regions: Regions, logicalBytes: number, contentBytes: number): boolean {
  let end = 0;
  let sum = 0;
  for (let i = 0; i < regions.length; i += 2) {
    const offset = regions[i] ?? -1;
    const length = regions[i + 1] ?? -1;
    if (offset < end || length < 0 || offset + length > logicalBytes) return false;
    end = offset + length;
    sum += length;
  }
  return logicalBytes >= 0 && sum === contentBytes;
}
