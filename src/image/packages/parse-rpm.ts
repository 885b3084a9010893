import type { PackageRecord } from './contract.ts';
import type { TextRoom } from './open-text-room.ts';
import { readSqliteTable } from './read-sqlite.ts';

const TAGS = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  bytes: 1009,
  architecture: 1022,
  sourceFile: 1044,
  folderOfFile: 1116,
  fileNames: 1117,
  folders: 1118,
} as const;

/** A header may have a million others, chosen to fall together in a map of numbers. */
const KNOWN_TAGS: ReadonlySet<number> = new Set(Object.values(TAGS));
const INT32 = 4;
const TEXT = 6;
const TEXTS = 8;
const ENTRY_BYTES = 16;
const MOST_TEXTS = 1_000_000;

/**
 * Packages of an rpm database in sqlite, with the files each owns. @returns undefined where it is none. @throws Unread. Memory: what is
 * kept and one package's header. @see rpm header format
 */
export function parseRpmDatabase(file: Buffer, room: TextRoom): readonly PackageRecord[] | undefined {
  const rows = readSqliteTable(file, 'Packages');
  if (rows === undefined) return undefined;
  const records: PackageRecord[] = [];
  for (const { columns } of rows) {
    const blob = columns.find((column) => Buffer.isBuffer(column));
    const record = blob && parseRpmHeader(blob, room);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** @returns undefined where it names no package; what else is damaged in it is as if it were not there */
export function parseRpmHeader(blob: Buffer, room: TextRoom): PackageRecord | undefined {
  const header = openHeader(blob);
  const name = header?.texts(TAGS.name)[0];
  const version = header?.texts(TAGS.version)[0];
  if (header === undefined || name === undefined || version === undefined) return undefined;
  const epoch = header.number(TAGS.epoch, 0);
  const [release] = header.texts(TAGS.release);
  const said = header.number(TAGS.bytes, 0);
  const [sourceFile] = header.texts(TAGS.sourceFile);
  // `bash-5.1.8-6.el9.src.rpm`
  const source = sourceFile?.replace(/-[^-]+-[^-]+\.rpm$/, '');
  return room.record({
    kind: 'rpm',
    name,
    version: `${epoch === undefined ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}`,
    architecture: header.texts(TAGS.architecture)[0],
    ...(source !== undefined && source !== name && { source }),
    ...(said !== undefined && { saidBytes: said }),
    files: listFiles(header, room),
  });
}

/** Folders and names are told apart: one long folder may be that of every name. */
function listFiles(header: Header, room: TextRoom): readonly string[] {
  const folders = header.texts(TAGS.folders).map((folder) => folder.slice(1));
  const files: string[] = [];
  header.texts(TAGS.fileNames).forEach((file, i) => {
    const path = room.path(folders[header.number(TAGS.folderOfFile, i) ?? 0] ?? '', file);
    if (path !== undefined) files.push(path);
  });
  return files;
}

interface Header {
  /** @param i of those the tag has */
  number(tag: number, i: number): number | undefined;
  /** Raw bytes as text. */
  texts(tag: number): readonly string[];
}

/** Two counts, then an index of tag, type, offset and count, then the values. */
function openHeader(blob: Buffer): Header | undefined {
  if (blob.length < 8) return undefined;
  const count = blob.readUInt32BE(0);
  const values = 8 + count * ENTRY_BYTES;
  if (values > blob.length) return undefined;
  const entries = new Map<number, { readonly type: number; readonly at: number; readonly count: number }>();
  for (let i = 0; i < count; i++) {
    const at = 8 + i * ENTRY_BYTES;
    const tag = blob.readUInt32BE(at);
    if (!KNOWN_TAGS.has(tag)) continue;
    const offset = blob.readUInt32BE(at + 8);
    entries.set(tag, {
      type: blob.readUInt32BE(at + 4),
      at: values + offset,
      count: blob.readUInt32BE(at + 12),
    });
  }
  return {
    number(tag, i) {
      const entry = entries.get(tag);
      if (entry?.type !== INT32 || i >= entry.count || entry.at + 4 * i + 4 > blob.length) return undefined;
      return blob.readUInt32BE(entry.at + 4 * i);
    },
    texts(tag) {
      const entry = entries.get(tag);
      return entry === undefined || (entry.type !== TEXT && entry.type < TEXTS)
        ? []
        : textsAt(blob, entry.at, entry.count);
    },
  };
}

function textsAt(blob: Buffer, start: number, count: number): readonly string[] {
  const texts: string[] = [];
  let at = start;
  for (let i = 0; i < Math.min(count, MOST_TEXTS); i++) {
    const end = blob.indexOf(0, at);
    if (end < 0) return texts;
    texts.push(blob.toString('latin1', at, end));
    at = end + 1;
  }
  return texts;
}
