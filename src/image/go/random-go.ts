/** Makes small Go programs for tests; nothing at run time uses it. */
export interface GoSpec {
  readonly module?: string;
  readonly dependencies?: readonly string[];
  /** In order; a call goes to a function by its name, which is made where it is not listed. */
  readonly functions?: readonly GoFunctionSpec[];
  readonly hasNote?: boolean;
}

interface GoFunctionSpec {
  readonly name: string;
  /** Texts made ready and functions called, in order; a call ends with `()`. */
  readonly does: readonly string[];
}

const BASE = 0x400000;
const CODE_AT = 0x1000;
const WORDS_AT = 0x8000;
const TABLE_AT = 0xc000;
const DATA_AT = 0x11000;
const FILE_BYTES = 0x12000;

/** @returns header, note, code, texts, table of functions, the runtime's record and build information; nothing that could run */
export function makeGoProgram(spec: GoSpec = {}): Uint8Array {
  const file = Buffer.alloc(FILE_BYTES);
  writeHeader(file, spec.hasNote ?? true);
  const listed = spec.functions ?? [{ name: 'main.main', does: [] }];
  const called = listed.flatMap(({ does }) => does.filter((d) => d.endsWith('()')).map((d) => d.slice(0, -2)));
  const others = [...new Set(called)].filter((name) => !listed.some((f) => f.name === name));
  const functions = [...others.map((name) => ({ name, does: [] })), ...listed];
  const starts = new Map<string, number>();
  let at = CODE_AT;
  for (const { name, does } of functions) {
    starts.set(name, at);
    at = Math.ceil((at + does.length * 12 + 1) / 16) * 16;
  }
  let wordsAt = WORDS_AT;
  for (const { name, does } of functions) {
    let place = starts.get(name) ?? 0;
    for (const what of does) {
      if (what.endsWith('()')) {
        file[place] = 0xe8;
        file.writeInt32LE((starts.get(what.slice(0, -2)) ?? 0) - place - 5, place + 1);
        place += 5;
        continue;
      }
      file.set([0x48, 0x8d, 0x05], place);
      file.writeInt32LE(wordsAt - place - 7, place + 3);
      file[place + 7] = 0xbb;
      file.writeUInt32LE(what.length, place + 8);
      wordsAt += file.write(what, wordsAt, 'latin1');
      place += 12;
    }
    file[place] = 0xc3;
  }
  writeTable(
    file,
    functions.map(({ name }) => [name, starts.get(name) ?? 0] as const),
    at,
  );
  writeRecord(file, at);
  writeBuild(file, spec);
  return file;
}

function writeHeader(file: Buffer, hasNote: boolean): void {
  file.write('\x7fELF\x02\x01\x01', 'latin1');
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(62, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(2, 56);
  const segments = [
    [5, 0, DATA_AT],
    [6, DATA_AT, FILE_BYTES - DATA_AT],
  ] as const;
  segments.forEach(([flags, offset, bytes], i) => {
    const at = 64 + i * 56;
    file.writeUInt32LE(1, at);
    file.writeUInt32LE(flags, at + 4);
    file.writeBigUInt64LE(BigInt(offset), at + 8);
    file.writeBigUInt64LE(BigInt(BASE + offset), at + 16);
    file.writeBigUInt64LE(BigInt(bytes), at + 32);
  });
  if (hasNote) file.write('\x04\0\0\0\x04\0\0\0\x04\0\0\0Go\0\0abcd', 0xf00, 'latin1');
}

function writeTable(file: Buffer, functions: readonly (readonly [name: string, start: number])[], end: number): void {
  file.set([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8], TABLE_AT);
  const names = functions.map(([name]) => `${name}\0`);
  const text = `\0${names.join('')}`;
  const namesAt = 72;
  const listAt = Math.ceil((namesAt + text.length) / 8) * 8;
  const aboutAt = functions.length * 8 + 8;
  for (const [at, value] of [
    [8, functions.length],
    [32, namesAt],
    [40, namesAt + text.length],
    [64, listAt],
  ] as const) {
    file.writeBigUInt64LE(BigInt(value), TABLE_AT + at);
  }
  file.write(text, TABLE_AT + namesAt, 'latin1');
  const list = TABLE_AT + listAt;
  functions.forEach(([, start], i) => {
    const about = aboutAt + i * 8;
    file.writeUInt32LE(start - CODE_AT, list + i * 8);
    file.writeUInt32LE(about, list + i * 8 + 4);
    file.writeUInt32LE(start - CODE_AT, list + about);
    file.writeUInt32LE(1 + names.slice(0, i).join('').length, list + about + 4);
  });
  file.writeUInt32LE(end - CODE_AT, list + functions.length * 8);
}

function writeRecord(file: Buffer, end: number): void {
  file.writeBigUInt64LE(BigInt(BASE + TABLE_AT), DATA_AT);
  file.writeBigUInt64LE(BigInt(BASE + CODE_AT), DATA_AT + 176);
  file.writeBigUInt64LE(BigInt(BASE + end), DATA_AT + 184);
}

function writeBuild(file: Buffer, { module = 'example.com/app', dependencies = [] }: GoSpec): void {
  const mark = 'm'.repeat(16);
  const lines = [
    `path\t${module}`,
    `mod\t${module}\t(devel)\t`,
    ...dependencies.map((name) => `dep\t${name}\tv1.0.0\th1:x`),
  ];
  const text = `${mark}${lines.join('\n')}\n${mark}`;
  const at = DATA_AT + 0x400;
  file.write('\xff Go buildinf:\x08\x02', at, 'latin1');
  file.write('\x08go1.26.0', at + 32, 'latin1');
  file.set([(text.length & 0x7f) | 0x80, text.length >> 7], at + 41);
  file.write(text, at + 43, 'latin1');
}
