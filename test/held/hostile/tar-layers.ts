import type { TarEntry } from '../kit/tar.ts';
import { FOLDER, file, layers, read, refused, symlink, tar } from './build.ts';
import type { HostileCase } from './contract.ts';

/** What lies over what: bytes behind the end (19), duplicates (23), replacements (24), whiteouts (25 to 30). */

const OVERLAY = 'the overlay rules; README of the held inputs';
const LOWER_ONLY = 'OCI layer.md: a whiteout applies to lower layers only, wherever it stands';
const WHITEOUT_NAME = 'containerd validateWhiteout: "invalid whiteout name"';

const a = (name: string, content = 'abc', more: Partial<TarEntry> = {}): TarEntry => ({ name, content, ...more });
const gone = (name: string): TarEntry => ({ name, content: '' });
const soft = (name: string, link: string): TarEntry => ({ name, type: '2', link });
const hard = (name: string, link: string): TarEntry => ({ name, type: '1', link });
const folder = (name: string): TarEntry => ({ name, type: '5' });

/** Upper layers over a lower one with `d/a` (1 byte), `d/b` (2 bytes), `d/sub/c` (4 bytes), `e` (8 bytes). */
const LOWER = () => [
  folder('d'),
  a('d/a', 'a'),
  a('d/b', 'bb'),
  folder('d/sub'),
  a('d/sub/c', 'cccc'),
  a('e', 'eeeeeeee'),
];
const E = { e: file(8) };

const opaque = (id: string, says: string, upper: () => readonly TarEntry[]): HostileCase => ({
  number: 26,
  id,
  says,
  source: LOWER_ONLY,
  medium: layers(LOWER, upper),
  answer: read({ d: FOLDER, 'd/new': file(3), ...E }, { deadBytes: 7 }),
});

export const LAYER_CASES: readonly HostileCase[] = [
  {
    number: 19,
    id: 'member-behind-the-end',
    says: 'A member behind the two zero blocks is no member; its blocks are bytes nobody reads',
    source: 'readers compared: Go archive/tar and dockerd stop',
    medium: layers(() => tar(tar(a('f')), a('behind'))),
    answer: read({ f: file(3) }, { notes: ['data-after-end'], wastedBlobBytes: 2048 }),
  },
  {
    number: 19,
    id: 'junk-behind-the-end',
    says: 'Bytes that are no blocks behind the end',
    source: 'the list of 64',
    medium: layers(() => Buffer.concat([tar(a('f')), Buffer.alloc(777, 'x')])),
    answer: read({ f: file(3) }, { notes: ['data-after-end'], wastedBlobBytes: 777 }),
  },
  {
    number: 19,
    id: 'zeros-behind-the-end',
    says: 'Zeros up to a record of 10,240 bytes are how GNU tar ends a tar, no data',
    source: 'GNU tar: blocking factor 20',
    medium: layers(() => Buffer.concat([tar(a('f')), Buffer.alloc(10_240 - 2048)])),
    answer: read({ f: file(3) }, { noNotes: ['data-after-end', 'end-missing'], wastedBlobBytes: 0 }),
  },
  {
    number: 23,
    id: 'path-twice',
    says: 'A path three times in one layer: the last one counts, the others are dead bytes of it',
    source: 'the list of 64',
    medium: layers(() => [a('f', 'first'), a('g'), a('f', 'second'), a('f', 'last')]),
    answer: read({ f: file(4), g: file(3) }, { notes: ['duplicate-path'], deadBytes: 11 }),
  },
  {
    number: 23,
    id: 'path-twice-spelled-differently',
    says: 'The same path in three spellings',
    source: 'the list of 64; Go path.Clean',
    medium: layers(() => [a('f', 'first'), a('./f', 'second'), a('/d/../f', 'last')]),
    answer: read({ f: file(4) }, { notes: ['duplicate-path'], deadBytes: 11 }),
  },
  {
    number: 23,
    id: 'path-twice-same-bytes',
    says: 'Twice the same bytes: the first copy is dead all the same',
    source: OVERLAY,
    medium: layers(() => [a('f'), a('f', 'abc', { mode: 0o755 })]),
    answer: read({ f: file(3, { mode: 0o755 }) }, { notes: ['duplicate-path'], deadBytes: 3 }),
  },
  {
    number: 23,
    id: 'path-twice-with-a-hardlink-between',
    says: 'The first content is still reached through the hard link made before the second came',
    source: 'moby UnpackLayer: the old path is removed, the link keeps the inode',
    medium: layers(() => [a('f', 'first'), hard('g', 'f'), a('f', 'last')]),
    answer: read({ f: file(4), g: file(5) }, { notes: ['duplicate-path'], deadBytes: 0 }),
  },
  {
    number: 23,
    id: 'folder-twice',
    says: 'A folder twice is merged: its children stay',
    source: 'moby UnpackLayer, containerd applyNaive: folder over folder merges',
    medium: layers(() => [folder('d'), a('d/f'), { ...folder('d'), mode: 0o700 }]),
    answer: read({ d: { type: 'folder', mode: 0o700 }, 'd/f': file(3) }, { deadBytes: 0 }),
  },
  {
    number: 23,
    id: 'folder-then-file',
    says: 'A folder with children, then a file of its name in the same layer: the children are gone',
    source: 'moby UnpackLayer, containerd applyNaive: RemoveAll',
    medium: layers(() => [folder('d'), a('d/f', 'child'), a('d')]),
    answer: read({ d: file(3) }, { notes: ['duplicate-path'], deadBytes: 5 }),
  },
  {
    number: 23,
    id: 'file-then-folder',
    says: 'A file, then a folder of its name in the same layer',
    source: 'moby UnpackLayer, containerd applyNaive: RemoveAll',
    medium: layers(() => [a('d', 'first'), folder('d'), a('d/f')]),
    answer: read({ d: FOLDER, 'd/f': file(3) }, { notes: ['duplicate-path'], deadBytes: 5 }),
  },
  {
    number: 24,
    id: 'member-beneath-a-file',
    says: 'A member beneath a file of its own layer has no place',
    source: 'containerd mkparent: ENOTDIR; dockerd the same',
    medium: layers(() => [a('d'), a('d/f')]),
    answer: refused('tar-damaged', 'd/f', ['ambiguous', 'bad-name', 'missing']),
  },
  {
    number: 24,
    id: 'file-becomes-folder',
    says: 'A file below, a folder of its name above',
    source: OVERLAY,
    medium: layers(
      () => [a('d', 'lower')],
      () => [folder('d'), a('d/f')],
    ),
    answer: read({ d: FOLDER, 'd/f': file(3) }, { deadBytes: 5 }),
  },
  {
    number: 24,
    id: 'file-becomes-folder-nobody-wrote',
    says: 'The same where no member stands for the folder',
    source: OVERLAY,
    medium: layers(
      () => [a('d', 'lower')],
      () => [a('d/e/f')],
    ),
    answer: read({ 'd/e/f': file(3) }, { deadBytes: 5 }),
  },
  {
    number: 24,
    id: 'folder-becomes-file',
    says: 'A folder below, a file of its name above: the children vanish',
    source: OVERLAY,
    medium: layers(LOWER, () => [a('d')]),
    answer: read({ d: file(3), ...E }, { deadBytes: 7 }),
  },
  {
    number: 24,
    id: 'folder-becomes-symlink',
    says: 'A folder below, a symlink above: the children vanish, they do not move to where the link leads',
    source: OVERLAY,
    medium: layers(LOWER, () => [folder('other'), soft('d', 'other')]),
    answer: read({ d: symlink('other'), other: FOLDER, ...E }, { deadBytes: 7 }),
  },
  {
    number: 24,
    id: 'folder-file-folder',
    says: 'A folder, a file over it, a folder over that: the first children do not come back',
    source: OVERLAY,
    medium: layers(
      LOWER,
      () => [a('d')],
      () => [folder('d'), a('d/new', 'newest')],
    ),
    answer: read({ d: FOLDER, 'd/new': file(6), ...E }, { deadBytes: 10 }),
  },
  {
    number: 25,
    id: 'whiteout-of-a-file',
    says: 'A file goes, the whiteout is not seen',
    source: LOWER_ONLY,
    medium: layers(LOWER, () => [gone('d/.wh.a')]),
    answer: read({ d: FOLDER, 'd/b': file(2), 'd/sub': FOLDER, 'd/sub/c': file(4), ...E }, { deadBytes: 1 }),
  },
  {
    number: 25,
    id: 'whiteout-of-a-folder',
    says: 'A folder goes with all beneath',
    source: LOWER_ONLY,
    medium: layers(LOWER, () => [gone('.wh.d')]),
    answer: read(E, { deadBytes: 7 }),
  },
  {
    number: 25,
    id: 'whiteout-spelled-differently',
    says: 'A whiteout with a dot and a slash in front is the same whiteout',
    source: 'Go path.Clean before the name is looked at (moby, containerd)',
    medium: layers(LOWER, () => [gone('./.wh.d'), gone('/x/../.wh.e')]),
    answer: read({}, { deadBytes: 15 }),
  },
  {
    number: 25,
    id: 'whiteout-beside-its-file',
    says: 'A whiteout does nothing to a file of its own layer, be it in front of it or behind',
    source: LOWER_ONLY,
    medium: layers(
      () => [a('f', 'lower'), a('g', 'lower')],
      () => [gone('.wh.f'), a('f'), a('g'), gone('.wh.g')],
    ),
    answer: read({ f: file(3), g: file(3) }, { deadBytes: 10 }),
  },
  {
    number: 25,
    id: 'whiteout-that-is-a-link',
    says: 'The name makes a whiteout, whatever type the member has',
    source: 'moby UnpackLayer and containerd convertWhiteout look at the name alone',
    medium: layers(LOWER, () => [soft('.wh.d', 'e')]),
    answer: read(E, { deadBytes: 7 }),
  },
  opaque('opaque-in-front', 'An opaque marker in front of its siblings hides what lies below', () => [
    ...[folder('d'), gone('d/.wh..wh..opq'), a('d/new')],
  ]),
  opaque('opaque-behind', 'An opaque marker behind its siblings hides what lies below, and not the siblings', () => [
    ...[folder('d'), a('d/new'), gone('d/.wh..wh..opq')],
  ]),
  opaque('opaque-and-whiteouts', 'An opaque marker and whiteouts of what it hides already', () => [
    ...[gone('d/.wh.a'), folder('d'), gone('d/.wh..wh..opq'), a('d/new'), gone('d/.wh.sub'), gone('d/.wh.nothing')],
  ]),
  {
    number: 26,
    id: 'opaque-far-above',
    says: 'An opaque marker hides the children of the children too, also where the folder between is in both layers',
    source: LOWER_ONLY,
    medium: layers(LOWER, () => [folder('d/sub'), a('d/sub/new'), gone('d/.wh..wh..opq')]),
    answer: read({ d: FOLDER, 'd/sub': FOLDER, 'd/sub/new': file(3), ...E }, { deadBytes: 7 }),
  },
  {
    number: 26,
    id: 'opaque-twice',
    says: 'What an upper layer puts into an opaque folder is hidden by the next opaque marker',
    source: LOWER_ONLY,
    medium: layers(
      LOWER,
      () => [gone('d/.wh..wh..opq'), a('d/new')],
      () => [a('d/newest', 'x'), gone('d/.wh..wh..opq')],
    ),
    answer: read({ d: FOLDER, 'd/newest': file(1), ...E }, { deadBytes: 10 }),
  },
  ...['.wh.', '.wh..', '.wh...', 'd/.wh.', 'd/.wh..', 'd/.wh...'].map(
    (name): HostileCase => ({
      number: 27,
      id: `whiteout-of-no-name-${name.replace('/', '-').replaceAll('.', '_')}`,
      says: 'A whiteout of nothing, of the folder itself or of the folder above: an unpacker that joins names deletes them',
      source: WHITEOUT_NAME,
      medium: layers(LOWER, () => [gone(name)]),
      answer: refused('bad-name', name),
    }),
  ),
  {
    number: 27,
    id: 'whiteout-of-three-dots',
    says: 'Three dots are a name like others',
    source: 'containerd validateWhiteout',
    medium: layers(
      () => [a('...'), a('f')],
      () => [gone('.wh....')],
    ),
    answer: read({ f: file(3) }, { deadBytes: 3 }),
  },
  {
    number: 28,
    id: 'names-with-wh-in-them',
    says: 'Names that merely have the letters in them are ordinary, and delete nothing',
    source: 'peers compared: a scanner that matched without an anchor lost a package',
    medium: layers(
      () => [a('atwg-url'), a('x'), a('ever'), a('node_modules/url')],
      () => [a('node_modules/whatwg-url'), a('usr/share/white'), a('y.wh.x'), a('.whatever'), a('wh.x'), a('.WH.x')],
      () => [a('.wh'), a('a.wh.'), a('.wh-x')],
    ),
    answer: read(
      Object.fromEntries(
        [
          ...['atwg-url', 'x', 'ever', 'node_modules/url', 'node_modules/whatwg-url', 'usr/share/white'],
          ...['y.wh.x', '.whatever', 'wh.x', '.WH.x', '.wh', 'a.wh.', '.wh-x'],
        ].map((path) => [path, file(3)]),
      ),
      { deadBytes: 0 },
    ),
  },
  {
    number: 29,
    id: 'whiteout-of-nothing',
    says: 'Whiteouts of what never was, in a folder there is, in none, twice, in the lowest layer',
    source: 'the list of 64; containerd mkparent makes the folder',
    medium: layers(
      () => [gone('.wh.never'), a('f')],
      () => [gone('.wh.never'), gone('none/.wh.never'), gone('f-not/.wh..wh..opq')],
    ),
    answer: read(
      { f: file(3), none: { type: 'folder', implied: true }, 'f-not': { type: 'folder', implied: true } },
      { deadBytes: 0 },
    ),
  },
  {
    number: 30,
    id: 'aufs-metadata',
    says: 'What the aufs driver kept at the root is no file of the image',
    source: 'moby UnpackLayer: "Skip AUFS metadata dirs"',
    medium: layers(() => [
      ...[
        gone('.wh..wh.aufs'),
        folder('.wh..wh.orph'),
        folder('.wh..wh.plnk'),
        a('.wh..wh.plnk/99.7', 'twice'),
        a('f'),
      ],
    ]),
    answer: read({ f: file(3) }, { notes: ['aufs-metadata'] }),
  },
  {
    number: 30,
    id: 'aufs-hardlink',
    says: 'A hard link to a file aufs kept aside is the name of its content',
    source: 'moby UnpackLayer: aufsHardlinks',
    medium: layers(() => [
      ...[folder('.wh..wh.plnk'), a('.wh..wh.plnk/99.7', 'twice'), hard('f', '.wh..wh.plnk/99.7')],
    ]),
    answer: read({ f: file(5) }, { notes: ['aufs-metadata'], deadBytes: 0 }),
  },
];
