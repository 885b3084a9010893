import type { TarEntry } from '../kit/tar.ts';

/** A stored piece of a sparse file. */
export interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

const BLOCK_BYTES = 512;
const PIECES_IN_HEADER = 4;
const PIECES_IN_EXTENSION = 21;

/** What the file reads like once it is laid out. */
export function laidOut(lengthBytes: number, pieces: readonly Piece[]): Buffer {
  const file = Buffer.alloc(lengthBytes);
  for (const { at, bytes } of pieces) file.set(bytes, at);
  return file;
}

/**
 * A member of type 'S' as old GNU tar writes it: four pieces in the header, further ones in blocks between header and data that
 * the header's size leaves out. The map ends with a piece of no bytes at the file's end, as GNU tar has it.
 */
export function oldGnuSparse(name: string, lengthBytes: number, pieces: readonly Piece[]): TarEntry {
  const map = [...pieces.map(({ at, bytes }) => [at, bytes.length] as const), [lengthBytes, 0] as const];
  const structs = (from: number, count: number) =>
    map
      .slice(from, from + count)
      .map(([at, length]) => octal12(at) + octal12(length))
      .join('');
  const extensions: Buffer[] = [];
  for (let from = PIECES_IN_HEADER; from < map.length; from += PIECES_IN_EXTENSION) {
    const block = Buffer.alloc(BLOCK_BYTES);
    block.write(structs(from, PIECES_IN_EXTENSION), 0, 'latin1');
    block[504] = from + PIECES_IN_EXTENSION < map.length ? 1 : 0;
    extensions.push(block);
  }
  const stored = Buffer.concat(pieces.map((piece) => piece.bytes));
  return {
    name,
    type: 'S',
    content: Buffer.concat([...extensions, stored]),
    saysBytes: stored.length,
    patch: [
      { at: 257, bytes: 'ustar  \0' },
      { at: 386, bytes: structs(0, PIECES_IN_HEADER) },
      { at: 482, bytes: extensions.length > 0 ? '\u0001' : '\0' },
      { at: 483, bytes: octal12(lengthBytes) },
    ],
  };
}

/** A member as GNU tar writes it with `--format=pax --sparse` (version 1.0): the map is the first blocks of its body. */
export function paxSparse(name: string, lengthBytes: number, pieces: readonly Piece[]): TarEntry {
  const numbers = [pieces.length + 1, ...pieces.flatMap(({ at, bytes }) => [at, bytes.length]), lengthBytes, 0];
  const map = Buffer.from(numbers.map((value) => `${value}\n`).join(''));
  const padding = Buffer.alloc((BLOCK_BYTES - (map.length % BLOCK_BYTES)) % BLOCK_BYTES);
  return {
    name: `GNUSparseFile.0/${name}`.slice(0, 100),
    content: Buffer.concat([map, padding, ...pieces.map((piece) => piece.bytes)]),
    pax: {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': name,
      'GNU.sparse.realsize': String(lengthBytes),
    },
  };
}

function octal12(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`;
}
