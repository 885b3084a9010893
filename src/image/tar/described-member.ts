import type { ByteText } from '../../model/bytes.ts';
import type { EntryType } from '../contract.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { shapeOf } from './name-shape.ts';
import { type RawHeader, textAt } from './parse-header.ts';
import { parseDecimal } from './parse-number.ts';
import { type PaxRecords, parsePax } from './parse-pax.ts';
import { readOldSparse, readPaxSparse, type SparseFile } from './sparse-map.ts';
import type { Fail } from './tar-fault.ts';
import { MEMBER_TYPES, type TarMember } from './tar-member.ts';

const NO_PAX: PaxRecords = new Map();

/** Records waiting for the member they belong to. */
export interface Pending {
  pax: PaxRecords;
  name: string;
  link: string;
}

export const NO_PENDING: Pending = { pax: NO_PAX, name: '', link: '' };

/** Lays a record's body over what waits already. A global header ends what was waiting, as in Docker's reader. */
export function mergeRecord(flag: string, body: Uint8Array, pending: Pending): Pending | undefined {
  if (flag === 'L') return { ...pending, name: textAt(body, 0, body.length) };
  if (flag === 'K') return { ...pending, link: textAt(body, 0, body.length) };
  const pax = parsePax(body);
  if (pax === undefined) return undefined;
  return flag === 'g' ? NO_PENDING : { ...pending, pax };
}

export interface ReadMember {
  readonly member: TarMember;
  /** Bytes of content still ahead of the cursor. */
  readonly contentBytes: number;
  /** Bytes that the padding completes to whole blocks. */
  readonly paddedBytes: number;
  readonly sparse: SparseFile | undefined;
}

type Numbers = NonNullable<ReturnType<typeof mergeNumbers>>;
type Sparse = SparseFile & { readonly mapBytes: number };

/** A header with what stood in front of it. */
export interface Found {
  readonly header: RawHeader;
  readonly numbers: Numbers;
  readonly pending: Pending;
}

function nameOf({ header, pending }: Found): ByteText {
  return pending.name || pending.pax.get('path') || header.name;
}

function typeOf(found: Found): EntryType {
  const { flag } = found.header;
  return flag === '\0' && nameOf(found).endsWith('/') ? 'dir' : (MEMBER_TYPES[flag] ?? 'file');
}

/** Bytes between this header and the next, without padding. */
function paddedBytesOf(found: Found, fail: Fail): number {
  const { header, numbers } = found;
  if (typeOf(found) !== 'file') return 0;
  return numbers.bytes < 0 || header.bytes < 0 ? fail('negative-length') : numbers.bytes;
}

export function readMember(
  found: Found,
  { sparse, offset, fail }: { sparse: Sparse | undefined; offset: number; fail: Fail },
): ReadMember {
  const { header, numbers, pending } = found;
  const type = typeOf(found);
  const paddedBytes = paddedBytesOf(found, fail);
  if (sparse !== undefined && type !== 'file') return fail('sparse-map');
  const isDevice = type === 'char' || type === 'block';
  const storedBytes = paddedBytes - (sparse?.mapBytes ?? 0);
  const member: TarMember = {
    name: sparse?.name ?? nameOf(found),
    link: linkOf(type, pending, header),
    type,
    bytes: sparse?.logicalBytes ?? storedBytes,
    mode: header.mode & 0o7777,
    uid: numbers.uid,
    gid: numbers.gid,
    mtimeMs: numbers.mtimeMs,
    device: isDevice ? { major: header.devMajor, minor: header.devMinor } : undefined,
    xattrs: xattrsOf(pending.pax),
    offset,
    sparse: sparse !== undefined,
    storedBytes,
    isAmbiguous: type !== 'file' && numbers.bytes !== 0,
    shape: shapeOf(sparse?.name ?? nameOf(found)),
  };
  return { member, contentBytes: storedBytes, paddedBytes, sparse };
}

function linkOf(type: EntryType, pending: Pending, header: RawHeader): ByteText {
  const isLink = type === 'symlink' || type === 'hardlink';
  return isLink ? pending.link || pending.pax.get('linkpath') || header.link : '';
}

/** Most members are not, and are then read without waiting. */
export function mayBeSparse({ header, pending }: Found): boolean {
  return header.flag === 'S' || pending.pax.size > 0;
}

export async function readSparse(
  found: Found,
  block: Uint8Array,
  cursor: ByteCursor,
  fail: Fail,
): Promise<Sparse | undefined> {
  const { header, pending } = found;
  const paddedBytes = paddedBytesOf(found, fail);
  if (header.flag !== 'S') {
    const sparse = await readPaxSparse(pending.pax, paddedBytes, cursor);
    return typeof sparse === 'string' ? fail(sparse) : sparse;
  }
  if (header.format !== 'gnu') return fail('sparse-map');
  const sparse = await readOldSparse(block, paddedBytes, cursor);
  return typeof sparse === 'string' ? fail(sparse) : { ...sparse, mapBytes: 0 };
}

function mergeNumbers(header: RawHeader, pax: PaxRecords) {
  const bytes = numberFrom(pax, 'size', header.bytes);
  const uid = numberFrom(pax, 'uid', header.uid);
  const gid = numberFrom(pax, 'gid', header.gid);
  const mtimeMs = timeFrom(pax, header.mtimeSeconds);
  if (bytes === undefined || uid === undefined || gid === undefined || mtimeMs === undefined) return undefined;
  return { bytes, uid, gid, mtimeMs };
}

function numberFrom(pax: PaxRecords, key: string, otherwise: number): number | undefined {
  const text = pax.get(key) ?? '';
  return text === '' ? otherwise : parseDecimal(text);
}

/** Seconds with an optional fraction; what is finer than a millisecond is cut off towards the past. */
function timeFrom(pax: PaxRecords, otherwiseSeconds: number): number | undefined {
  const text = pax.get('mtime') ?? '';
  if (text === '') return otherwiseSeconds * 1000;
  const parts = /^([+-]?\d{1,19})(?:\.(\d*))?$/.exec(text);
  if (parts === null) return undefined;
  const fraction = Number((parts[2] ?? '').padEnd(3, '0').slice(0, 3));
  const seconds = Number(parts[1]);
  return seconds * 1000 + (text.startsWith('-') ? -fraction : fraction);
}

const XATTR = 'SCHILY.xattr.';

function xattrsOf(pax: PaxRecords): Record<string, ByteText> | undefined {
  let found: [string, ByteText][] | undefined;
  for (const [key, value] of pax) {
    if (!key.startsWith(XATTR) || value === '') continue;
    found ??= [];
    found.push([key.slice(XATTR.length), value]);
  }
  return found === undefined ? undefined : Object.fromEntries(found);
}

/** Numbers of the header where no record says others. */
export function numbersOf(header: RawHeader, { pax }: Pending, fail: Fail): Numbers {
  return MEMBER_TYPES[header.flag] === undefined
    ? fail('unknown-type', header.name)
    : (mergeNumbers(header, pax) ?? fail('number'));
}
