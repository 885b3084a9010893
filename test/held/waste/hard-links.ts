import { file, folder, hardLink, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';

const PAIR = { entries: [folder('h'), file('h/a', filled('pair', 200)), hardLink('h/b', 'h/a')] };

/*
 * A hard link is another name of a content. Links to a file of a lower layer are in the specification's reach and in layers
 * of builders that do not run on overlay; on overlay storage dockerd and containerd refuse them (the target is not in the layer's
 * own folder).
 */
export const HARD_LINK_CASES: readonly WasteCase[] = [
  {
    id: 'hard-links-within-a-layer',
    says: 'Three names of one content: it counts once and is no duplicate.',
    image: { layers: [{ entries: [...PAIR.entries, hardLink('h/c', 'h/a')] }] },
    truth: {
      contentBytes: 200,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { h: DIR, 'h/a': sees(200), 'h/b': sees(200), 'h/c': sees(200) },
    },
  },
  {
    id: 'hard-link-first-name-deleted',
    says: 'The name that carries the bytes is deleted later; the other name keeps the content alive.',
    image: { layers: [PAIR, { entries: [whiteout('h/a')] }] },
    truth: {
      contentBytes: 200,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { h: DIR, 'h/b': sees(200) },
    },
  },
  {
    id: 'hard-link-second-name-deleted',
    says: 'The link is deleted later; the content lives on by its first name.',
    image: { layers: [PAIR, { entries: [whiteout('h/b')] }] },
    truth: {
      contentBytes: 200,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { h: DIR, 'h/a': sees(200) },
    },
  },
  {
    id: 'hard-links-deleted-in-two-layers',
    says: 'Layer 1 deletes one name, layer 2 the other: dead once, by layer 2.',
    image: { layers: [PAIR, { entries: [whiteout('h/a')] }, { entries: [whiteout('h/b')] }] },
    truth: {
      contentBytes: 200,
      deadBytes: 200,
      duplicateBytes: 0,
      dead: [dead('h/a', 0, 200, 'deleted', 2)],
      tree: { h: DIR },
    },
  },
  {
    id: 'hard-links-deleted-with-folder',
    says: 'Names in two folders; one folder goes in layer 1, the other name in layer 2 with the folder it is in.',
    image: {
      layers: [
        { entries: [folder('p'), folder('q'), file('p/a', filled('a', 120)), hardLink('q/a', 'p/a')] },
        { entries: [whiteout('p')] },
        { entries: [whiteout('q'), file('r', filled('r', 1))] },
      ],
    },
    truth: {
      contentBytes: 121,
      deadBytes: 120,
      duplicateBytes: 0,
      dead: [dead('p/a', 0, 120, 'deleted', 2)],
      tree: { r: sees(1) },
    },
  },
  {
    id: 'one-name-of-a-pair-overwritten',
    says: 'One name gets other bytes: the old content lives by the other name.',
    image: { layers: [PAIR, { entries: [file('h/a', filled('new', 30))] }] },
    truth: {
      contentBytes: 230,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { h: DIR, 'h/a': sees(30), 'h/b': sees(200) },
    },
  },
  {
    id: 'one-name-of-a-pair-chmodded',
    says: 'chmod of one name breaks the link: both contents are alive, so the copy is a duplicate and not dead.',
    image: { layers: [PAIR, { entries: [file('h/a', filled('pair', 200), { mode: 0o755 })] }] },
    truth: {
      contentBytes: 400,
      deadBytes: 0,
      duplicateBytes: 200,
      dead: [],
      tree: { h: DIR, 'h/a': sees(200, 0o755), 'h/b': sees(200, 0o644) },
    },
  },
  {
    id: 'pair-chmodded-together',
    says: 'Layer 1 has both names again, linked, with the same bytes: one content dead for metadata. The last header speaks for the mode of both names, as engines unpack it.',
    image: {
      layers: [PAIR, { entries: [file('h/a', filled('pair', 200), { mode: 0o755 }), hardLink('h/b', 'h/a')] }],
    },
    truth: {
      contentBytes: 400,
      deadBytes: 200,
      duplicateBytes: 0,
      dead: [dead('h/a', 0, 200, 'metadata', 1)],
      tree: { h: DIR, 'h/a': sees(200, 0o644), 'h/b': sees(200, 0o644) },
    },
  },
];

export const HARD_LINK_OVERWRITE_CASES: readonly WasteCase[] = [
  {
    id: 'pair-deleted-then-overwritten',
    says: 'One name is deleted in layer 1, the other overwritten in layer 2: the last event tells how.',
    image: { layers: [PAIR, { entries: [whiteout('h/a')] }, { entries: [file('h/b', filled('b', 12))] }] },
    truth: {
      contentBytes: 212,
      deadBytes: 200,
      duplicateBytes: 0,
      dead: [dead('h/a', 0, 200, 'overwritten', 2)],
      tree: { h: DIR, 'h/b': sees(12) },
    },
  },
  {
    id: 'pair-overwritten-then-replaced',
    says: 'One name is overwritten in layer 1, the other becomes a folder in layer 2.',
    image: { layers: [PAIR, { entries: [file('h/a', filled('a', 12))] }, { entries: [folder('h/b')] }] },
    truth: {
      contentBytes: 212,
      deadBytes: 200,
      duplicateBytes: 0,
      dead: [dead('h/a', 0, 200, 'replaced', 2)],
      tree: { h: DIR, 'h/a': sees(12), 'h/b': DIR },
    },
  },
  {
    id: 'hard-link-overwrites-a-file',
    says: 'A hard link takes the name of a file with other bytes: overwritten.',
    image: {
      layers: [
        { entries: [folder('h'), file('h/old', filled('old', 45))] },
        { entries: [file('h/n', filled('n', 5)), hardLink('h/old', 'h/n')] },
      ],
    },
    truth: {
      contentBytes: 50,
      deadBytes: 45,
      duplicateBytes: 0,
      dead: [dead('h/old', 0, 45, 'overwritten', 1)],
      tree: { h: DIR, 'h/n': sees(5), 'h/old': sees(5) },
    },
  },
  {
    id: 'two-copies-made-one-by-hard-link',
    says: 'Two equal files are written again as one content with two names: both old ones are dead for metadata.',
    image: {
      layers: [
        { entries: [folder('h'), file('h/a', filled('eq', 60)), file('h/b', filled('eq', 60))] },
        { entries: [file('h/a', filled('eq', 60)), hardLink('h/b', 'h/a')] },
      ],
    },
    truth: {
      contentBytes: 180,
      deadBytes: 120,
      duplicateBytes: 0,
      dead: [dead('h/a', 0, 60, 'metadata', 1), dead('h/b', 0, 60, 'metadata', 1)],
      tree: { h: DIR, 'h/a': sees(60), 'h/b': sees(60) },
    },
  },
  {
    id: 'hard-link-keeps-first-member-alive',
    says: 'Within a layer: file, link to it, the file again with other bytes. The first content lives by the link.',
    image: {
      layers: [
        {
          entries: [
            folder('h'),
            file('h/a', filled('one', 18)),
            hardLink('h/b', 'h/a'),
            file('h/a', filled('two', 19)),
          ],
        },
      ],
    },
    truth: {
      contentBytes: 37,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { h: DIR, 'h/a': sees(19), 'h/b': sees(18) },
    },
  },
];
