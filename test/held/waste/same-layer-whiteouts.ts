import { file, folder, symlink, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';

/*
 * A whiteout and the same name in one layer. README and the OCI specification: the whiteout is for the layers below, wherever
 * it stands. Engines do not all agree. On overlay storage the layer is refused where the name stands before its whiteout
 * (mknod finds it there), and a new folder after its own whiteout is not opaque, so that the old names show again. Where layers
 * are unpacked over each other, a whiteout after the name takes the name too. The truths follow README.
 */
export const SAME_LAYER_WHITEOUT_CASES: readonly WasteCase[] = [
  {
    id: 'whiteout-then-same-name',
    says: 'The whiteout stands before the file it seems to take; the new file stays and overwrote the old one.',
    image: {
      layers: [
        { entries: [folder('e'), file('e/x', filled('old', 100))] },
        { entries: [whiteout('e/x'), file('e/x', filled('new', 30))] },
      ],
    },
    truth: {
      contentBytes: 130,
      deadBytes: 100,
      duplicateBytes: 0,
      dead: [dead('e/x', 0, 100, 'overwritten', 1)],
      tree: { e: DIR, 'e/x': sees(30) },
    },
  },
  {
    id: 'same-name-then-whiteout',
    says: 'The whiteout stands after the file; it is for the layers below only, the new file stays.',
    image: {
      layers: [
        { entries: [folder('e'), file('e/x', filled('old', 100))] },
        { entries: [file('e/x', filled('new', 30)), whiteout('e/x')] },
      ],
    },
    truth: {
      contentBytes: 130,
      deadBytes: 100,
      duplicateBytes: 0,
      dead: [dead('e/x', 0, 100, 'overwritten', 1)],
      tree: { e: DIR, 'e/x': sees(30) },
    },
  },
  {
    id: 'whiteout-then-same-bytes',
    says: 'Whited out and there again with the same bytes and another mode: a copy for metadata.',
    image: {
      layers: [
        { entries: [folder('e'), file('e/x', filled('x', 66))] },
        { entries: [whiteout('e/x'), file('e/x', filled('x', 66), { mode: 0o755 })] },
      ],
    },
    truth: {
      contentBytes: 132,
      deadBytes: 66,
      duplicateBytes: 0,
      dead: [dead('e/x', 0, 66, 'metadata', 1)],
      tree: { e: DIR, 'e/x': sees(66, 0o755) },
    },
  },
  {
    id: 'whiteout-then-symlink-of-that-name',
    says: 'A file is whited out and a symlink takes its name in the same layer: replaced.',
    image: {
      layers: [
        { entries: [folder('e'), file('e/x', filled('x', 44)), file('e/y', filled('y', 2))] },
        { entries: [whiteout('e/x'), symlink('e/x', 'y')] },
      ],
    },
    truth: {
      contentBytes: 46,
      deadBytes: 44,
      duplicateBytes: 0,
      dead: [dead('e/x', 0, 44, 'replaced', 1)],
      tree: { e: DIR, 'e/x': { type: 'symlink' }, 'e/y': sees(2) },
    },
  },
  {
    id: 'whiteout-of-folder-then-new-folder',
    says: 'A folder is whited out and a new one of that name added behind: it takes the place of the whiteout and merges with the old, as engines on overlay show it.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('d'), file('d/old', filled('old', 100)), file('d/both', filled('both0', 20))],
            ...[folder('d/sub'), file('d/sub/deep', filled('deep', 5))],
          ],
        },
        {
          entries: [whiteout('d'), folder('d'), file('d/new', filled('new', 7)), file('d/both', filled('both1', 20))],
        },
      ],
    },
    truth: {
      contentBytes: 152,
      deadBytes: 20,
      duplicateBytes: 0,
      dead: [dead('d/both', 0, 20, 'overwritten', 1)],
      tree: { d: DIR, 'd/old': sees(100), 'd/new': sees(7), 'd/both': sees(20), 'd/sub': DIR, 'd/sub/deep': sees(5) },
    },
  },
  {
    id: 'new-folder-then-whiteout-of-it',
    says: 'The same with the whiteout after the new folder and its files.',
    image: {
      layers: [
        { entries: [folder('d'), file('d/old', filled('old', 100)), file('d/same', filled('same', 31))] },
        { entries: [folder('d'), file('d/new', filled('new', 7)), file('d/same', filled('same', 31)), whiteout('d')] },
      ],
    },
    truth: {
      contentBytes: 169,
      deadBytes: 131,
      duplicateBytes: 0,
      dead: [dead('d/old', 0, 100, 'deleted', 1), dead('d/same', 0, 31, 'metadata', 1)],
      tree: { d: DIR, 'd/new': sees(7), 'd/same': sees(31) },
    },
  },
  {
    id: 'whiteout-of-own-file-only',
    says: 'A layer has a file and a whiteout of it, and no lower layer ever had the name: nothing dies.',
    image: {
      layers: [
        { entries: [folder('d'), file('d/a', filled('a', 12))] },
        { entries: [file('d/x', filled('x', 13)), whiteout('d/x')] },
      ],
    },
    truth: {
      contentBytes: 25,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { d: DIR, 'd/a': sees(12), 'd/x': sees(13) },
    },
  },
];
