import { file, folder, symlink } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, LINK, sees } from './members.ts';

/** A name that becomes another kind of thing. */
export const TYPE_CHANGE_CASES: readonly WasteCase[] = [
  {
    id: 'file-becomes-folder',
    says: 'A file of layer 0 is a folder with a file in layer 1.',
    image: {
      layers: [
        { entries: [folder('c'), file('c/x', filled('x', 90))] },
        { entries: [folder('c/x'), file('c/x/in', filled('in', 10))] },
      ],
    },
    truth: {
      contentBytes: 100,
      deadBytes: 90,
      duplicateBytes: 0,
      dead: [dead('c/x', 0, 90, 'replaced', 1)],
      tree: { c: DIR, 'c/x': DIR, 'c/x/in': sees(10) },
    },
  },
  {
    id: 'folder-becomes-file',
    says: 'A folder with content, some of it deeper, is a file in layer 1: all of it is dead.',
    image: {
      layers: [
        { entries: [folder('c'), file('c/a', filled('a', 60)), folder('c/s'), file('c/s/b', filled('b', 20))] },
        { entries: [file('c', filled('flat', 8))] },
      ],
    },
    truth: {
      contentBytes: 88,
      deadBytes: 80,
      duplicateBytes: 0,
      dead: [dead('c/a', 0, 60, 'replaced', 1), dead('c/s/b', 0, 20, 'replaced', 1)],
      tree: { c: sees(8) },
    },
  },
  {
    id: 'folder-becomes-symlink',
    says: 'As usrmerge does: `lib` with content becomes a symlink to `usr/lib`; what lies behind the link stays.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('lib'), file('lib/a', filled('a', 70)), folder('usr'), folder('usr/lib')],
            file('usr/lib/b', filled('b', 6)),
          ],
        },
        { entries: [symlink('lib', 'usr/lib')] },
      ],
    },
    truth: {
      contentBytes: 76,
      deadBytes: 70,
      duplicateBytes: 0,
      dead: [dead('lib/a', 0, 70, 'replaced', 1)],
      tree: { lib: LINK, usr: DIR, 'usr/lib': DIR, 'usr/lib/b': sees(6) },
    },
  },
  {
    id: 'symlink-becomes-file',
    says: 'A file takes the place of a symlink: the link had no content, its target lives on.',
    image: {
      layers: [
        { entries: [folder('e'), file('e/real', filled('real', 33)), symlink('e/name', 'real')] },
        { entries: [file('e/name', filled('name', 12))] },
      ],
    },
    truth: {
      contentBytes: 45,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { e: DIR, 'e/real': sees(33), 'e/name': sees(12) },
    },
  },
  {
    id: 'file-becomes-symlink',
    says: 'A symlink takes the place of a file, to a copy with the same bytes elsewhere: the file is dead all the same.',
    image: {
      layers: [
        { entries: [folder('e'), file('e/name', filled('same', 50)), file('e/real', filled('same', 50))] },
        { entries: [symlink('e/name', 'real')] },
      ],
    },
    truth: {
      contentBytes: 100,
      deadBytes: 50,
      duplicateBytes: 0,
      dead: [dead('e/name', 0, 50, 'replaced', 1)],
      tree: { e: DIR, 'e/name': LINK, 'e/real': sees(50) },
    },
  },
  {
    id: 'symlink-becomes-folder',
    says: 'A folder takes the place of a symlink to a folder: nothing is dead, the target keeps its file.',
    image: {
      layers: [
        { entries: [folder('data'), file('data/f', filled('f', 14)), symlink('link', 'data')] },
        { entries: [folder('link'), file('link/g', filled('g', 15))] },
      ],
    },
    truth: {
      contentBytes: 29,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { data: DIR, 'data/f': sees(14), link: DIR, 'link/g': sees(15) },
    },
  },
  {
    id: 'files-become-devices-and-pipe',
    says: 'Files become a character device, a block device and a pipe: replaced.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('dev'), file('dev/c', filled('c', 11)), file('dev/b', filled('b', 22))],
            file('dev/p', filled('p', 33)),
          ],
        },
        {
          entries: [
            { name: 'dev/c', type: '3', device: { major: 1, minor: 3 } },
            { name: 'dev/b', type: '4', device: { major: 7, minor: 0 } },
            { name: 'dev/p', type: '6' },
          ],
        },
      ],
    },
    truth: {
      contentBytes: 66,
      deadBytes: 66,
      duplicateBytes: 0,
      dead: [
        dead('dev/c', 0, 11, 'replaced', 1),
        dead('dev/b', 0, 22, 'replaced', 1),
        dead('dev/p', 0, 33, 'replaced', 1),
      ],
      tree: { dev: DIR, 'dev/c': { type: 'char' }, 'dev/b': { type: 'block' }, 'dev/p': { type: 'fifo' } },
    },
  },
  {
    id: 'pipe-becomes-file',
    says: 'A pipe and a device become files: they had no content, nothing is dead.',
    image: {
      layers: [
        {
          entries: [
            folder('dev'),
            { name: 'dev/p', type: '6' },
            { name: 'dev/n', type: '3', device: { major: 1, minor: 3 } },
          ],
        },
        { entries: [file('dev/p', filled('p', 17)), file('dev/n', filled('n', 18))] },
      ],
    },
    truth: {
      contentBytes: 35,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { dev: DIR, 'dev/p': sees(17), 'dev/n': sees(18) },
    },
  },
  {
    id: 'file-folder-file',
    says: 'File, then folder with a file, then file again.',
    image: {
      layers: [
        { entries: [file('x', filled('one', 10))] },
        { entries: [folder('x'), file('x/in', filled('in', 20))] },
        { entries: [file('x', filled('three', 40))] },
      ],
    },
    truth: {
      contentBytes: 70,
      deadBytes: 30,
      duplicateBytes: 0,
      dead: [dead('x', 0, 10, 'replaced', 1), dead('x/in', 1, 20, 'replaced', 2)],
      tree: { x: sees(40) },
    },
  },
  {
    id: 'type-changes-in-own-layer',
    says: 'Within one layer a file becomes a folder and a folder with a file becomes a symlink: the later members win.',
    image: {
      layers: [
        {
          entries: [
            ...[file('a', filled('a', 25)), folder('b'), file('b/in', filled('bin', 35))],
            ...[folder('a'), file('a/in', filled('ain', 5)), symlink('b', 'a')],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 65,
      deadBytes: 60,
      duplicateBytes: 0,
      dead: [dead('a', 0, 25, 'replaced', 0), dead('b/in', 0, 35, 'replaced', 0)],
      tree: { a: DIR, 'a/in': sees(5), b: LINK },
    },
  },
];
