import { file, folder, opaque } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';

const SITE = { entries: [folder('w'), file('w/a', filled('a', 100)), file('w/b', filled('b', 50))] };

/** An opaque folder hides what the layers below have in it, never what its own layer has. */
export const OPAQUE_CASES: readonly WasteCase[] = [
  {
    id: 'opaque-without-siblings',
    says: 'An opaque folder with nothing else: all that was in it is deleted, the folder stays.',
    image: { layers: [SITE, { entries: [folder('w'), opaque('w')] }] },
    truth: {
      contentBytes: 150,
      deadBytes: 150,
      duplicateBytes: 0,
      dead: [dead('w/a', 0, 100, 'deleted', 1), dead('w/b', 0, 50, 'deleted', 1)],
      tree: { w: DIR },
    },
  },
  {
    id: 'opaque-marker-before-siblings',
    says: 'New files stand after the marker.',
    image: { layers: [SITE, { entries: [folder('w'), opaque('w'), file('w/n', filled('n', 9))] }] },
    truth: {
      contentBytes: 159,
      deadBytes: 150,
      duplicateBytes: 0,
      dead: [dead('w/a', 0, 100, 'deleted', 1), dead('w/b', 0, 50, 'deleted', 1)],
      tree: { w: DIR, 'w/n': sees(9) },
    },
  },
  {
    id: 'opaque-marker-after-siblings',
    says: 'New files, one in a new folder, stand before the marker and stay all the same.',
    image: {
      layers: [
        SITE,
        {
          entries: [
            ...[folder('w'), file('w/n', filled('n', 9)), folder('w/s'), file('w/s/m', filled('m', 4))],
            opaque('w'),
          ],
        },
      ],
    },
    truth: {
      contentBytes: 163,
      deadBytes: 150,
      duplicateBytes: 0,
      dead: [dead('w/a', 0, 100, 'deleted', 1), dead('w/b', 0, 50, 'deleted', 1)],
      tree: { w: DIR, 'w/n': sees(9), 'w/s': DIR, 'w/s/m': sees(4) },
    },
  },
  {
    id: 'opaque-marker-between-same-names',
    says: 'Names that come again: before the marker with other bytes, after it with the same; the third goes.',
    image: {
      layers: [
        { entries: [...SITE.entries, file('w/c', filled('c', 3))] },
        { entries: [folder('w'), file('w/a', filled('A', 100)), opaque('w'), file('w/b', filled('b', 50))] },
      ],
    },
    truth: {
      contentBytes: 303,
      deadBytes: 153,
      duplicateBytes: 0,
      dead: [dead('w/a', 0, 100, 'overwritten', 1), dead('w/b', 0, 50, 'metadata', 1), dead('w/c', 0, 3, 'deleted', 1)],
      tree: { w: DIR, 'w/a': sees(100), 'w/b': sees(50) },
    },
  },
  {
    id: 'opaque-over-nothing',
    says: 'An opaque marker in a folder no lower layer has: nothing dies, the folder has its own files.',
    image: {
      layers: [SITE, { entries: [folder('fresh'), opaque('fresh'), file('fresh/f', filled('f', 11))] }],
    },
    truth: {
      contentBytes: 161,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { w: DIR, 'w/a': sees(100), 'w/b': sees(50), fresh: DIR, 'fresh/f': sees(11) },
    },
  },
  {
    id: 'opaque-in-first-layer',
    says: 'An opaque marker in the base layer has nothing below it.',
    image: { layers: [{ entries: [folder('w'), file('w/a', filled('a', 21)), opaque('w')] }] },
    truth: {
      contentBytes: 21,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { w: DIR, 'w/a': sees(21) },
    },
  },
  {
    id: 'opaque-inner-folder',
    says: 'Only the inner folder is opaque; its neighbours and a folder whose name begins alike stay.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('o'), file('o/x', filled('x', 10)), folder('o/in'), file('o/in/y', filled('y', 20))],
            ...[folder('o/in/z'), file('o/in/z/z', filled('z', 40)), folder('o/inn'), file('o/inn/q', filled('q', 5))],
          ],
        },
        { entries: [folder('o'), folder('o/in'), opaque('o/in'), file('o/in/k', filled('k', 2))] },
      ],
    },
    truth: {
      contentBytes: 77,
      deadBytes: 60,
      duplicateBytes: 0,
      dead: [dead('o/in/y', 0, 20, 'deleted', 1), dead('o/in/z/z', 0, 40, 'deleted', 1)],
      tree: { o: DIR, 'o/x': sees(10), 'o/in': DIR, 'o/in/k': sees(2), 'o/inn': DIR, 'o/inn/q': sees(5) },
    },
  },
  {
    id: 'opaque-in-two-layers',
    says: 'Layer 1 and layer 2 both make the folder opaque: each kills what was there before it.',
    image: {
      layers: [
        SITE,
        { entries: [folder('w'), opaque('w'), file('w/n', filled('n', 9))] },
        { entries: [folder('w'), opaque('w'), file('w/p', filled('p', 6))] },
      ],
    },
    truth: {
      contentBytes: 165,
      deadBytes: 159,
      duplicateBytes: 0,
      dead: [dead('w/a', 0, 100, 'deleted', 1), dead('w/b', 0, 50, 'deleted', 1), dead('w/n', 1, 9, 'deleted', 2)],
      tree: { w: DIR, 'w/p': sees(6) },
    },
  },
  {
    id: 'opaque-node-modules',
    says: '`rm -rf node_modules` and a production install in one step: one package comes again as it was, one newer, two go.',
    image: {
      layers: [
        {
          createdBy: 'RUN npm ci',
          entries: [
            ...[folder('app'), file('app/index.js', filled('index', 25)), folder('app/node_modules')],
            ...[folder('app/node_modules/left'), file('app/node_modules/left/index.js', filled('left', 400))],
            ...[folder('app/node_modules/jest'), file('app/node_modules/jest/jest.js', filled('jest', 3000))],
            ...[folder('app/node_modules/jest/lib'), file('app/node_modules/jest/lib/a.js', filled('a', 500))],
            ...[folder('app/node_modules/ms'), file('app/node_modules/ms/index.js', filled('ms1', 150))],
          ],
        },
        {
          createdBy: 'RUN rm -rf node_modules && npm ci --omit=dev',
          entries: [
            ...[folder('app'), folder('app/node_modules'), opaque('app/node_modules')],
            ...[folder('app/node_modules/left'), file('app/node_modules/left/index.js', filled('left', 400))],
            ...[folder('app/node_modules/ms'), file('app/node_modules/ms/index.js', filled('ms2', 160))],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 4635,
      deadBytes: 4050,
      duplicateBytes: 0,
      dead: [
        dead('app/node_modules/left/index.js', 0, 400, 'metadata', 1),
        dead('app/node_modules/jest/jest.js', 0, 3000, 'deleted', 1),
        dead('app/node_modules/jest/lib/a.js', 0, 500, 'deleted', 1),
        dead('app/node_modules/ms/index.js', 0, 150, 'overwritten', 1),
      ],
      tree: {
        ...{ app: DIR, 'app/index.js': sees(25), 'app/node_modules': DIR },
        ...{ 'app/node_modules/left': DIR, 'app/node_modules/left/index.js': sees(400) },
        ...{ 'app/node_modules/ms': DIR, 'app/node_modules/ms/index.js': sees(160) },
      },
    },
  },
];
