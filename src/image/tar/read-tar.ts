import { type ByteText, textToName } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import type { ContentSink, EntryType } from '../contract.ts';
import type { ByteCursor, Soon } from './byte-cursor.ts';
import {
  mayBeSparse,
  mergeRecord,
  NO_PENDING,
  numbersOf,
  type Pending,
  type ReadMember,
  readMember,
  readSparse,
} from './described-member.ts';
import { giveTurn } from './give-turns.ts';
import { BLOCK_BYTES, blankHeader, type Mutable, parseHeader, type RawHeader } from './parse-header.ts';
import { blankPlainHeader, type PlainHeader } from './plain-header.ts';
import { pourSparse } from './pour-sparse.ts';
import { makeBudget, type TarBudget } from './tar-budget.ts';
import type { Fail, TarFault } from './tar-fault.ts';
import { TAR_LIMITS, type TarLimits } from './tar-limits.ts';
import { blankMember, fillMember, type TarMember } from './tar-member.ts';

/** How a tar ends: by two zero blocks, by one, or only where its bytes do. */
export interface TarEnd {
  readonly marks: 0 | 1 | 2;
}

/** Sees every member in order; gives a sink where the content is wanted. The member lives until it returns: who keeps it copies it. */
export type TarVisitor = (member: TarMember) => ContentSink | undefined;

export interface TarOptions {
  /** Names the tar in problems. */
  readonly source: string;
  readonly limits?: TarLimits | undefined;
  /** Takes the plain members, in their order among the others; the visitor does not see those. */
  readonly rows?: PlainRows | undefined;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface PlainRows {
  /** @param offset where the content starts in the tar */
  addPlain(header: PlainHeader, offset: number): void;
  /** Absent where no content is wanted. */
  readonly open?: ((type: EntryType, bytes: number) => ContentSink | undefined) | undefined;
}

/** A tar that is at hand is read without waiting: after so many headers, some milliseconds, others have their turn. */
const TURN_HEADERS = 4096;

/**
 * Reads a whole tar as Docker's own reader (Go `archive/tar`) does: ustar, PAX, GNU, star and V7 headers; global PAX headers
 * change nothing. Members of types that no engine unpacks are refused as it refuses them. One pass; memory bounded by `TAR_LIMITS`, whatever the input.
 * @throws Problem `tar-damaged`, `tar-over-limit`
 */
export async function readTar(cursor: ByteCursor, visit: TarVisitor, options: TarOptions): Promise<TarEnd> {
  const limits = options.limits ?? TAR_LIMITS;
  const budget = makeBudget(options.source, limits);
  const reading: Reading = {
    source: options.source,
    limits,
    budget,
    visit,
    at: 0,
    fail(fault, path) {
      throw tarDamaged(options.source, reading.at, fault, path);
    },
    header: blankHeader(),
    member: blankMember(),
  };
  const passPlainRows = plainReader(cursor, options.rows, reading);
  let pending = NO_PENDING;
  for (let headers = 1; ; headers++) {
    if (headers >= TURN_HEADERS) {
      await giveTurn(options.signal);
      headers = 0;
    }
    const passing = pending === NO_PENDING ? passPlainRows() : 0;
    const passed = passing instanceof Promise ? await passing : passing;
    headers += passed;
    if (passed > 0) continue;
    reading.at = cursor.position;
    const taken = cursor.take(BLOCK_BYTES);
    const block = taken instanceof Promise ? await taken : taken;
    const end = mayEnd(block) ? await readEnd(block, cursor, reading.fail) : undefined;
    if (end !== undefined) return end;
    const next = passBlock(cursor, block, pending, reading);
    pending = next instanceof Promise ? await next : next;
  }
}

/** Reads the member or the record that a header block begins. @returns what waits for the next member */
function passBlock(cursor: ByteCursor, block: Uint8Array, pending: Pending, reading: Reading): Soon<Pending> {
  const { header, fail } = reading;
  const fault = parseHeader(block, header);
  if (fault !== undefined) return fail(fault);
  if (RECORD_FLAGS.has(header.flag)) return readRecord(cursor, pending, reading);
  const passing = passMember(cursor, block, pending, reading);
  return passing instanceof Promise ? passing.then(() => NO_PENDING) : NO_PENDING;
}

/**
 * Reads plain members in place, one after the other, until something must be waited for or others are to have their turn: a loop of its own,
 * since each step between one that is called for every header and what it does is compiled once more.
 * @returns gives how many it passed; none where the next member is no plain one
 */
function plainReader(cursor: ByteCursor, rows: PlainRows | undefined, reading: Reading): () => Soon<number> {
  const { nextPlain } = cursor;
  if (rows === undefined || nextPlain === undefined) return () => 0;
  const { addPlain, open } = rows;
  const { budget, fail } = reading;
  const header = blankPlainHeader();
  return () => {
    for (let passed = 0; passed < TURN_HEADERS; passed++) {
      reading.at = cursor.position;
      if (!nextPlain(header)) return passed;
      budget.count(header.nameEnd - header.nameStart, header.linkEnd - header.linkStart, header.depth);
      addPlain(header, cursor.position);
      const passing = passBytes(cursor, header.bytes, open?.(header.kind, header.bytes), fail);
      if (passing !== undefined) return passing.then(() => passed + 1);
    }
    return TURN_HEADERS;
  };
}

/** @param path of the member, where its name is known */
export function tarDamaged(source: string, offset: number, fault: TarFault, path?: ByteText): Problem {
  const place = { source, offset, fault };
  return new Problem('usage', 'tar-damaged', path === undefined ? place : { ...place, path: textToName(path) });
}

function mayEnd(block: Uint8Array): boolean {
  return block.length < BLOCK_BYTES || block[0] === 0;
}

function passMember(cursor: ByteCursor, block: Uint8Array, pending: Pending, reading: Reading): Soon<void> {
  const { header, member, fail } = reading;
  const isPlain = pending === NO_PENDING && header.flag !== 'S';
  if (isPlain) return passPlain(cursor, fillMember(member, header, cursor.position, fail), reading);
  return passOther(cursor, { header, block, pending }, reading);
}

/** What lasts from one member to the next. */
interface Reading {
  readonly source: string;
  readonly limits: TarLimits;
  readonly budget: TarBudget;
  readonly visit: TarVisitor;
  /** Where the header stands that is read. */
  at: number;
  readonly fail: Fail;
  /** Filled anew for each header. */
  readonly header: RawHeader;
  /** Filled anew for each member that has nothing in front of it. */
  readonly member: Mutable<TarMember>;
}

/** A member with records in front of it, or an old sparse one. */
async function passOther(
  cursor: ByteCursor,
  { header, block, pending }: { readonly header: RawHeader; readonly block: Uint8Array; readonly pending: Pending },
  { budget, visit, fail }: Reading,
): Promise<void> {
  const found = { header, numbers: numbersOf(header, pending, fail), pending };
  const sparse = mayBeSparse(found) ? await readSparse(found, block, cursor, fail) : undefined;
  const read = readMember(found, { sparse, offset: cursor.position, fail });
  budget.see(read.member);
  await passContent(cursor, read, visit(read.member), fail);
}

function passPlain(cursor: ByteCursor, member: TarMember, { budget, visit, fail }: Reading): Soon<void> {
  budget.see(member);
  return passBytes(cursor, member.storedBytes, visit(member), fail);
}

/** Passes a content and what fills its last block; waits only where the medium does. */
function passBytes(cursor: ByteCursor, bytes: number, sink: ContentSink | undefined, fail: Fail): Soon<void> {
  const gap = padding(bytes);
  const passed = sink === undefined ? cursor.pass(bytes + gap) : cursor.pass(bytes, sink);
  if (passed instanceof Promise)
    return passed.then((slow) => endContent(cursor, { passed: slow, bytes, gap }, sink, fail));
  return endContent(cursor, { passed, bytes, gap }, sink, fail);
}

function endContent(
  cursor: ByteCursor,
  { passed, bytes, gap }: { readonly passed: number; readonly bytes: number; readonly gap: number },
  sink: ContentSink | undefined,
  fail: Fail,
): Soon<void> {
  if (passed < bytes) fail('truncated');
  if (sink === undefined) return undefined;
  sink.end();
  const last = cursor.pass(gap);
  return last instanceof Promise ? last.then(() => undefined) : undefined;
}

const RECORD_FLAGS: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K']);

async function passContent(
  cursor: ByteCursor,
  { contentBytes, paddedBytes, sparse }: ReadMember,
  wanted: ContentSink | undefined,
  fail: Fail,
): Promise<void> {
  const sink = sparse !== undefined && wanted?.hole === undefined ? undefined : wanted;
  const pourInto = (to: ContentSink) => (sparse ? pourSparse(cursor, sparse, to) : cursor.pass(contentBytes, to));
  const passed = await (sink === undefined ? cursor.pass(contentBytes) : pourInto(sink));
  if (passed < contentBytes) fail('truncated');
  sink?.end();
  await cursor.pass(padding(paddedBytes));
}

function padding(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** The archive ends at two zero blocks, or where the bytes end at a block's border. @returns undefined where it goes on */
async function readEnd(block: Uint8Array, cursor: ByteCursor, fail: Fail): Promise<TarEnd | undefined> {
  if (block.length === 0) return { marks: 0 };
  if (block.length < BLOCK_BYTES) return fail('truncated');
  if (!isZero(block)) return undefined;
  const second = await cursor.take(BLOCK_BYTES);
  if (second.length === 0) return { marks: 1 };
  if (second.length < BLOCK_BYTES) return fail('truncated');
  return isZero(second) ? { marks: 2 } : fail('lone-zero-block');
}

function isZero(block: Uint8Array): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/** Reads the body of a record in front of a member. A global header ends what was waiting, as in Docker's reader. */
async function readRecord(
  cursor: ByteCursor,
  pending: Pending,
  { header, source, limits, fail }: Reading,
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
