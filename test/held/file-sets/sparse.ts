import { type TarEntry, tarEntry } from '../kit/tar.ts';

/** A file of which only pieces are stored; all between them reads as zeros. */
export interface Sparse {
  /** Its length laid out. */
  readonly bytes: number;
  readonly pieces: readonly { readonly at: number; readonly content: string }[];
}

function stored(sparse: Sparse): Buffer {
  return Buffer.concat(sparse.pieces.map((piece) => Buffer.from(piece.content)));
}

/** A sparse file the old GNU way: type 'S', up to four pieces in the header where others keep the prefix. */
export function sparseGnu(name: string, sparse: Sparse): Buffer {
  const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
  const map = sparse.pieces.map(({ at, content }) => octal(at) + octal(Buffer.byteLength(content))).join('');
  const patch: TarEntry['patch'] = [
    { at: 257, bytes: 'ustar  \0' },
    { at: 386, bytes: map },
    { at: 483, bytes: octal(sparse.bytes) },
  ];
  return tarEntry({ name, type: 'S', content: stored(sparse), patch });
}

/** A sparse file by PAX records, format 1.0: the map stands in front of the content, padded to a block. */
export function sparsePax(name: string, sparse: Sparse): TarEntry {
  const last = sparse.pieces.at(-1);
  const end = last === undefined ? 0 : last.at + Buffer.byteLength(last.content);
  const pieces = sparse.pieces.map(({ at, content }) => [at, Buffer.byteLength(content)]);
  const all = end < sparse.bytes ? [...pieces, [sparse.bytes, 0]] : pieces;
  const map = Buffer.from(`${[all.length, ...all.flat()].join('\n')}\n`);
  const padding = Buffer.alloc((512 - (map.length % 512)) % 512);
  return {
    name: `GNUSparseFile.0/${name}`,
    content: Buffer.concat([map, padding, stored(sparse)]),
    pax: {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': name,
      'GNU.sparse.realsize': String(sparse.bytes),
    },
  };
}
