import { gnuLong, paxHeader, tarEntry } from '../kit/tar.ts';
import { END, FOLDER, file, layers, raw, read, symlink, tar } from './build.ts';
import type { HostileCase, PathFact } from './contract.ts';

/** Very many members (36), and the layer whose every header is cut by the reads (38). */

const MEMBERS_PER_PIECE = 1000;

/** Empty files `n/0000000`, `n/0000001` …; a header is copied and its name and checksum set, so a piece is cheap. */
function* emptyFiles(count: number): Iterable<Buffer> {
  const one = tarEntry({ name: 'n/0000000' });
  const sum0 = Number.parseInt(one.toString('latin1', 148, 154), 8) - 7 * 0x30;
  for (let done = 0; done < count; done += MEMBERS_PER_PIECE) {
    const members = Math.min(MEMBERS_PER_PIECE, count - done);
    const piece = Buffer.alloc(members * 512);
    for (let i = 0; i < members; i++) {
      const digits = String(done + i).padStart(7, '0');
      one.copy(piece, i * 512);
      piece.write(digits, i * 512 + 2, 'latin1');
      let sum = sum0;
      for (let at = 0; at < 7; at++) sum += digits.charCodeAt(at);
      piece.write(sum.toString(8).padStart(6, '0'), i * 512 + 148, 'latin1');
    }
    yield piece;
  }
  yield END;
}

const many = (
  count: number,
  more: Pick<HostileCase, 'id' | 'says' | 'ceilings'> & { readonly big?: true },
): HostileCase => ({
  number: 36,
  ...more,
  source: 'the published limits and 6.5 (grype#1509 took 12 GB)',
  medium: {
    is: 'stream',
    blob: () => emptyFiles(count),
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    tar: () => emptyFiles(count),
  },
  answer: read(
    { 'n/0000000': file(0), [`n/${String(count - 1).padStart(7, '0')}`]: file(0) },
    { pathCount: count + 1, deadBytes: 0 },
  ),
});

/** A bit of everything that has a header of its own. */
const EVERYTHING = (): Buffer =>
  tar(
    ...[{ name: 'd/', type: '5' }, paxHeader({ path: 'd/pax-name', mtime: '1.5' }), { name: 'short', content: 'abc' }],
    ...[gnuLong('d/gnu-name'), { name: 'short', content: 'x'.repeat(1000) }],
    ...[gnuLong('d/gnu-target', 'K'), { name: 'd/link', type: '2', link: 'short' }],
    ...[paxHeader({ comment: 'for all' }, 'g'), { name: 'd/hard', type: '1', link: 'd/gnu-name' }],
    { name: 'd/empty', content: '' },
    { name: 'd/exact', content: 'y'.repeat(512) },
    {
      name: 'GNUSparseFile.0/s',
      content: Buffer.concat([Buffer.alloc(512).fill('1\n0\n5\n', 0, 6), raw('hello')]),
      pax: {
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 'd/sparse',
        'GNU.sparse.realsize': '99',
      },
    },
    { name: 'd/.wh.nothing', content: '' },
  );

const EVERYTHING_PATHS: Readonly<Record<string, PathFact>> = {
  d: FOLDER,
  'd/pax-name': file(3, { mtimeSeconds: '1.5' }),
  'd/gnu-name': file(1000),
  'd/link': symlink('d/gnu-target'),
  'd/hard': file(1000, { hardLinkOf: 'd/gnu-name' }),
  'd/empty': file(0),
  'd/exact': file(512),
  'd/sparse': file(5, { logicalBytes: '99' }),
};

export const MANY_CASES: readonly HostileCase[] = [
  many(30_000, {
    id: 'empty-files-30000',
    says: '30,000 empty files',
    ceilings: { rssMb: 250, seconds: 10 },
  }),
  many(3_000_000, {
    id: 'empty-files-3000000',
    says: '3,000,000 empty files: 1.5 GB of headers, less than 1 GB of memory, a time that grows as the count does',
    ceilings: { rssMb: 1000, seconds: 120 },
    big: true,
  }),
  {
    number: 38,
    id: 'a-bit-of-everything',
    says: 'One member of every kind. However the bytes are cut, the answer is the same (see CHUNKINGS)',
    source: 'the list of 64',
    medium: layers(EVERYTHING),
    answer: read(EVERYTHING_PATHS, { deadBytes: 0 }),
  },
];

/**
 * Reads of so many bytes at a time, the last number again and again. Every case of `CHUNKED_CASES` must have the
 * same answer for all of them, refusals included.
 */
export const CHUNKINGS: readonly (readonly number[])[] = [
  [1],
  [2],
  [3],
  [511],
  [512],
  [513],
  [1023, 1],
  [1, 510, 1, 512],
  [147, 1, 8, 100],
  [256, 1, 65_536],
  [65_536],
];
