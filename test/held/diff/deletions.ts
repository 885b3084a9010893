import { layer } from '../file-sets/members.ts';
import { file, folder, opaque, whiteout } from '../kit/members.ts';
import { BASE } from './base.ts';
import { type DiffCase, truth } from './contract.ts';

const SETTINGS = layer(
  folder('conf'),
  file('conf/a', 'aaaa'),
  file('conf/b', 'bb'),
  file('conf/c/d', 'deep'),
  file('confirm', 'no child of conf'),
);
const MADE = layer(
  file('d/x', 'same'),
  file('d/y', 'gone'),
  file('e', 'comes back'),
  file('f/old', 'old'),
  file('f/kept', 'kept'),
);
const LIBRARY = layer(folder('lib'), file('lib/so', 'shared object'));

/** Pairs whose upper layers take something away. */
export const DELETIONS: readonly DiffCase[] = [
  {
    id: 'whiteout-other-layer-count',
    says: `A has two layers, B four: B's third and fourth delete what its second brought. Laid out, only srv/gone is
missing in B; the scratch file and the build folder never are in a container, nor are whiteouts. Who compares tars
layer by layer, or squashes without applying whiteouts, finds deleted files alive.`,
    a: { layers: [BASE, layer(folder('srv'), file('srv/keep', 'keep'), file('srv/gone', 'gone!'))] },
    b: {
      layers: [
        BASE,
        layer(
          folder('srv'),
          file('srv/keep', 'keep'),
          file('srv/gone', 'gone!'),
          file('srv/scratch', 'x'.repeat(100)),
          file('srv/build/object', 'o'.repeat(50)),
        ),
        layer(whiteout('srv/scratch'), whiteout('srv/build')),
        layer(whiteout('srv/gone')),
      ],
    },
    truth: truth({
      paths: [{ path: 'srv/gone', is: 'removed', bytesBefore: 5 }],
      sharedLayers: 1,
      bytesDelta: -5,
      isSame: false,
    }),
  },
  {
    id: 'opaque-folder',
    says: `B's third layer makes conf opaque and brings conf/b anew. The marker stands after the member and hides
layers below only: b is changed, a and c with its file are removed. The folder itself stays, and confirm only begins
with its name.`,
    a: { layers: [BASE, SETTINGS] },
    b: { layers: [BASE, SETTINGS, layer(folder('conf'), file('conf/b', 'three'), opaque('conf'))] },
    truth: truth({
      paths: [
        { path: 'conf/a', is: 'removed', bytesBefore: 4 },
        { path: 'conf/b', is: 'changed', fields: ['content', 'bytes'], bytesBefore: 2, bytesAfter: 5 },
        { path: 'conf/c', is: 'removed' },
        { path: 'conf/c/d', is: 'removed', bytesBefore: 4 },
      ],
      sharedLayers: 2,
      bytesDelta: 5 - 4 - 2 - 4,
      isSame: false,
    }),
  },
  {
    id: 'deleted-and-made-anew',
    says: `B deletes the folder d and the file e in one layer and has them again in the next; f it deletes and makes
anew in one layer, with the whiteout behind the new members. What came back the same is no change; what was in a
deleted folder and did not come back is gone.`,
    a: { layers: [MADE] },
    b: {
      layers: [
        MADE,
        layer(whiteout('d'), whiteout('e')),
        layer(folder('d'), file('d/x', 'same'), file('e', 'comes back')),
        layer(folder('f'), file('f/kept', 'kept'), whiteout('f')),
      ],
    },
    truth: truth({
      paths: [
        { path: 'd/y', is: 'removed', bytesBefore: 4 },
        { path: 'f/old', is: 'removed', bytesBefore: 3 },
      ],
      sharedLayers: 1,
      bytesDelta: -4 - 3,
      isSame: false,
    }),
  },
  {
    id: 'layers-shared-partly',
    says: `Two layers are the same in both, then A has one of its own and B two. Shared are the two at the bottom. var
is an implied folder in both, so only its files differ.`,
    a: { layers: [BASE, LIBRARY, layer(file('var/version', '1.0'), file('var/only-a', 'a'))] },
    b: { layers: [BASE, LIBRARY, layer(file('var/version', '1.1')), layer(file('var/more/only-b', 'bb'))] },
    truth: truth({
      paths: [
        { path: 'var/more', is: 'added' },
        { path: 'var/more/only-b', is: 'added', bytesAfter: 2 },
        { path: 'var/only-a', is: 'removed', bytesBefore: 1 },
        { path: 'var/version', is: 'changed', fields: ['content'], bytesBefore: 3, bytesAfter: 3 },
      ],
      sharedLayers: 2,
      bytesDelta: 2 - 1,
      isSame: false,
    }),
  },
];
