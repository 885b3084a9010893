/** Makes small ELF heads for tests; nothing at run time uses it. */
export interface ElfSpec {
  readonly bits?: 32 | 64;
  readonly endian?: 'little' | 'big';
  readonly machine?: number;
  readonly type?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
  readonly soname?: string;
  /** Versions needed of each library; weak with a `?` in front. */
  readonly needsVersions?: readonly (readonly [library: string, ...versions: string[]])[];
  readonly definesVersions?: readonly string[];
  /** DT_FLAGS_1. */
  readonly flags?: number;
  readonly osAbi?: number;
  /** Where the strings and the dynamic section lie, for files with a far end. */
  readonly farBytes?: number;
}

const BASE_ADDRESS = 0x400000;

/** @returns header, segments (LOAD, INTERP, DYNAMIC as needed), strings and dynamic section; nothing that could run */
export function makeElf(spec: ElfSpec = {}): Uint8Array {
  const is64 = (spec.bits ?? 64) === 64;
  const isLittle = (spec.endian ?? 'little') === 'little';
  const strings = makeStrings(spec);
  const interp = spec.interpreter === undefined ? '' : `${spec.interpreter}\0`;
  const interpAt = 0x400;
  const stringsAt = interpAt + Math.max(interp.length, 16) + (spec.farBytes ?? 0);
  const tablesAt = Math.ceil((stringsAt + strings.table.length) / 16) * 16;
  const tables = makeVersionTables(spec, strings.offsetOf, isLittle);
  const dynamicAt = Math.ceil((tablesAt + tables.bytes.length) / 16) * 16;
  const versionTags = tables.tags.map(([tag, value, isPlace]) => [
    tag,
    isPlace ? BASE_ADDRESS + tablesAt + value : value,
  ]);
  const named = [...strings.tags, ...versionTags, [5, BASE_ADDRESS + stringsAt]];
  const tags = [...(named.length > 1 ? named : []), ...strings.flags, [0, 0]];
  const wordBytes = is64 ? 8 : 4;
  const dynamicBytes = tags.length * 2 * wordBytes;
  const file = Buffer.alloc(dynamicAt + dynamicBytes);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const word = (at: number, value: number) =>
    is64 ? view.setBigUint64(at, BigInt(value), isLittle) : view.setUint32(at, value, isLittle);

  file.write('\x7fELF', 0, 'latin1');
  file[4] = is64 ? 2 : 1;
  file[5] = isLittle ? 1 : 2;
  file[6] = 1;
  file[7] = spec.osAbi ?? 0;
  view.setUint16(16, spec.type ?? 3, isLittle);
  view.setUint16(18, spec.machine ?? 62, isLittle);
  const headerBytes = is64 ? 64 : 52;
  const segmentBytes = is64 ? 56 : 32;
  const segments: [type: number, offset: number, bytes: number][] = [[1, 0, file.length]];
  if (interp !== '') segments.push([3, interpAt, interp.length]);
  if (tags.length > 1) segments.push([2, dynamicAt, dynamicBytes]);
  word(is64 ? 32 : 28, headerBytes);
  view.setUint16(is64 ? 54 : 42, segmentBytes, isLittle);
  view.setUint16(is64 ? 56 : 44, segments.length, isLittle);
  segments.forEach(([type, offset, bytes], i) => {
    const at = headerBytes + i * segmentBytes;
    view.setUint32(at, type, isLittle);
    word(at + (is64 ? 8 : 4), offset);
    word(at + (is64 ? 16 : 8), BASE_ADDRESS + offset);
    word(at + (is64 ? 32 : 16), bytes);
  });
  file.write(interp, interpAt, 'latin1');
  file.write(strings.table, stringsAt, 'latin1');
  file.set(tables.bytes, tablesAt);
  tags.forEach(([tag = 0, value = 0], i) => {
    word(dynamicAt + i * 2 * wordBytes, tag);
    word(dynamicAt + (i * 2 + 1) * wordBytes, value);
  });
  return file;
}

function makeStrings(spec: ElfSpec): {
  table: string;
  tags: number[][];
  flags: number[][];
  offsetOf: (text: string) => number;
} {
  const tags: number[][] = [];
  let table = '\0';
  const offsetOf = (text: string) => {
    const known = table.indexOf(`\0${text}\0`);
    if (known >= 0) return known + 1;
    table += `${text}\0`;
    return table.length - text.length - 1;
  };
  const add = (tag: number, text: string | undefined) => {
    if (text !== undefined) tags.push([tag, offsetOf(text)]);
  };
  for (const name of spec.needed ?? []) add(1, name);
  add(14, spec.soname);
  add(15, spec.rpath);
  add(29, spec.runpath);
  for (const [library, ...versions] of spec.needsVersions ?? []) {
    for (const text of [library, ...versions.map((version) => version.replace('?', ''))]) offsetOf(text);
  }
  for (const version of spec.definesVersions ?? []) offsetOf(version);
  const flags = spec.flags === undefined ? [] : [[0x6ffffffb, spec.flags]];
  return { table, tags, flags, offsetOf };
}

type TableTag = readonly [tag: number, value: number, isPlace: boolean];

/** The tables of needed and of defined versions, one behind the other. */
function makeVersionTables(spec: ElfSpec, offsetOf: (text: string) => number, isLittle: boolean) {
  const parts: Buffer[] = [];
  const tags: TableTag[] = [];
  const write = (sizes: readonly (readonly [bytes: 2 | 4, value: number])[]) => {
    const part = Buffer.alloc(sizes.reduce((sum, [bytes]) => sum + bytes, 0));
    let at = 0;
    for (const [bytes, value] of sizes) {
      if (isLittle) part.writeUIntLE(value, at, bytes);
      else part.writeUIntBE(value, at, bytes);
      at += bytes;
    }
    parts.push(part);
  };
  const place = () => parts.reduce((sum, part) => sum + part.length, 0);
  const needs = spec.needsVersions ?? [];
  if (needs.length > 0) tags.push([0x6ffffffe, 0, true], [0x6fffffff, needs.length, false]);
  needs.forEach(([library, ...versions], i) => {
    const next = i + 1 < needs.length ? 16 + versions.length * 16 : 0;
    write([
      [2, 1],
      [2, versions.length],
      [4, offsetOf(library)],
      [4, 16],
      [4, next],
    ]);
    versions.forEach((version, j) => {
      const name = offsetOf(version.replace('?', ''));
      write([
        [4, 0],
        [2, version.startsWith('?') ? 2 : 0],
        [2, 2],
        [4, name],
        [4, j + 1 < versions.length ? 16 : 0],
      ]);
    });
  });
  const defines = spec.definesVersions;
  if (defines !== undefined) tags.push([0x6ffffffc, place(), true], [0x6ffffffd, defines.length + 1, false]);
  [spec.soname ?? '', ...(defines ?? [])].forEach((version, i, all) => {
    if (defines === undefined) return;
    write([
      [2, 1],
      [2, i === 0 ? 1 : 0],
      [2, i + 1],
      [2, 1],
      [4, 0],
      [4, 20],
      [4, i + 1 < all.length ? 28 : 0],
    ]);
    write([
      [4, offsetOf(version)],
      [4, 0],
    ]);
  });
  return { bytes: Buffer.concat(parts), tags };
}
