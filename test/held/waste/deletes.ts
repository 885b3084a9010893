import { file, folder, symlink, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, LINK, sees } from './members.ts';

const HUNDRED = Array.from({ length: 100 }, (_, i) => `opt/tool/f${String(i).padStart(2, '0')}`);

/** A whiteout takes what the layers below have, all of it and nothing else. */
export const DELETE_CASES: readonly WasteCase[] = [
  {
    id: 'nothing-wasted',
    says: 'Two layers that only add: nothing is dead, nothing is twice there.',
    image: {
      layers: [
        { entries: [folder('etc'), file('etc/a', filled('a', 300)), file('etc/b', filled('b', 40))] },
        { entries: [file('etc/c', filled('c', 5))] },
      ],
    },
    truth: {
      contentBytes: 345,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { etc: DIR, 'etc/a': sees(300), 'etc/b': sees(40), 'etc/c': sees(5) },
    },
  },
  {
    id: 'file-deleted-later',
    says: 'A file of layer 0 is whited out in layer 1.',
    image: {
      layers: [
        { entries: [folder('tmp'), file('tmp/big', filled('big', 1000)), file('tmp/small', filled('small', 10))] },
        { entries: [folder('tmp'), whiteout('tmp/big')] },
      ],
    },
    truth: {
      contentBytes: 1010,
      deadBytes: 1000,
      duplicateBytes: 0,
      dead: [dead('tmp/big', 0, 1000, 'deleted', 1)],
      tree: { tmp: DIR, 'tmp/small': sees(10) },
    },
  },
  {
    id: 'top-level-file-deleted',
    says: 'The whiteout of a name that has no folder in front.',
    image: { layers: [{ entries: [file('dump', filled('dump', 64))] }, { entries: [whiteout('dump')] }] },
    truth: {
      contentBytes: 64,
      deadBytes: 64,
      duplicateBytes: 0,
      dead: [dead('dump', 0, 64, 'deleted', 1)],
      tree: {},
    },
  },
  {
    id: 'folder-of-100-deleted-later',
    says: 'One whiteout of a folder kills the hundred files in it.',
    image: {
      layers: [
        { entries: [folder('opt'), folder('opt/tool'), ...HUNDRED.map((path) => file(path, filled(path, 120)))] },
        { entries: [folder('opt'), whiteout('opt/tool')] },
      ],
    },
    truth: {
      contentBytes: 12_000,
      deadBytes: 12_000,
      duplicateBytes: 0,
      dead: HUNDRED.map((path) => dead(path, 0, 120, 'deleted', 1)),
      tree: { opt: DIR },
    },
  },
  {
    id: 'folder-deleted-one-layer-after-next',
    says: 'Layer 1 adds to the folder, layer 2 deletes it: the files of both layers die by layer 2.',
    image: {
      layers: [
        { entries: [folder('srv'), folder('srv/w'), file('srv/w/a', filled('a', 70))] },
        { entries: [file('srv/w/b', filled('b', 30)), file('srv/k', filled('k', 8))] },
        { entries: [whiteout('srv/w')] },
      ],
    },
    truth: {
      contentBytes: 108,
      deadBytes: 100,
      duplicateBytes: 0,
      dead: [dead('srv/w/a', 0, 70, 'deleted', 2), dead('srv/w/b', 1, 30, 'deleted', 2)],
      tree: { srv: DIR, 'srv/k': sees(8) },
    },
  },
  {
    id: 'dangling-whiteout-first',
    says: 'A whiteout of a name that never was stands in front of a real one; the layer is read on.',
    image: {
      layers: [
        { entries: [folder('etc'), file('etc/old', filled('old', 500))] },
        { entries: [whiteout('etc/never'), whiteout('etc/old'), file('etc/new', filled('new', 20))] },
      ],
    },
    truth: {
      contentBytes: 520,
      deadBytes: 500,
      duplicateBytes: 0,
      dead: [dead('etc/old', 0, 500, 'deleted', 1)],
      tree: { etc: DIR, 'etc/new': sees(20) },
    },
  },
  {
    id: 'whiteout-of-what-is-gone',
    says: 'Layer 2 whites out again what layer 1 took: it died by layer 1.',
    image: {
      layers: [
        { entries: [folder('v'), file('v/x', filled('x', 90))] },
        { entries: [whiteout('v/x')] },
        { entries: [whiteout('v/x'), file('v/y', filled('y', 4))] },
      ],
    },
    truth: {
      contentBytes: 94,
      deadBytes: 90,
      duplicateBytes: 0,
      dead: [dead('v/x', 0, 90, 'deleted', 1)],
      tree: { v: DIR, 'v/y': sees(4) },
    },
  },
  {
    id: 'made-anew-two-layers-later',
    says: 'Deleted in layer 1, made anew with the same bytes in layer 3: the first copy died by layer 1 and is no duplicate.',
    image: {
      layers: [
        { entries: [folder('d'), file('d/x', filled('x', 77))] },
        { entries: [whiteout('d/x')] },
        { entries: [file('d/other', filled('o', 3))] },
        { entries: [file('d/x', filled('x', 77))] },
      ],
    },
    truth: {
      contentBytes: 157,
      deadBytes: 77,
      duplicateBytes: 0,
      dead: [dead('d/x', 0, 77, 'deleted', 1)],
      tree: { d: DIR, 'd/other': sees(3), 'd/x': sees(77) },
    },
  },
  {
    id: 'deleted-twice',
    says: 'Deleted, made anew with other bytes, deleted again: two dead contents by two layers.',
    image: {
      layers: [
        { entries: [folder('d'), file('d/x', filled('one', 50))] },
        { entries: [whiteout('d/x')] },
        { entries: [file('d/x', filled('two', 60))] },
        { entries: [whiteout('d/x')] },
      ],
    },
    truth: {
      contentBytes: 110,
      deadBytes: 110,
      duplicateBytes: 0,
      dead: [dead('d/x', 0, 50, 'deleted', 1), dead('d/x', 2, 60, 'deleted', 3)],
      tree: { d: DIR },
    },
  },
  {
    id: 'deleted-symlinks-leave-their-targets',
    says: 'A deleted symlink and a deleted folder with a symlink inside kill no content behind them.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('bin'), folder('opt'), folder('opt/t'), file('opt/t/run', filled('run', 200))],
            ...[symlink('bin/run', '../opt/t/run'), folder('links'), symlink('links/t', '../opt/t')],
          ],
        },
        { entries: [whiteout('bin/run'), whiteout('links')] },
      ],
    },
    truth: {
      contentBytes: 200,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { bin: DIR, opt: DIR, 'opt/t': DIR, 'opt/t/run': sees(200) },
    },
  },
  {
    id: 'name-that-begins-alike-stays',
    says: 'Deleting `lib` leaves `lib64`, `lib.old`, `lib-x/lib` and `a/lib` alone.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('lib'), file('lib/a', filled('a', 100)), folder('lib64'), file('lib64/a', filled('b', 9))],
            ...[file('lib.old', filled('c', 8)), folder('lib-x'), file('lib-x/lib', filled('d', 7))],
            ...[folder('a'), folder('a/lib'), file('a/lib/a', filled('e', 6)), symlink('z', 'lib')],
          ],
        },
        { entries: [whiteout('lib')] },
      ],
    },
    truth: {
      contentBytes: 130,
      deadBytes: 100,
      duplicateBytes: 0,
      dead: [dead('lib/a', 0, 100, 'deleted', 1)],
      tree: {
        ...{ lib64: DIR, 'lib64/a': sees(9), 'lib.old': sees(8), 'lib-x': DIR, 'lib-x/lib': sees(7) },
        ...{ a: DIR, 'a/lib': DIR, 'a/lib/a': sees(6), z: LINK },
      },
    },
  },
];
