import type { ByteText } from '../../model/bytes.ts';
import type { EntryType, LayerEntry } from '../contract.ts';
import type { PlainHeader } from '../tar/plain-header.ts';
import { grow, trim } from './grow.ts';
import { buildNameList, type NameColumns, nameReader } from './name-list.ts';

/** What few rows have. */
export interface RareFields {
  readonly device?: LayerEntry['device'];
  readonly xattrs?: LayerEntry['xattrs'];
  readonly sparse?: true | undefined;
  /** Where it differs from the length. */
  readonly storedBytes?: number | undefined;
  /** Owners beyond 32 bits. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A layer's entries by column; a row is a number. Plain data: can be written to disk and handed to another thread. */
export interface EntryColumns {
  readonly count: number;
  readonly paths: NameColumns;
  /** Places in `TYPES`. */
  readonly types: Uint8Array;
  readonly modes: Uint16Array;
  readonly uids: Uint32Array;
  readonly gids: Uint32Array;
  readonly bytes: Float64Array;
  readonly mtimesMs: Float64Array;
  readonly offsets: Float64Array;
  /** Rows that have a link target, ascending, and the targets in the same order. */
  readonly linkRows: Uint32Array;
  readonly links: NameColumns;
  readonly rare: ReadonlyMap<number, RareFields>;
}

export const TYPES: readonly EntryType[] = ['file', 'dir', 'symlink', 'hardlink', 'char', 'block', 'fifo'];

/** Places in `TYPES`. */
const TYPE_CODES = {
  file: 0,
  dir: 1,
  symlink: 2,
  hardlink: 3,
  char: 4,
  block: 5,
  fifo: 6,
} as const satisfies Readonly<Record<EntryType, number>>;

/** A layer's entries in the order of its tar. Rows are made into objects only where they are asked for. */
export interface EntryTable extends Iterable<LayerEntry> {
  readonly columns: EntryColumns;
  readonly count: number;
  path(row: number): ByteText;
  type(row: number): EntryType;
  /** Length of the file as a container sees it. */
  bytes(row: number): number;
  /** Content bytes the layer carries: less than the length for sparse files. */
  storedBytes(row: number): number;
  link(row: number): ByteText | undefined;
  entry(row: number): LayerEntry;
}

/** What a row is made of; the path and a link's target come beside it, as they are kept. */
export type RowFields = Pick<LayerEntry, 'type' | 'bytes' | 'mode' | 'uid' | 'gid' | 'mtimeMs' | 'offset'> &
  Pick<LayerEntry, 'device' | 'xattrs'> & {
    readonly sparse?: boolean | undefined;
    readonly storedBytes?: number | undefined;
  };

export interface EntryTableBuilder {
  add(path: ByteText, link: ByteText | undefined, fields: RowFields): void;
  /** A file, a folder or a symlink as its header says it. @param offset where the content starts in the tar */
  addPlain(header: PlainHeader, offset: number): void;
  /** Bytes of all contents that the layer carries. */
  readonly contentBytes: number;
  finish(): EntryTable;
}

/** Memory: some 60 bytes an entry, half as much again while it grows. */
export function buildEntryTable(): EntryTableBuilder {
  const paths = buildNameList();
  const links = buildNameList();
  const rare = new Map<number, RareFields>();
  let count = 0;
  let linkCount = 0;
  let contentBytes = 0;
  let types = new Uint8Array(0);
  let modes = new Uint16Array(0);
  let uids = new Uint32Array(0);
  let gids = new Uint32Array(0);
  let bytes = new Float64Array(0);
  let mtimesMs = new Float64Array(0);
  let offsets = new Float64Array(0);
  let linkRows = new Uint32Array(0);

  function makeRoom(): void {
    types = grow(types, count + 1);
    modes = grow(modes, count + 1);
    uids = grow(uids, count + 1);
    gids = grow(gids, count + 1);
    bytes = grow(bytes, count + 1);
    mtimesMs = grow(mtimesMs, count + 1);
    offsets = grow(offsets, count + 1);
  }

  function addLinkRow(): void {
    linkRows = grow(linkRows, linkCount + 1);
    linkRows[linkCount++] = count;
  }

  return {
    add(path, link, entry) {
      if (count === types.length) makeRoom();
      paths.add(path);
      types[count] = TYPE_CODES[entry.type];
      modes[count] = entry.mode;
      uids[count] = entry.uid;
      gids[count] = entry.gid;
      bytes[count] = entry.bytes;
      mtimesMs[count] = entry.mtimeMs;
      offsets[count] = entry.offset;
      if (link !== undefined) {
        addLinkRow();
        links.add(link);
      }
      const fields = rareFieldsOf(entry);
      if (fields !== undefined) rare.set(count, fields);
      contentBytes += entry.storedBytes ?? entry.bytes;
      count += 1;
    },
    addPlain(header, offset) {
      if (count === types.length) makeRoom();
      paths.addBytes(header.name, header.nameStart, header.nameEnd);
      types[count] = TYPE_CODES[header.kind];
      modes[count] = header.mode & 0o7777;
      uids[count] = header.uid;
      gids[count] = header.gid;
      bytes[count] = header.bytes;
      mtimesMs[count] = header.mtimeSeconds * 1000;
      offsets[count] = offset;
      if (header.linkEnd > header.linkStart) {
        addLinkRow();
        links.addBytes(header.linkIn, header.linkStart, header.linkEnd);
      }
      contentBytes += header.bytes;
      count += 1;
    },
    get contentBytes() {
      return contentBytes;
    },
    finish: () =>
      openEntryTable({
        count,
        paths: paths.finish(),
        types: trim(types, count),
        modes: trim(modes, count),
        uids: trim(uids, count),
        gids: trim(gids, count),
        bytes: trim(bytes, count),
        mtimesMs: trim(mtimesMs, count),
        offsets: trim(offsets, count),
        linkRows: trim(linkRows, linkCount),
        links: links.finish(),
        rare,
      }),
  };
}

const MAX_OWNER = 0xffff_ffff;

function rareFieldsOf(fields: RowFields): RareFields | undefined {
  const { device, xattrs, sparse, storedBytes, uid, gid } = fields;
  const isLarge = uid > MAX_OWNER || gid > MAX_OWNER || uid < 0 || gid < 0;
  if (!device && !xattrs && !sparse && !isLarge) return undefined;
  return {
    ...(device && { device }),
    ...(xattrs && { xattrs }),
    ...(sparse && { sparse, storedBytes }),
    ...(isLarge && { uid, gid }),
  };
}

/** A table over columns that were read back or came from another thread. */
export function openEntryTable(columns: EntryColumns): EntryTable {
  const readPath = nameReader(columns.paths);
  const readLink = nameReader(columns.links);
  const at = (array: ArrayLike<number>, row: number) => array[row] ?? 0;
  const typeOf = (row: number) => TYPES[at(columns.types, row)] ?? 'file';

  function linkOf(row: number): ByteText | undefined {
    const found = findRow(columns.linkRows, row);
    return found < 0 ? undefined : readLink(found);
  }

  function entry(row: number): LayerEntry {
    const link = linkOf(row);
    const base: LayerEntry = {
      path: readPath(row),
      type: typeOf(row),
      bytes: at(columns.bytes, row),
      mode: at(columns.modes, row),
      uid: at(columns.uids, row),
      gid: at(columns.gids, row),
      mtimeMs: at(columns.mtimesMs, row),
      offset: at(columns.offsets, row),
      ...(link !== undefined && { link }),
    };
    const fields = columns.rare.get(row);
    return fields === undefined ? base : { ...base, ...definedOf(fields) };
  }

  return {
    columns,
    count: columns.count,
    path: readPath,
    type: typeOf,
    bytes: (row) => at(columns.bytes, row),
    storedBytes: (row) => columns.rare.get(row)?.storedBytes ?? at(columns.bytes, row),
    link: linkOf,
    entry,
    *[Symbol.iterator]() {
      for (let row = 0; row < columns.count; row++) yield entry(row);
    },
  };
}

type Rare = Pick<LayerEntry, 'device' | 'xattrs' | 'sparse' | 'storedBytes'> & { uid?: number; gid?: number };

function definedOf(fields: RareFields): Rare {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** @returns where the row stands among ascending rows; -1 where it does not */
function findRow(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = rows[middle] ?? 0;
    if (value === row) return middle;
    if (value < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
