import { type TarEntry, tarEntry } from '../kit/tar.ts';
import { file, layers, raw, read, refused, tar } from './build.ts';
import type { HostileCase } from './contract.ts';

/** Sparse files (18): what is stored counts, what they are laid out to is told apart. */

const A_FILE: TarEntry = { name: 'f', content: 'abc' };
const EIB = '9223372036854775807';
const EIB_BASE_256 = raw('\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff');

const octal = (value: number) => raw(`${value.toString(8).padStart(11, '0')}\0`);

/** A sparse file as GNU tar wrote it first: the map in the header, from byte 386 on. */
function oldGnuSparse(map: readonly Buffer[], realBytes: Buffer, content: string): Buffer {
  const patch = [
    { at: 257, bytes: 'ustar  \0' },
    ...map.map((bytes, i) => ({ at: 386 + 12 * i, bytes })),
    { at: 483, bytes: realBytes },
  ];
  return tarEntry({ name: 's', type: 'S', content, patch });
}

const sparse = (id: string, says: string, bytes: () => Buffer): HostileCase => ({
  number: 18,
  id,
  says,
  source: 'the list of 64; README of the held inputs; Go archive/tar handleSparseFile',
  medium: layers(() => tar(bytes(), A_FILE)),
  answer: read({ s: file(5, { logicalBytes: EIB }), f: file(3) }, { deadBytes: 0 }),
  ceilings: { rssMb: 150, seconds: 5 },
});

const damaged = (id: string, says: string, bytes: () => Buffer): HostileCase => ({
  ...sparse(id, says, bytes),
  source: 'Go archive/tar handleSparseFile',
  answer: refused('tar-damaged', undefined, ['over-limit']),
});

const pax10 = (realBytes: string, map: string): TarEntry => ({
  name: 'GNUSparseFile.0/s',
  content: Buffer.concat([Buffer.alloc(512, 0).fill(map, 0, map.length), raw('hello')]),
  pax: {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 's',
    'GNU.sparse.realsize': realBytes,
  },
});

export const SPARSE_CASES: readonly HostileCase[] = [
  sparse('sparse-old-gnu', 'Five bytes stored, laid out to 2^63 - 1: the first GNU form', () =>
    oldGnuSparse([octal(0), octal(5), EIB_BASE_256, octal(0)], EIB_BASE_256, 'hello'),
  ),
  sparse('sparse-pax-0-0', 'The same in PAX form 0.0', () =>
    tarEntry({
      name: 's',
      content: 'hello',
      pax: {
        'GNU.sparse.size': EIB,
        'GNU.sparse.numblocks': '1',
        'GNU.sparse.offset': '0',
        'GNU.sparse.numbytes': '5',
      },
    }),
  ),
  sparse('sparse-pax-0-1', 'The same in PAX form 0.1', () =>
    tarEntry({
      name: 'GNUSparseFile.0/s',
      content: 'hello',
      pax: {
        'GNU.sparse.name': 's',
        'GNU.sparse.size': EIB,
        'GNU.sparse.numblocks': '1',
        'GNU.sparse.map': '0,5',
      },
    }),
  ),
  sparse('sparse-pax-1-0', 'The same in PAX form 1.0, the map in front of the content', () =>
    tarEntry(pax10(EIB, '1\n0\n5\n')),
  ),
  damaged('sparse-beyond-63-bits', 'Laid out to 2^63', () => tarEntry(pax10('9223372036854775808', '1\n0\n5\n'))),
  damaged('sparse-map-beyond-the-file', 'A piece that ends behind the file', () =>
    tarEntry(pax10('100', '1\n98\n5\n')),
  ),
  damaged('sparse-map-claims-too-much', 'A map of 2^40 pieces', () => tarEntry(pax10(EIB, '1099511627776\n0\n5\n'))),
  damaged('sparse-map-no-number', 'A map that is no number', () => tarEntry(pax10(EIB, '1\nx\n5\n'))),
  damaged('sparse-content-too-short', 'The map tells of more bytes than are stored', () =>
    oldGnuSparse([octal(0), octal(600)], octal(1000), 'hello'),
  ),
];
