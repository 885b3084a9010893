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
  const dynamicAt = Math.ceil((stringsAt + strings.table.length) / 16) * 16;
  const tags = [...strings.tags, ...(strings.tags.length > 0 ? [[5, BASE_ADDRESS + stringsAt]] : []), [0, 0]];
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
  view.setUint16(16, spec.type ?? 3, isLittle);
  view.setUint16(18, spec.machine ?? 62, isLittle);
  const headerBytes = is64 ? 64 : 52;
  const segmentBytes = is64 ? 56 : 32;
  const segments: [type: number, offset: number, bytes: number][] = [[1, 0, file.length]];
  if (interp !== '') segments.push([3, interpAt, interp.length]);
  if (strings.tags.length > 0) segments.push([2, dynamicAt, dynamicBytes]);
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
  tags.forEach(([tag = 0, value = 0], i) => {
    word(dynamicAt + i * 2 * wordBytes, tag);
    word(dynamicAt + (i * 2 + 1) * wordBytes, value);
  });
  return file;
}

function makeStrings(spec: ElfSpec): { table: string; tags: number[][] } {
  const tags: number[][] = [];
  let table = '\0';
  const add = (tag: number, text: string | undefined) => {
    if (text === undefined) return;
    tags.push([tag, table.length]);
    table += `${text}\0`;
  };
  for (const name of spec.needed ?? []) add(1, name);
  add(14, spec.soname);
  add(15, spec.rpath);
  add(29, spec.runpath);
  return { table, tags };
}
