import { file, folder, hardLink, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';

const TWICE = { entries: [folder('t'), file('t/a', filled('a', 30)), file('t/b', filled('b', 12))] };

/** Equal contents among those alive. */
export const DUPLICATE_CASES: readonly WasteCase[] = [
  {
    id: 'duplicate-in-one-layer',
    says: 'Two paths of one layer carry the same bytes.',
    image: { layers: [{ entries: [folder('u'), file('u/a', filled('eq', 500)), file('u/b', filled('eq', 500))] }] },
    truth: {
      contentBytes: 1000,
      deadBytes: 0,
      duplicateBytes: 500,
      dead: [],
      tree: { u: DIR, 'u/a': sees(500), 'u/b': sees(500) },
    },
  },
  {
    id: 'duplicate-across-layers',
    says: 'Two paths of two layers carry the same bytes, with other modes and times.',
    image: {
      layers: [
        { entries: [folder('u'), file('u/a', filled('eq', 500))] },
        { entries: [file('u/b', filled('eq', 500), { mode: 0o755, mtime: 1_600_000_000 })] },
      ],
    },
    truth: {
      contentBytes: 1000,
      deadBytes: 0,
      duplicateBytes: 500,
      dead: [],
      tree: { u: DIR, 'u/a': sees(500), 'u/b': sees(500, 0o755) },
    },
  },
  {
    id: 'three-copies',
    says: 'Three copies are two too many.',
    image: {
      layers: [
        { entries: [folder('u'), file('u/a', filled('eq', 111)), file('u/b', filled('eq', 111))] },
        { entries: [file('u/c', filled('eq', 111))] },
      ],
    },
    truth: {
      contentBytes: 333,
      deadBytes: 0,
      duplicateBytes: 222,
      dead: [],
      tree: { u: DIR, 'u/a': sees(111), 'u/b': sees(111), 'u/c': sees(111) },
    },
  },
  {
    id: 'two-sets-of-copies',
    says: 'Three copies of one content, two of another and one alone.',
    image: {
      layers: [
        { entries: [file('a1', filled('a', 100)), file('b1', filled('b', 70)), file('c1', filled('c', 70))] },
        { entries: [file('a2', filled('a', 100)), file('b2', filled('b', 70)), file('a3', filled('a', 100))] },
      ],
    },
    truth: {
      contentBytes: 510,
      deadBytes: 0,
      duplicateBytes: 270,
      dead: [],
      tree: { a1: sees(100), a2: sees(100), a3: sees(100), b1: sees(70), b2: sees(70), c1: sees(70) },
    },
  },
  {
    id: 'copy-of-a-dead-content',
    says: 'The first copy is deleted, so the second is the only one alive: no duplicate.',
    image: {
      layers: [
        { entries: [folder('u'), file('u/a', filled('eq', 80))] },
        { entries: [file('u/b', filled('eq', 80))] },
        { entries: [whiteout('u/a')] },
      ],
    },
    truth: {
      contentBytes: 160,
      deadBytes: 80,
      duplicateBytes: 0,
      dead: [dead('u/a', 0, 80, 'deleted', 2)],
      tree: { u: DIR, 'u/b': sees(80) },
    },
  },
  {
    id: 'one-of-three-copies-dead',
    says: 'Of three copies one is deleted: one of the two alive is a duplicate.',
    image: {
      layers: [
        { entries: [file('a', filled('eq', 80)), file('b', filled('eq', 80)), file('c', filled('eq', 80))] },
        { entries: [whiteout('b')] },
      ],
    },
    truth: {
      contentBytes: 240,
      deadBytes: 80,
      duplicateBytes: 80,
      dead: [dead('b', 0, 80, 'deleted', 1)],
      tree: { a: sees(80), c: sees(80) },
    },
  },
  {
    id: 'both-copies-dead',
    says: 'Two equal contents die: dead twice, duplicates none.',
    image: {
      layers: [
        { entries: [folder('u'), file('u/a', filled('eq', 45)), file('u/b', filled('eq', 45))] },
        { entries: [whiteout('u')] },
      ],
    },
    truth: {
      contentBytes: 90,
      deadBytes: 90,
      duplicateBytes: 0,
      dead: [dead('u/a', 0, 45, 'deleted', 1), dead('u/b', 0, 45, 'deleted', 1)],
      tree: {},
    },
  },
  {
    id: 'same-size-other-content',
    says: 'As many bytes, the last one other: no duplicate.',
    image: {
      layers: [
        { entries: [file('a', `${'x'.repeat(999)}1`), file('b', `${'x'.repeat(999)}2`), file('c', 'y'.repeat(1000))] },
      ],
    },
    truth: {
      contentBytes: 3000,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { a: sees(1000), b: sees(1000), c: sees(1000) },
    },
  },
  {
    id: 'empty-files',
    says: 'Empty files are equal and never duplicates; there is no content to speak of.',
    image: { layers: [{ entries: [folder('p'), file('p/a', ''), file('p/b', '')] }, { entries: [file('p/c', '')] }] },
    truth: {
      contentBytes: 0,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { p: DIR, 'p/a': sees(0), 'p/b': sees(0), 'p/c': sees(0) },
    },
  },
  {
    id: 'one-byte-copies',
    says: 'One byte is enough to be a duplicate.',
    image: { layers: [{ entries: [file('a', '\n'), file('b', '\n')] }] },
    truth: { contentBytes: 2, deadBytes: 0, duplicateBytes: 1, dead: [], tree: { a: sees(1), b: sees(1) } },
  },
  {
    id: 'copy-of-a-hard-linked-content',
    says: 'A content with two names and one true copy: one duplicate, not two.',
    image: {
      layers: [
        { entries: [file('a', filled('eq', 90)), hardLink('b', 'a')] },
        { entries: [file('c', filled('eq', 90))] },
      ],
    },
    truth: {
      contentBytes: 180,
      deadBytes: 0,
      duplicateBytes: 90,
      dead: [],
      tree: { a: sees(90), b: sees(90), c: sees(90) },
    },
  },
  {
    id: 'same-layer-twice',
    says: 'The same layer stands twice in the image: one blob, but each layer carries its contents, the lower ones are dead.',
    image: { layers: [TWICE, TWICE] },
    truth: {
      contentBytes: 84,
      deadBytes: 42,
      duplicateBytes: 0,
      dead: [dead('t/a', 0, 30, 'metadata', 1), dead('t/b', 0, 12, 'metadata', 1)],
      tree: { t: DIR, 't/a': sees(30), 't/b': sees(12) },
    },
  },
];
