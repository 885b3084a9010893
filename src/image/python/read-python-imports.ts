import { bytesToText } from '../../model/bytes.ts';
import { BROKEN, IS_WORD, type Source, skipBlanks, skipLine, skipStatement } from './skip-statement.ts';

/**
 * When an import runs: whenever its module is imported; only in the file that is started (below `if __name__ == "__main__"`); when a
 * function is called; or perhaps never, below what may stop it or mend its failure.
 */
export type ImportTime = 'start' | 'main' | 'later' | 'guarded';

export interface PythonImport {
  readonly when: ImportTime;
  /** 1-based. */
  readonly line: number;
  /** As written, with the dots of a relative one. */
  readonly name: string;
  /** Of `from`: each may be a module of its own, or `*`; absent for `import`. */
  readonly members?: readonly string[] | undefined;
}

export interface PythonImports {
  readonly imports: readonly PythonImport[];
  /** Names given outside functions and classes, where they were asked for. */
  readonly bound: readonly string[];
  /** It has `__getattr__` of its own, which may give any name. */
  readonly hasGetattr: boolean;
  /** False where the text makes no sense: then nothing of it is known. */
  readonly isWhole: boolean;
}

/** A body by the column of its header. */
interface Block {
  readonly column: number;
  readonly when: ImportTime;
  /** Inside a function or a class: what is bound there is no name of the module. */
  readonly isInner: boolean;
  /** Something before always leaves it. */
  isOver: boolean;
}

type Role = 'import' | 'from' | 'if' | 'guard' | 'soft' | 'class' | 'def' | 'async' | 'leave' | 'call';

const ROLES: Readonly<Record<Role, readonly string[]>> = {
  import: ['import'],
  from: ['from'],
  if: ['if'],
  guard: ['elif', 'else', 'for', 'while', 'with', 'try', 'except', 'finally'],
  soft: ['match', 'case'],
  class: ['class'],
  def: ['def'],
  async: ['async'],
  leave: ['return', 'raise', 'continue', 'break'],
  call: ['sys', 'os', 'exit', 'quit', 'pytest'],
};
const MAX_KEYWORD = 8;
/** By a sum of the letters, so that no text is made of the first word of each line. */
const KEYWORDS: ReadonlyMap<number, { readonly word: string; readonly role: Role }> = new Map(
  Object.entries(ROLES).flatMap(([role, words]) =>
    words.map((word) => [sumOf(Buffer.from(word), 0, word.length), { word, role: role as Role }] as const),
  ),
);

function sumOf(source: Source, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum = (sum * 33 + (source[at] as number)) | 0;
  return sum;
}

const IS_MAIN =
  /^\s*\(?\s*(?:__name__\s*==\s*(?:'__main__'|"__main__")|(?:'__main__'|"__main__")\s*==\s*__name__)\s*\)?\s*$/;
const LEAVES = /^(?:(?:sys\.)?exit|quit|os\._exit|os\.exec[lv]p?e?|os\.abort|pytest\.skip)[ \t]*\(/;
const BOUND = /\b([A-Za-z_][A-Za-z_0-9]*)(?:[ \t]*(?:[,:]|=(?!=))|[ \t]+in\b)/g;
/** More names than this are no list of names. */
const MAX_BOUND = 4000;
const IMPORT = Buffer.from('import');

/** How far the reading is. */
interface Reading {
  readonly source: Source;
  readonly wantsBound: boolean;
  readonly imports: PythonImport[];
  readonly bound: Set<string>;
  /** The bodies around; the first is the module. */
  readonly blocks: [Block, ...Block[]];
  hasGetattr: boolean;
  /** Line of a place; places are asked in order. */
  lineOf(at: number): number;
}

/**
 * The imports of a Python source of any version, each with the time it runs. Cost: one pass up to the last `import`. Never throws.
 * @param wantsBound also the names it binds, which takes a pass over all of it
 */
export function readPythonImports(source: Source, wantsBound = false): PythonImports {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const end = wantsBound ? source.length : bytes.lastIndexOf(IMPORT) + 1;
  const reading: Reading = {
    source,
    wantsBound,
    imports: [],
    bound: new Set(),
    blocks: [{ column: -1, when: 'start', isInner: false, isOver: false }],
    hasGetattr: false,
    lineOf: countLines(bytes),
  };
  let at = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  while (at < end) {
    at = readLine(reading, at);
    if (at === BROKEN) return { imports: [], bound: [], hasGetattr: false, isWhole: false };
    at += 1;
  }
  const { imports, bound, hasGetattr } = reading;
  return { imports, bound: [...bound], hasGetattr: hasGetattr || bound.size > MAX_BOUND, isWhole: true };
}

function topOf({ blocks }: Reading): Block {
  return blocks[blocks.length - 1] ?? blocks[0];
}

function timeOf(reading: Reading): ImportTime {
  const { isOver, when } = topOf(reading);
  return isOver ? 'guarded' : when;
}

function bind(reading: Reading, name: string): void {
  if (reading.wantsBound && !topOf(reading).isInner && reading.bound.size <= MAX_BOUND) reading.bound.add(name);
}

function wordEnd(source: Source, from: number): number {
  let at = from;
  while (at < source.length && IS_WORD[source[at] as number] === 1) at += 1;
  return at;
}

function wordAt(source: Source, from: number): string {
  return bytesToText(source.subarray(from, wordEnd(source, from)));
}

/** A blank line, or all statements of a logical one. @returns its newline; BROKEN where it makes no sense */
function readLine(reading: Reading, from: number): number {
  const { source, blocks } = reading;
  const [start, column] = readColumn(source, from);
  let at = start;
  if (isLineEnd(source, at)) return skipLine(source, at);
  while (blocks.length > 1 && column <= topOf(reading).column) blocks.pop();
  while (at < source.length) {
    at = skipBlanks(source, at, false);
    if (isLineEnd(source, at)) break;
    const around = blocks.length;
    at = readStatement(reading, at, column);
    if (at === BROKEN) return BROKEN;
    if (blocks.length > around) continue;
    at = skipBlanks(source, at, false);
    if (isLineEnd(source, at)) break;
    if (source[at] !== 59) return BROKEN;
    at += 1;
  }
  return skipLine(source, at);
}

/** Where a line begins, and its column: tabs go to the next multiple of eight. */
function readColumn(source: Source, from: number): [at: number, column: number] {
  let column = 0;
  for (let at = from; at < source.length; at++) {
    const byte = source[at];
    if (byte === 32) column += 1;
    else if (byte === 9) column = (column | 7) + 1;
    else if (byte === 12) column = 0;
    else return [at, column];
  }
  return [source.length, column];
}

/** One simple statement or header. @returns where it ends, or where the body of the header begins */
function readStatement(reading: Reading, from: number, column: number): number {
  const { source } = reading;
  const to = wordEnd(source, from);
  const known = to - from <= MAX_KEYWORD && to > from ? KEYWORDS.get(sumOf(source, from, to)) : undefined;
  if (known === undefined || known.word !== wordAt(source, from)) return readPlain(reading, from);
  switch (known.role) {
    case 'import':
      return readImport(reading, to, reading.lineOf(from));
    case 'from':
      return readFrom(reading, to, reading.lineOf(from));
    case 'leave':
    case 'call': {
      const leaves = known.role === 'leave' || LEAVES.test(bytesToText(source.subarray(from, from + 24)));
      const behind = readPlain(reading, from);
      if (leaves) topOf(reading).isOver = true;
      return behind;
    }
    default:
      return readHeader(reading, known.role, from, to, column);
  }
}

function readPlain(reading: Reading, from: number): number {
  const to = skipStatement(reading.source, from, false);
  if (to !== BROKEN) bindTargets(reading, from, to);
  return to;
}

/** Every name before a comma, a colon or an equals sign: rather too many than too few. */
function bindTargets(reading: Reading, from: number, to: number): void {
  if (!reading.wantsBound || topOf(reading).isInner) return;
  const text = bytesToText(reading.source.subarray(from, Math.min(to, from + 400)));
  for (const [, name = ''] of text.matchAll(BOUND)) bind(reading, name);
}

function readImport(reading: Reading, from: number, line: number): number {
  const { source, imports } = reading;
  let at = from;
  for (;;) {
    const [name, behind] = readDotted(source, skipBlanks(source, at, false));
    if (name === '') return BROKEN;
    imports.push({ when: timeOf(reading), line, name });
    const [alias, next] = readAlias(source, behind, false);
    bind(reading, alias ?? name.split('.', 1)[0] ?? name);
    at = skipBlanks(source, next, false);
    if (source[at] !== 44) return at;
    at += 1;
  }
}

function readFrom(reading: Reading, from: number, line: number): number {
  const { source, imports } = reading;
  let at = skipBlanks(source, from, false);
  let dots = '';
  for (; source[at] === 46; at = skipBlanks(source, at + 1, false)) dots += '.';
  const [name, behind] = wordAt(source, at) === 'import' && dots !== '' ? ['', at] : readDotted(source, at);
  at = skipBlanks(source, behind, false);
  if ((name === '' && dots === '') || wordAt(source, at) !== 'import') return BROKEN;
  // What a package takes from itself is its own module, and hides none.
  const [members, end] = readMembers(reading, skipBlanks(source, at + 6, false), dots + name !== '.');
  if (members.length === 0 || end === BROKEN) return BROKEN;
  imports.push({ when: timeOf(reading), line, name: dots + name, members });
  return skipBlanks(source, end, false);
}

function readMembers(reading: Reading, from: number, binds: boolean): [members: string[], at: number] {
  const { source } = reading;
  const isInside = source[from] === 40;
  const members: string[] = [];
  let at = isInside ? skipBlanks(source, from + 1, true) : from;
  while (at < source.length) {
    const member = source[at] === 42 ? '*' : wordAt(source, at);
    if (member === '') break;
    members.push(member);
    const [alias, next] = readAlias(source, at + member.length, isInside);
    if (binds || alias !== undefined) bind(reading, alias ?? member);
    at = skipBlanks(source, next, isInside);
    if (source[at] !== 44) break;
    at = skipBlanks(source, at + 1, isInside);
  }
  if (!isInside) return [members, at];
  return [members, source[at] === 41 ? at + 1 : BROKEN];
}

function readHeader(reading: Reading, role: Role, from: number, to: number, column: number): number {
  const { source } = reading;
  const next = skipBlanks(source, to, false);
  if (role === 'if') return openBody(reading, to, column, isMainTest(reading, to) ? 'main' : 'guarded');
  if (role === 'class') {
    bind(reading, wordAt(source, next));
    return openBody(reading, to, column, timeOf(reading), true);
  }
  if (role === 'def') return openFunction(reading, to, column);
  if (role === 'async') {
    const word = wordAt(source, next);
    if (word === 'def') return openFunction(reading, next + 3, column);
    return word === 'for' || word === 'with' ? openBody(reading, to, column, 'guarded') : readPlain(reading, from);
  }
  const colon = skipStatement(source, to, true);
  // `match` and `case` are names too.
  const isHeader = source[colon] === 58 && colon > next && !/[=.,]/.test(String.fromCharCode(source[next] ?? 0));
  if (role === 'soft' && !isHeader) return readPlain(reading, from);
  bindTargets(reading, to, colon + 1);
  return openBody(reading, to, column, 'guarded');
}

function openFunction(reading: Reading, to: number, column: number): number {
  const name = wordAt(reading.source, skipBlanks(reading.source, to, false));
  bind(reading, name);
  if (name === '__getattr__' && !topOf(reading).isInner) reading.hasGetattr = true;
  return openBody(reading, to, column, timeOf(reading) === 'guarded' ? 'guarded' : 'later', true);
}

/** Whether the test of an `if` holds in the file that is started, and nowhere else. */
function isMainTest(reading: Reading, from: number): boolean {
  const { source, blocks } = reading;
  if (blocks.length > 1 || timeOf(reading) !== 'start') return false;
  const colon = skipStatement(source, from, true);
  return colon !== BROKEN && colon - from < 80 && IS_MAIN.test(bytesToText(source.subarray(from, colon)));
}

/** The header's colon opens a body, on this line or the next ones. */
function openBody(reading: Reading, from: number, column: number, when: ImportTime, isInner = false): number {
  const colon = skipStatement(reading.source, from, true);
  if (colon === BROKEN || reading.source[colon] !== 58) return colon;
  reading.blocks.push({ column, when, isInner: isInner || topOf(reading).isInner, isOver: false });
  return colon + 1;
}

function isLineEnd(source: Source, at: number): boolean {
  const byte = source[at];
  return byte === undefined || byte === 10 || byte === 13 || byte === 35;
}

/** `a.b.c`, with blanks around its dots. */
function readDotted(source: Source, from: number): [name: string, at: number] {
  let name = '';
  let i = from;
  for (;;) {
    const start = i;
    while (i < source.length && IS_WORD[source[i] as number] === 1) i += 1;
    if (i === start) return ['', i];
    name += bytesToText(source.subarray(start, i));
    const dot = skipBlanks(source, i, false);
    if (source[dot] !== 46) return [name, i];
    name += '.';
    i = skipBlanks(source, dot + 1, false);
  }
}

function readAlias(source: Source, from: number, isInside: boolean): [alias: string | undefined, at: number] {
  const at = skipBlanks(source, from, isInside);
  const isAs = source[at] === 97 && source[at + 1] === 115 && IS_WORD[source[at + 2] ?? 0] === 0;
  return isAs ? readDotted(source, skipBlanks(source, at + 2, isInside)) : [undefined, from];
}

/** The line of places that are asked in order. A carriage return alone ends a line too. */
function countLines(bytes: Buffer): (at: number) => number {
  const hasReturns = bytes.includes(13);
  let line = 1;
  let seen = 0;
  return (at) => {
    if (hasReturns) {
      for (; seen < at; seen++) if (bytes[seen] === 10 || (bytes[seen] === 13 && bytes[seen + 1] !== 10)) line += 1;
      return line;
    }
    for (let next = bytes.indexOf(10, seen); next >= 0 && next < at; next = bytes.indexOf(10, seen)) {
      line += 1;
      seen = next + 1;
    }
    return line;
  };
}
