/** Makes package databases for tests, sound ones and such as no program writes; nothing at run time uses it. */
export interface RpmSpec {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch?: number;
  readonly source: string;
  readonly files: readonly string[];
  /** The second is that of all files. */
  readonly folders?: readonly [string, string];
}

/** A header as rpm keeps it in its database: index and values. */
export function makeRpm({ name, version, release, epoch, source, files, folders }: RpmSpec): Buffer {
  const text = (...values: readonly string[]) => Buffer.from(values.map((value) => `${value}\0`).join(''));
  const numbers = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
    return bytes;
  };
  const tags: readonly (readonly [tag: number, type: number, count: number, value: Buffer])[] = [
    ...(epoch === undefined ? [] : [[1003, 4, 1, numbers(epoch)] as const]),
    [1009, 4, 1, numbers(7)],
    [1116, 4, files.length, numbers(...files.map(() => 1))],
    [1000, 6, 1, text(name)],
    [1001, 6, 1, text(version)],
    [1002, 6, 1, text(release)],
    [1022, 6, 1, text('x86_64')],
    ...(source === '' ? [] : [[1044, 6, 1, text(source)] as const]),
    [1117, 8, files.length, text(...files)],
    [1118, 8, 2, text(...(folders ?? ['/etc/', '/usr/bin/']))],
  ];
  const index = Buffer.alloc(8 + tags.length * 16);
  const values = Buffer.concat(tags.map(([, , , value]) => value));
  index.writeUInt32BE(tags.length, 0);
  index.writeUInt32BE(values.length, 4);
  let offset = 0;
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    for (const [k, word] of [tag, type, offset, count].entries()) index.writeUInt32BE(word, 8 + 16 * i + 4 * k);
    offset += value.length;
  }
  return Buffer.concat([index, values]);
}

const HEADER_BYTES = 100;

/** A database whose table `Packages` has its root at page 2. @param pages from page 2 on, all of one length */
export function makeDatabase(pages: readonly Buffer[]): Buffer {
  const pageBytes = pages[0]?.length ?? 4096;
  const schema = makeRecord(['table', 'Packages', 'Packages', 2, 'CREATE TABLE Packages (hnum, blob)']);
  const first = makeLeaf(pageBytes, [makeCell(1, schema)], HEADER_BYTES);
  first.write('SQLite format 3\0', 'latin1');
  first.writeUInt16BE(pageBytes === 65_536 ? 1 : pageBytes, 16);
  return Buffer.concat([first, ...pages]);
}

/** @param start where its head stands: behind the file's on the first page */
export function makeLeaf(pageBytes: number, cells: readonly Buffer[], start = 0): Buffer {
  return makePage(pageBytes, { type: 13, headBytes: 8, start, cells });
}

/** A page that leads to others; each is named as often as it stands there. */
export function makeInterior(pageBytes: number, children: readonly number[], right: number): Buffer {
  const cells = children.map((child) => Buffer.from([0, 0, child >> 8, child & 0xff, 1]));
  const page = makePage(pageBytes, { type: 5, headBytes: 12, start: 0, cells });
  page.writeUInt32BE(right, 8);
  return page;
}

interface PageSpec {
  readonly type: number;
  readonly headBytes: number;
  readonly start: number;
  readonly cells: readonly Buffer[];
}

function makePage(pageBytes: number, { type, headBytes, start, cells }: PageSpec): Buffer {
  const page = Buffer.alloc(pageBytes);
  page[start] = type;
  page.writeUInt16BE(cells.length, start + 3);
  const places = new Map<Buffer, number>();
  let at = pageBytes;
  for (const [i, cell] of cells.entries()) {
    if (!places.has(cell)) {
      at -= cell.length;
      cell.copy(page, at);
      places.set(cell, at);
    }
    page.writeUInt16BE(places.get(cell) ?? 0, start + headBytes + 2 * i);
  }
  return page;
}

/** A row that fits its page. */
export function makeCell(key: number, payload: Buffer): Buffer {
  return Buffer.concat([varint(payload.length), varint(key), payload]);
}

interface LongCell {
  readonly cell: Buffer;
  readonly chain: readonly Buffer[];
}

/** A row that goes on in a chain of pages. @param first number of the first of them */
export function makeLongCell(key: number, payload: Buffer, pageBytes: number, first: number): LongCell {
  const usable = pageBytes - 4;
  const least = Math.floor(((pageBytes - 12) * 32) / 255) - 23;
  const wanted = least + ((payload.length - least) % usable);
  const local = wanted <= pageBytes - 35 ? wanted : least;
  const chain = Array.from({ length: Math.ceil((payload.length - local) / usable) }, (_, i) => {
    const page = Buffer.alloc(pageBytes);
    page.writeUInt32BE(first + i + 1);
    payload.copy(page, 4, local + i * usable, local + (i + 1) * usable);
    return page;
  });
  const pointer = int32(first);
  return { cell: Buffer.concat([varint(payload.length), varint(key), payload.subarray(0, local), pointer]), chain };
}

/** A row's columns. @param types of columns that have no bytes, put behind the others */
export function makeRecord(values: readonly (string | number | Buffer)[], types: readonly number[] = []): Buffer {
  const bodies = values.map((value) => (typeof value === 'number' ? int32(value) : Buffer.from(value as string)));
  const kinds = values.map((value, i) => {
    const { length = 0 } = bodies[i] ?? {};
    return typeof value === 'number' ? 4 : 2 * length + (typeof value === 'string' ? 13 : 12);
  });
  const head = Buffer.concat([...kinds, ...types].map(varint));
  const headBytes = head.length < 127 ? head.length + 1 : head.length + 2;
  return Buffer.concat([varint(headBytes), head, ...bodies]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) bytes.unshift((left & 0x7f) | 0x80);
  return Buffer.from(bytes);
}
