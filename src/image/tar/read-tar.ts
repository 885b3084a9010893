import type { ByteText } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import type { ContentSink, EntryType } from '../contract.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { BLOCK_BYTES, parseHeader, type RawHeader, textAt } from './parse-header.ts';
import { parseDecimal } from './parse-number.ts';
import { type PaxRecords, parsePax } from './parse-pax.ts';
import { readOldSparse, readPaxSparse, type SparseFile } from './sparse-map.ts';
import type { TarFault } from './tar-fault.ts';
import { TAR_LIMITS, type TarLimits } from './tar-limits.ts';

/** One member of a tar with every extension in front of it laid over; names are raw and not cleaned. */
export interface TarMember {
  readonly name: ByteText;
  readonly link: ByteText;
  readonly type: EntryType;
  /** Bytes of the file it stands for: content of a plain file, the whole file of a sparse one, else 0. */
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  readonly xattrs?: Readonly<Record<string, ByteText>> | undefined;
  /** Where the content starts in the tar. */
  readonly offset: number;
  /** The content in the tar has holes left out; it is never handed out. */
  readonly sparse: boolean;
}

/** Sees every member in order; gives a sink where the content is wanted. */
export type TarVisitor = (member: TarMember) => ContentSink | undefined;

export interface TarOptions {
  /** Names the tar in problems. */
  readonly source: string;
  readonly limits?: TarLimits | undefined;
}

const TYPES: Readonly<Record<string, EntryType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'dir',
  '6': 'fifo',
};

const NO_PAX: PaxRecords = new Map();

/** Records waiting for the member they belong to. */
interface Pending {
  pax: PaxRecords;
  name: string;
  link: string;
}

/**
 * Reads a whole tar as Docker's own reader (Go `archive/tar`) does: ustar, PAX, GNU, star and V7 headers; global PAX headers
 * change nothing; members of unknown types are passed over. One pass; memory bounded by `TAR_LIMITS`, whatever the input.
 * @throws Problem `tar-damaged`, `tar-over-limit`
 */
export async function readTar(cursor: ByteCursor, visit: TarVisitor, options: TarOptions): Promise<void> {
  const limits = options.limits ?? TAR_LIMITS;
  const budget = makeBudget(options.source, limits);
  let pending = noPending();
  for (;;) {
    const at = cursor.position;
    const fail: Fail = (fault) => {
      throw new Problem('usage', 'tar-damaged', { source: options.source, offset: at, fault });
    };
    const block = await takeHeader(cursor, fail);
    if (block === undefined) return;
    const header = parseHeader(block);
    if (typeof header === 'string') return fail(header);
    if (RECORD_FLAGS.has(header.flag)) {
      pending = await readRecord(header, cursor, pending, { source: options.source, limits, fail });
    } else {
      const read = await readMember(header, block, pending, cursor, fail);
      pending = noPending();
      budget(read.member);
      const wanted = TYPES[header.flag] === undefined ? undefined : visit(read.member);
      await passContent(cursor, read, wanted, fail);
    }
  }
}

type Fail = (fault: TarFault) => never;

const RECORD_FLAGS: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K']);

async function passContent(cursor: ByteCursor, read: ReadMember, wanted: ContentSink | undefined, fail: Fail) {
  const sink = read.member.sparse ? undefined : wanted;
  const passed = await cursor.pass(read.contentBytes, sink && ((chunk) => sink.write(chunk)));
  if (passed < read.contentBytes) return fail('truncated');
  sink?.end();
  await cursor.pass(padding(read.paddedBytes));
}

function noPending(): Pending {
  return { pax: NO_PAX, name: '', link: '' };
}

function padding(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** The next header; the archive ends at two zero blocks, or where the bytes end at a block's border. */
async function takeHeader(cursor: ByteCursor, fail: Fail): Promise<Uint8Array | undefined> {
  const block = await cursor.take(BLOCK_BYTES);
  if (block.length === 0) return undefined;
  if (block.length < BLOCK_BYTES) return fail('truncated');
  if (!isZero(block)) return block;
  const second = await cursor.take(BLOCK_BYTES);
  if (second.length === 0) return undefined;
  if (second.length < BLOCK_BYTES) return fail('truncated');
  return isZero(second) ? undefined : fail('lone-zero-block');
}

function isZero(block: Uint8Array): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/** Reads the body of a record in front of a member. A global header ends what was waiting, as in Docker's reader. */
async function readRecord(
  header: RawHeader,
  cursor: ByteCursor,
  pending: Pending,
  { source, limits, fail }: { source: string; limits: TarLimits; fail: Fail },
): Promise<Pending> {
  if (header.bytes < 0) return fail('negative-length');
  if (header.bytes > limits.recordBytes) {
    throw new Problem('usage', 'tar-over-limit', { source, limit: 'recordBytes', allowed: limits.recordBytes });
  }
  const body = await cursor.take(header.bytes);
  if (body.length < header.bytes) return fail('truncated');
  const next = mergeRecord(header.flag, body, pending) ?? fail('pax-record');
  await cursor.pass(padding(header.bytes));
  return next;
}

function mergeRecord(flag: string, body: Uint8Array, pending: Pending): Pending | undefined {
  if (flag === 'L') return { ...pending, name: textAt(body, 0, body.length) };
  if (flag === 'K') return { ...pending, link: textAt(body, 0, body.length) };
  const pax = parsePax(body);
  if (pax === undefined) return undefined;
  return flag === 'g' ? noPending() : { ...pending, pax };
}

interface ReadMember {
  readonly member: TarMember;
  /** Bytes of content still ahead of the cursor. */
  readonly contentBytes: number;
  /** Bytes that the padding completes to whole blocks. */
  readonly paddedBytes: number;
}

async function readMember(
  header: RawHeader,
  block: Uint8Array,
  pending: Pending,
  cursor: ByteCursor,
  fail: Fail,
): Promise<ReadMember> {
  const { pax } = pending;
  const numbers = mergeNumbers(header, pax) ?? fail('number');
  const name = pending.name || pax.get('path') || header.name;
  const type = header.flag === '\0' && name.endsWith('/') ? 'dir' : (TYPES[header.flag] ?? 'file');
  const storedBytes = type === 'file' ? numbers.bytes : 0;
  if (storedBytes < 0 || (type === 'file' && header.bytes < 0)) return fail('negative-length');
  const sparse = await readSparse(header, block, { pax, storedBytes, cursor, fail });
  if (sparse !== undefined && type !== 'file') return fail('sparse-map');
  const isDevice = type === 'char' || type === 'block';
  const member: TarMember = {
    name: sparse?.name ?? name,
    link: linkOf(type, pending, header),
    type,
    bytes: sparse?.logicalBytes ?? storedBytes,
    mode: header.mode & 0o7777,
    uid: numbers.uid,
    gid: numbers.gid,
    mtimeMs: numbers.mtimeMs,
    device: isDevice ? { major: header.devMajor, minor: header.devMinor } : undefined,
    xattrs: xattrsOf(pax),
    offset: cursor.position,
    sparse: sparse !== undefined,
  };
  return { member, contentBytes: storedBytes - (sparse?.mapBytes ?? 0), paddedBytes: storedBytes };
}

function linkOf(type: EntryType, pending: Pending, header: RawHeader): ByteText {
  const isLink = type === 'symlink' || type === 'hardlink';
  return isLink ? pending.link || pending.pax.get('linkpath') || header.link : '';
}

async function readSparse(
  header: RawHeader,
  block: Uint8Array,
  { pax, storedBytes, cursor, fail }: { pax: PaxRecords; storedBytes: number; cursor: ByteCursor; fail: Fail },
): Promise<(SparseFile & { readonly mapBytes: number }) | undefined> {
  if (header.flag !== 'S') {
    const sparse = await readPaxSparse(pax, storedBytes, cursor);
    return typeof sparse === 'string' ? fail(sparse) : sparse;
  }
  if (header.format !== 'gnu') return fail('sparse-map');
  const sparse = await readOldSparse(block, cursor);
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
  const parts = /^([+-]?\d{1,15})(?:\.(\d*))?$/.exec(text);
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

/** Counts what a caller may keep of the members. */
function makeBudget(source: string, limits: TarLimits): (member: TarMember) => void {
  let entries = 0;
  let textBytes = 0;
  const check = (limit: keyof TarLimits, value: number) => {
    if (value > limits[limit]) throw new Problem('usage', 'tar-over-limit', { source, limit, allowed: limits[limit] });
  };
  return (member) => {
    entries += 1;
    textBytes += member.name.length + member.link.length;
    for (const [key, value] of Object.entries(member.xattrs ?? {})) textBytes += key.length + value.length;
    check('entries', entries);
    check('nameBytes', Math.max(member.name.length, member.link.length));
    check('textBytes', textBytes);
  };
}
