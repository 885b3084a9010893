import { file, folder, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';
import { oldGnuSparse, type Piece, paxSparse } from './sparse-members.ts';

/** 512 + 1024 bytes stored of 100 000. */
export const TWO_PIECES: readonly Piece[] = [
  { at: 4096, bytes: filled('first', 512) },
  { at: 65_536, bytes: filled('second', 1024) },
];

/** Thirty times 512 bytes: more than a header and one extension block have room for. */
export const THIRTY_PIECES: readonly Piece[] = Array.from({ length: 30 }, (_, i) => ({
  at: i * 8192,
  bytes: filled(`piece${i}`, 512),
}));

/** Sparse files count the bytes stored. dockerd and containerd take the PAX kind and refuse members of type 'S'. */
export const SPARSE_CASES: readonly WasteCase[] = [
  {
    id: 'sparse-old-gnu',
    says: 'An old GNU sparse file of 100 000 bytes stores 1536; it is alive.',
    image: {
      layers: [{ entries: [folder('s'), oldGnuSparse('s/db', 100_000, TWO_PIECES), file('s/a', filled('a', 7))] }],
    },
    truth: {
      contentBytes: 1543,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { s: DIR, 's/db': sees(1536), 's/a': sees(7) },
    },
  },
  {
    id: 'sparse-old-gnu-deleted',
    says: 'The same file deleted later: 1536 bytes dead, not 100 000.',
    image: {
      layers: [
        { entries: [folder('s'), oldGnuSparse('s/db', 100_000, TWO_PIECES), file('s/a', filled('a', 7))] },
        { entries: [whiteout('s/db')] },
      ],
    },
    truth: {
      contentBytes: 1543,
      deadBytes: 1536,
      duplicateBytes: 0,
      dead: [dead('s/db', 0, 1536, 'deleted', 1)],
      tree: { s: DIR, 's/a': sees(7) },
    },
  },
  {
    id: 'sparse-old-gnu-long-map',
    says: 'A map of 31 pieces goes on in two blocks after the header, which are no content; the next member is found.',
    image: {
      layers: [
        { entries: [folder('s'), oldGnuSparse('s/db', 1_000_000, THIRTY_PIECES), file('s/after', filled('after', 9))] },
        { entries: [file('s/db', filled('flat', 100))] },
      ],
    },
    truth: {
      contentBytes: 15_469,
      deadBytes: 15_360,
      duplicateBytes: 0,
      dead: [dead('s/db', 0, 15_360, 'overwritten', 1)],
      tree: { s: DIR, 's/db': sees(100), 's/after': sees(9) },
    },
  },
  {
    id: 'sparse-pax',
    says: 'A PAX 1.0 sparse file: its map is in the body and no content; the name is the one of the sparse record.',
    image: {
      layers: [{ entries: [folder('s'), paxSparse('s/db', 100_000, TWO_PIECES), file('s/a', filled('a', 7))] }],
    },
    truth: {
      contentBytes: 1543,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { s: DIR, 's/db': sees(1536), 's/a': sees(7) },
    },
  },
  {
    id: 'sparse-pax-chmodded-and-deleted',
    says: 'The mode of a PAX 1.0 sparse file changes in layer 1, layer 2 deletes it: 1536 bytes dead twice.',
    image: {
      layers: [
        { entries: [folder('s'), paxSparse('s/db', 100_000, TWO_PIECES)] },
        { entries: [{ ...paxSparse('s/db', 100_000, TWO_PIECES), mode: 0o600 }] },
        { entries: [whiteout('s/db')] },
      ],
    },
    truth: {
      contentBytes: 3072,
      deadBytes: 3072,
      duplicateBytes: 0,
      dead: [dead('s/db', 0, 1536, 'metadata', 1), dead('s/db', 1, 1536, 'deleted', 2)],
      tree: { s: DIR },
    },
  },
  {
    id: 'sparse-nothing-but-holes',
    says: 'Files of a million bytes, none stored, in both formats: no content bytes, alive or dead.',
    image: {
      layers: [
        { entries: [folder('s'), oldGnuSparse('s/g', 1_000_000, []), paxSparse('s/p', 1_000_000, [])] },
        { entries: [whiteout('s/g'), file('s/a', filled('a', 10))] },
      ],
    },
    truth: {
      contentBytes: 10,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [dead('s/g', 0, 0, 'deleted', 1)],
      tree: { s: DIR, 's/p': sees(0), 's/a': sees(10) },
    },
  },
];
