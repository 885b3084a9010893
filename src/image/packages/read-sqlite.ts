import { Unread } from './unread.ts';

/** One row of a table: its key and its columns. Numbers as numbers, texts and blobs as bytes, what is absent as undefined. */
export interface SqliteRow {
  readonly key: number;
  readonly columns: readonly (number | Buffer | undefined)[];
}

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const INTERIOR = 5;
const LEAF = 13;
/** A cell: the lengths of its content and its key, and where it stands on the page. */
const LEAST_CELL_BYTES = 4;
/** The tables that are read have five at most, and each would cost more than its one byte in the file. */
const MOST_COLUMNS = 16;

/**
 * Rows of one table of a database file, as they stand in it; a write-ahead log beside it is not read.
 * @returns undefined where these bytes are no database, or it has no such table. Going through the rows throws Unread where a page or a
 * stretch of the file belongs to two rows: a file of three pages could have millions. Cost: the table's pages. @see sqlite file format
 */
export function readSqliteTable(file: Buffer, table: string): Iterable<SqliteRow> | undefined {
  if (file.length < HEADER_BYTES || file.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const said = file.readUInt16BE(16);
  const pageBytes = said === 1 ? 65_536 : said;
  const usableBytes = pageBytes - (file[20] ?? 0);
  if (pageBytes < 512 || usableBytes < 480) return undefined;
  const database: Database = { file, pageBytes, usableBytes, visited: new Set(), contentBytesLeft: file.length };
  for (const { columns } of readTree(database, 1)) {
    const [type, name, , root] = columns;
    if (textOf(type) === 'table' && textOf(name) === table) {
      return typeof root === 'number' ? readTree(database, root) : undefined;
    }
  }
  return undefined;
}

interface Database {
  readonly file: Buffer;
  readonly pageBytes: number;
  /** Without what is reserved at each page's end. */
  readonly usableBytes: number;
  /** Each page belongs to one place of one tree. */
  readonly visited: Set<number>;
  /** No two cells share bytes, so that all of them are no longer than the file. */
  contentBytesLeft: number;
}

function textOf(value: SqliteRow['columns'][number]): string | undefined {
  return Buffer.isBuffer(value) ? value.toString('utf8') : undefined;
}

/** @throws Unread where it was there before, or is none of the file's */
function visitPage({ file, pageBytes, visited }: Database, page: number): Buffer {
  const start = (page - 1) * pageBytes;
  if (!Number.isInteger(page) || page < 1 || start + pageBytes > file.length || visited.has(page)) {
    throw new Unread('malformed');
  }
  visited.add(page);
  return file.subarray(start, start + pageBytes);
}

function* readTree(database: Database, root: number): Generator<SqliteRow> {
  const left = [{ number: root, page: visitPage(database, root) }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { number, page } = next;
    const start = number === 1 ? HEADER_BYTES : 0;
    if (page[start] === LEAF) {
      for (const cell of cellsOf(page, start)) yield readRow(database, page, cell);
    } else if (page[start] === INTERIOR) {
      // At once, not when their turn comes: else a page could name one other ten thousand times.
      for (const child of childrenOf(page, start)) left.push({ number: child, page: visitPage(database, child) });
    } else throw new Unread('malformed');
  }
}

/** The last one first: they are taken from the end, so that rows come in the order of their keys. */
function childrenOf(page: Buffer, start: number): readonly number[] {
  const pointers = cellsOf(page, start).filter((cell) => cell + 4 <= page.length);
  return [page.readUInt32BE(start + 8), ...pointers.reverse().map((cell) => page.readUInt32BE(cell))];
}

function cellsOf(page: Buffer, start: number): number[] {
  const first = start + (page[start] === INTERIOR ? 12 : 8);
  const count = Math.min(page.readUInt16BE(start + 3), Math.floor((page.length - first) / 2));
  return Array.from({ length: count }, (_, i) => page.readUInt16BE(first + 2 * i));
}

function readRow(database: Database, page: Buffer, cell: number): SqliteRow {
  const length = readVarint(page, cell);
  const key = length && readVarint(page, length.end);
  if (length === undefined || key === undefined) throw new Unread('malformed');
  return { key: key.value, columns: readColumns(readPayload(database, page, key.end, length.value)) };
}

/** What does not fit a page goes on in a chain of others. */
function readPayload(database: Database, page: Buffer, start: number, length: number): Buffer {
  const { usableBytes } = database;
  database.contentBytesLeft -= length + LEAST_CELL_BYTES;
  if (database.contentBytesLeft < 0) throw new Unread('malformed');
  const most = usableBytes - 35;
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (usableBytes - 4));
  const local = length <= most ? length : wanted <= most ? wanted : least;
  const isWhole = local === length;
  if (start + local + (isWhole ? 0 : 4) > page.length) throw new Unread('malformed');
  const first = page.subarray(start, start + local);
  if (isWhole) return first;
  const parts = [first];
  let next = page.readUInt32BE(start + local);
  for (let left = length - local; left > 0; left -= usableBytes - 4) {
    const overflow = visitPage(database, next);
    parts.push(overflow.subarray(4, 4 + Math.min(left, usableBytes - 4)));
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function readColumns(payload: Buffer): SqliteRow['columns'] {
  const header = readVarint(payload, 0);
  if (header === undefined) return [];
  const columns: (number | Buffer | undefined)[] = [];
  let at = header.value;
  for (
    let type = readVarint(payload, header.end);
    type !== undefined && type.end <= header.value && columns.length < MOST_COLUMNS;
  ) {
    const bytes = bytesOf(type.value);
    if (at + bytes > payload.length) return columns;
    columns.push(readValue(payload.subarray(at, at + bytes), type.value));
    at += bytes;
    type = type.end < header.value ? readVarint(payload, type.end) : undefined;
  }
  return columns;
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function bytesOf(type: number): number {
  return type >= 12 ? Math.floor((type - 12) / 2) : (INTEGER_BYTES[type] ?? 0);
}

function readValue(bytes: Buffer, type: number): number | Buffer | undefined {
  // Ten and eleven are reserved, and have no bytes.
  if (type === 0 || type === 10 || type === 11) return undefined;
  if (type >= 12) return bytes;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return bytes.readDoubleBE(0);
  return bytes.length <= 6 ? bytes.readIntBE(0, bytes.length) : Number(bytes.readBigInt64BE(0));
}

/** Seven bits a byte, high first; a ninth byte counts whole. Beyond 2^53 it is not exact, and nothing is so long. */
function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return undefined;
    if (i === 8) return { value: value * 256 + byte, end: start + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return undefined;
}
