import { device, fifo, gnuNamed, layer, paxNamed, rawLayer } from '../file-sets/members.ts';
import { sparseGnu, sparsePax } from '../file-sets/sparse.ts';
import { file, folder, symlink } from '../kit/members.ts';
import { BASE } from './base.ts';
import { type DiffCase, truth } from './contract.ts';

const TARGET = `${'far/'.repeat(20)}away`;
const RAW = {
  e8: Buffer.from('n/caf\xe8', 'latin1'),
  e9: Buffer.from('n/caf\xe9', 'latin1'),
  ff: Buffer.from('n/caf\xff', 'latin1'),
};
const LONG = `n/${'long-'.repeat(30)}`;

const HEAD = 'h'.repeat(512);
const TAIL = 't'.repeat(512);
const DISK = {
  bytes: 8192,
  pieces: [
    { at: 0, content: HEAD },
    { at: 7680, content: TAIL },
  ],
};
const LAID_OUT = `${HEAD}${'\0'.repeat(7680 - 512)}${TAIL}`;
const movedTo = (at: number) => sparsePax('d/moved', { bytes: 8192, pieces: [{ at, content: HEAD }] });

/** Pairs that differ in what stands at a path. */
export const FILES: readonly DiffCase[] = [
  {
    id: 'contents',
    says: `port has another byte at the same length, and another time, which is named beside it. An empty file is a
file: flag goes and mark comes with 0 bytes. moved stores the same 512 bytes before one hole and between two: a reader
gets other bytes at the same length.`,
    a: {
      layers: [
        rawLayer(
          file('port', '8080', { mtime: 1 }),
          file('flag'),
          file('filled'),
          file('grown', 'abc'),
          file('still', 'still'),
          movedTo(0),
        ),
      ],
    },
    b: {
      layers: [
        rawLayer(
          file('port', '8081', { mtime: 2 }),
          file('mark'),
          file('filled', '1'),
          file('grown', 'abcd'),
          file('still', 'still'),
          movedTo(4096),
        ),
      ],
    },
    truth: truth({
      paths: [
        { path: 'd/moved', is: 'changed', fields: ['content'], bytesBefore: 8192, bytesAfter: 8192 },
        { path: 'filled', is: 'changed', fields: ['content', 'bytes'], bytesBefore: 0, bytesAfter: 1 },
        { path: 'flag', is: 'removed', bytesBefore: 0 },
        { path: 'grown', is: 'changed', fields: ['content', 'bytes'], bytesBefore: 3, bytesAfter: 4 },
        { path: 'mark', is: 'added', bytesAfter: 0 },
        { path: 'port', is: 'changed', fields: ['content', 'mtime'], bytesBefore: 4, bytesAfter: 4 },
      ],
      sharedLayers: 0,
      bytesDelta: 2,
      isSame: false,
    }),
  },
  {
    id: 'symlinks',
    says: `current points elsewhere. text leads to the same place but is written otherwise: a program that reads the
link sees it. Where the target stands in a PAX record, or the header says mode 755 (as on systems where links have
modes), nothing differs. A file that becomes a symlink differs in type and in nothing that both could have.`,
    a: {
      layers: [
        layer(
          symlink('app/current', 'v1'),
          symlink('app/text', 'v1'),
          symlink('app/far', TARGET),
          symlink('app/mode', 'v1', { mode: 0o777 }),
          file('app/tool', 'was a file', { mode: 0o755 }),
          folder('app/v1'),
        ),
      ],
    },
    b: {
      layers: [
        layer(
          symlink('app/current', 'v2'),
          symlink('app/text', './v1'),
          symlink('app/far', 'short', { pax: { linkpath: TARGET } }),
          symlink('app/mode', 'v1', { mode: 0o755 }),
          symlink('app/tool', 'v1/tool'),
          folder('app/v1'),
        ),
      ],
    },
    truth: truth({
      paths: [
        { path: 'app/current', is: 'changed', fields: ['link'] },
        { path: 'app/text', is: 'changed', fields: ['link'] },
        { path: 'app/tool', is: 'changed', fields: ['type'], bytesBefore: 10 },
      ],
      sharedLayers: 0,
      bytesDelta: -10,
      isSame: false,
    }),
  },
  {
    id: 'file-to-folder',
    says: `B's upper layer makes a folder of the file p and a file of the folder q. Each is one change of type; what
is in the folders comes and goes with them, also the depth below q, for which the layer has no whiteout.`,
    a: {
      layers: [
        BASE,
        layer(file('p', 'file', { mode: 0o755 }), folder('q'), file('q/x', 'xx'), file('q/deep/er', 'yyy')),
      ],
    },
    b: {
      layers: [
        BASE,
        layer(file('p', 'file', { mode: 0o755 }), folder('q'), file('q/x', 'xx'), file('q/deep/er', 'yyy')),
        layer(folder('p'), file('p/in', 'inner'), file('q', 'now', { mode: 0o755 })),
      ],
    },
    truth: truth({
      paths: [
        { path: 'p', is: 'changed', fields: ['type'], bytesBefore: 4 },
        { path: 'p/in', is: 'added', bytesAfter: 5 },
        { path: 'q', is: 'changed', fields: ['type'], bytesAfter: 3 },
        { path: 'q/deep', is: 'removed' },
        { path: 'q/deep/er', is: 'removed', bytesBefore: 3 },
        { path: 'q/x', is: 'removed', bytesBefore: 2 },
      ],
      sharedLayers: 2,
      bytesDelta: 5 + 3 - 4 - 3 - 2,
      isSame: false,
    }),
  },
  {
    id: 'devices',
    says: 'Nodes differ by either of their numbers and by their type. A fifo has no numbers, whatever its header says.',
    a: {
      layers: [
        layer(
          device('block', 'node/loop', 7, 0),
          device('char', 'node/major', 4, 1),
          device('char', 'node/minor', 1, 3),
          fifo('node/pipe'),
          device('char', 'node/same', 1, 9),
        ),
      ],
    },
    b: {
      layers: [
        layer(
          device('char', 'node/loop', 7, 0),
          device('char', 'node/major', 5, 1),
          device('char', 'node/minor', 1, 5),
          fifo('node/pipe', { device: { major: 3, minor: 4 } }),
          device('char', 'node/same', 1, 9),
        ),
      ],
    },
    truth: truth({
      paths: [
        { path: 'node/loop', is: 'changed', fields: ['type'] },
        { path: 'node/major', is: 'changed', fields: ['device'] },
        { path: 'node/minor', is: 'changed', fields: ['device'] },
      ],
      sharedLayers: 0,
      bytesDelta: 0,
      isSame: false,
    }),
  },
  {
    id: 'names',
    says: `Two names that are no UTF-8 differ in one byte: one is gone, the other changed, a third is the same. The
accent written as one character and as two makes two names. A long name is one name, in a PAX record or in a GNU one;
two long names differ behind the first hundred bytes.`,
    a: {
      layers: [
        rawLayer(
          file(RAW.e8, '1'),
          file(RAW.e9, '22'),
          file(RAW.ff, '333'),
          file('n/caf\u00e9', '4444'),
          paxNamed(file(`${LONG}a`, 'long a')),
          paxNamed(file(`${LONG}b`, 'long b')),
        ),
      ],
    },
    b: {
      layers: [
        rawLayer(
          file(RAW.e9, 'II'),
          file(RAW.ff, '333'),
          file('n/cafe\u0301', '4444'),
          gnuNamed(file(`${LONG}a`, 'long a')),
          gnuNamed(file(`${LONG}b`, 'LONG B')),
        ),
      ],
    },
    truth: truth({
      paths: [
        { path: 'n/cafe\u0301', is: 'added', bytesAfter: 4 },
        { path: 'n/caf\u00e9', is: 'removed', bytesBefore: 4 },
        { path: 'n/caf\udce8', is: 'removed', bytesBefore: 1 },
        { path: 'n/caf\udce9', is: 'changed', fields: ['content'], bytesBefore: 2, bytesAfter: 2 },
        { path: `${LONG}b`, is: 'changed', fields: ['content'], bytesBefore: 6, bytesAfter: 6 },
      ],
      sharedLayers: 0,
      bytesDelta: -1,
      isSame: false,
    }),
  },
  {
    id: 'sparse-against-plain',
    says: `The same two disks of 8192 bytes, plain in A; in B stored sparse, one the old GNU way and one by PAX
records. Laid out they are the same bytes, so nothing differs. (Engines refuse the old kind; a reader need not.) The
layers hold 1024 bytes each instead of 8192, and the delta counts what layers hold.`,
    a: { layers: [layer(folder('d'), file('d/gnu', LAID_OUT), file('d/pax', LAID_OUT))] },
    b: { layers: [rawLayer(folder('d'), sparseGnu('d/gnu', DISK), sparsePax('d/pax', DISK))] },
    truth: truth({ sharedLayers: 0, bytesDelta: 2 * (1024 - 8192), isSame: true }),
  },
];
