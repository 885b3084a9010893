import { file, folder, symlink, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, LINK, sees } from './members.ts';

const EMPTY = { entries: [], createdBy: 'RUN true' };
const GROWS = [
  { entries: [folder('o'), file('o/v', filled('v0', 10)), file('o/gone', filled('gone', 100))] },
  { entries: [file('o/v', filled('v1', 20))] },
  { entries: [file('o/v', filled('v2', 40)), whiteout('o/gone')] },
];

const GROWN = {
  contentBytes: 170,
  deadBytes: 130,
  duplicateBytes: 0,
  dead: [
    dead('o/v', 0, 10, 'overwritten', 1),
    dead('o/gone', 0, 100, 'deleted', 2),
    dead('o/v', 1, 20, 'overwritten', 2),
  ],
  tree: { o: DIR, 'o/v': sees(40) },
} as const;

/** Layers that carry little or nothing, and archives that hold them in another order. */
export const LAYER_CASES: readonly WasteCase[] = [
  {
    id: 'empty-layer-between',
    says: 'Empty layers count as layers: the file of layer 0 dies by layer 3.',
    image: {
      layers: [
        { entries: [folder('d'), file('d/x', filled('x', 55)), file('d/y', filled('y', 5))] },
        EMPTY,
        EMPTY,
        { entries: [whiteout('d/x')] },
      ],
    },
    truth: {
      contentBytes: 60,
      deadBytes: 55,
      duplicateBytes: 0,
      dead: [dead('d/x', 0, 55, 'deleted', 3)],
      tree: { d: DIR, 'd/y': sees(5) },
    },
  },
  {
    id: 'only-an-empty-layer',
    says: 'One layer with nothing in it: no content, nothing wasted.',
    image: { layers: [EMPTY] },
    truth: { contentBytes: 0, deadBytes: 0, duplicateBytes: 0, dead: [], tree: {} },
  },
  {
    id: 'no-layers',
    says: 'An image of nothing but a configuration (`FROM scratch` and a label).',
    image: { layers: [] },
    truth: { contentBytes: 0, deadBytes: 0, duplicateBytes: 0, dead: [], tree: {} },
  },
  {
    id: 'layer-of-folders-only',
    says: 'A layer with folders only (`mkdir`, `WORKDIR`) over a layer with files in the same folders.',
    image: {
      layers: [
        { entries: [folder('app'), file('app/a', filled('a', 65))] },
        { entries: [folder('app'), folder('app/log'), folder('app/log/old'), folder('srv')] },
      ],
    },
    truth: {
      contentBytes: 65,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { app: DIR, 'app/a': sees(65), 'app/log': DIR, 'app/log/old': DIR, srv: DIR },
    },
  },
  {
    id: 'folders-without-members',
    says: 'Layers that name files only: the folders are there all the same, and one is deleted whole.',
    image: {
      layers: [
        { entries: [file('a/b/c/x', filled('x', 85)), file('a/k', filled('k', 15))] },
        { entries: [whiteout('a/b'), file('e/f/y', filled('y', 6)), symlink('e/l/s', '../f/y')] },
      ],
    },
    truth: {
      contentBytes: 106,
      deadBytes: 85,
      duplicateBytes: 0,
      dead: [dead('a/b/c/x', 0, 85, 'deleted', 1)],
      tree: { a: DIR, 'a/k': sees(15), e: DIR, 'e/f': DIR, 'e/f/y': sees(6), 'e/l': DIR, 'e/l/s': LINK },
    },
  },
  {
    id: 'archive-in-reverse-order',
    says: "The archive holds its files the other way round: the order of the layers is the manifest's.",
    order: (names) => [...names].reverse(),
    image: { layers: GROWS },
    truth: GROWN,
  },
  {
    id: 'archive-with-blobs-in-reverse-order',
    says: 'Layout files first, then the blobs the other way round.',
    order: (names) => {
      const blobs = names.filter((name) => name.includes('/'));
      return [...names.filter((name) => !name.includes('/')), ...blobs.reverse()];
    },
    image: { layers: GROWS },
    truth: GROWN,
  },
  {
    id: 'archive-in-order-of-digests',
    says: 'The archive sorted by name, as `tar --sort=name` leaves it: blobs in the order of their digests.',
    order: (names) => [...names].sort(),
    image: { layers: GROWS },
    truth: GROWN,
  },
];
