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
  const name = header?.text(TAGS.name);
  const version = header?.text(TAGS.version);
  if (header === undefined || name === undefined || version === undefined) return undefined;
  const epoch = header.number(TAGS.epoch, 0);
  const release = header.text(TAGS.release);
  const said = header.number(TAGS.bytes, 0);
  const sourceFile = header.text(TAGS.sourceFile);
  // `bash-5.1.8-6.el9.src.rpm`
  const source = sourceFile?.replace(/-[^-]+-[^-]+\.rpm$/, '');
  return room.record({
    kind: 'rpm',
    name,
    version: `${epoch === undefined ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}`,
    architecture: header.text(TAGS.architecture),
    ...(source !== undefined && source !== name && { source }),
    ...(said !== undefined && { saidBytes: said }),
    files: listFiles(header, room),
  });
}

/** Folders and names are told apart: one long folder may be that of every name. A list has room for as many as are kept, and no more. */
function listFiles(header: Header, room: TextRoom): readonly string[] {
  const folders: (string | undefined)[] = [];
  for (const folder of header.texts(TAGS.folders)) folders.push(room.path('', folder.slice(1)));
  const files: string[] = [];
  let i = 0;
  for (const file of header.texts(TAGS.fileNames)) {
    const at = header.number(TAGS.folderOfFile, i++) ?? 0;
    const folder = at < folders.length ? folders[at] : '';
    const path = room.path(folder ?? '', file);
    // A folder that is longer than any path has none below it.
    if (folder !== undefined && path !== undefined) files.push(path);
  }
  return files;
}

interface Header {
  /** @param i of those the tag has */
  number(tag: number, i: number): number | undefined;
  /** The first one, raw bytes as text. */
  text(tag: number): string | undefined;
  /** A header of a few bytes may say that it has a million: they are made as they are asked for. */
  texts(tag: number): Iterable<string>;
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
  function* texts(tag: number): Generator<string> {
    const entry = entries.get(tag);
    if (entry === undefined || (entry.type !== TEXT && entry.type < TEXTS)) return;
    let { at } = entry;
    for (let left = entry.count; left > 0; left--) {
      const end = blob.indexOf(0, at);
      if (end < 0) return;
      yield blob.toString('latin1', at, end);
      at = end + 1;
    }
  }
  return {
    number(tag, i) {
      const entry = entries.get(tag);
      if (entry?.type !== INT32 || i >= entry.count || entry.at + 4 * i + 4 > blob.length) return undefined;
      return blob.readUInt32BE(entry.at + 4 * i);
    },
    text: (tag) => texts(tag).next().value ?? undefined,
    texts,
  };
}
