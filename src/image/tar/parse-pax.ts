import { bytesToText } from '../../model/bytes.ts';

/** Records of one PAX header; values are raw bytes as text. */
export type PaxRecords = ReadonlyMap<string, string>;

export const SPARSE_MAP = 'GNU.sparse.map';
const SPARSE_OFFSET = 'GNU.sparse.offset';
const SPARSE_LENGTH = 'GNU.sparse.numbytes';
const NO_NUL_VALUE: ReadonlySet<string> = new Set(['path', 'linkpath', 'uname', 'gname']);

/** `length key=value\n` records. @returns undefined where one of them is malformed. Cost: linear. */
export function parsePax(body: Uint8Array): PaxRecords | undefined {
  const text = bytesToText(body);
  const records = new Map<string, string>();
  const sparse: string[] = [];
  let at = 0;
  while (at < text.length) {
    const record = parseRecord(text, at);
    if (record === undefined) return undefined;
    at = record.end;
    if (record.key === SPARSE_OFFSET || record.key === SPARSE_LENGTH) {
      const expected = sparse.length % 2 === 0 ? SPARSE_OFFSET : SPARSE_LENGTH;
      if (record.key !== expected || record.value.includes(',')) return undefined;
      sparse.push(record.value);
    } else {
      records.set(record.key, record.value);
    }
  }
  if (sparse.length > 0) records.set(SPARSE_MAP, sparse.join(','));
  return records;
}

function parseRecord(text: string, start: number): { key: string; value: string; end: number } | undefined {
  const space = text.indexOf(' ', start);
  if (space < 0 || space - start > 10) return undefined;
  const digits = text.slice(start, space);
  if (!/^\+?\d+$/.test(digits)) return undefined;
  const end = start + Number(digits);
  if (end - start < 5 || end > text.length || end <= space + 1 || text[end - 1] !== '\n') return undefined;
  const equals = text.indexOf('=', space + 1);
  if (equals < 0 || equals >= end - 1) return undefined;
  const key = text.slice(space + 1, equals);
  const value = text.slice(equals + 1, end - 1);
  const nulFree = NO_NUL_VALUE.has(key) ? value : key;
  return key === '' || nulFree.includes('\0') ? undefined : { key, value, end };
}
