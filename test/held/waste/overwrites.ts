import { file, folder } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';

const BASE = { entries: [folder('bin'), file('bin/tool', filled('tool', 400), { mode: 0o644 })] };

/** The same name again with other bytes, in later layers and within one. */
export const OVERWRITE_CASES: readonly WasteCase[] = [
  {
    id: 'overwritten-once',
    says: 'The file comes again in layer 1 with other bytes.',
    image: { layers: [BASE, { entries: [file('bin/tool', filled('newer', 410))] }] },
    truth: {
      contentBytes: 810,
      deadBytes: 400,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'overwritten', 1)],
      tree: { bin: DIR, 'bin/tool': sees(410) },
    },
  },
  {
    id: 'overwritten-three-times',
    says: 'Three layers in a row write the file anew: each copy dies by the next layer.',
    image: {
      layers: [
        BASE,
        { entries: [file('bin/tool', filled('v1', 10))] },
        { entries: [file('bin/tool', filled('v2', 20))] },
        { entries: [file('bin/tool', filled('v3', 30))] },
      ],
    },
    truth: {
      contentBytes: 460,
      deadBytes: 430,
      duplicateBytes: 0,
      dead: [
        dead('bin/tool', 0, 400, 'overwritten', 1),
        dead('bin/tool', 1, 10, 'overwritten', 2),
        dead('bin/tool', 2, 20, 'overwritten', 3),
      ],
      tree: { bin: DIR, 'bin/tool': sees(30) },
    },
  },
  {
    id: 'overwritten-by-as-many-bytes',
    says: 'Other bytes, the same length, the same mode and time: overwritten, not metadata.',
    image: { layers: [BASE, { entries: [file('bin/tool', filled('TOOL', 400))] }] },
    truth: {
      contentBytes: 800,
      deadBytes: 400,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'overwritten', 1)],
      tree: { bin: DIR, 'bin/tool': sees(400) },
    },
  },
  {
    id: 'emptied-later',
    says: 'A log is emptied in a later layer: its bytes are dead.',
    image: {
      layers: [{ entries: [folder('log'), file('log/apt', filled('apt', 900))] }, { entries: [file('log/apt', '')] }],
    },
    truth: {
      contentBytes: 900,
      deadBytes: 900,
      duplicateBytes: 0,
      dead: [dead('log/apt', 0, 900, 'overwritten', 1)],
      tree: { log: DIR, 'log/apt': sees(0) },
    },
  },
  {
    id: 'there-and-back',
    says: 'A file gets other bytes in layer 1 and its old bytes in layer 2: both older copies are dead, none is a duplicate.',
    image: {
      layers: [
        BASE,
        { entries: [file('bin/tool', filled('debug', 55))] },
        { entries: [file('bin/tool', filled('tool', 400))] },
      ],
    },
    truth: {
      contentBytes: 855,
      deadBytes: 455,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'overwritten', 1), dead('bin/tool', 1, 55, 'overwritten', 2)],
      tree: { bin: DIR, 'bin/tool': sees(400) },
    },
  },
  {
    id: 'overwritten-in-own-layer',
    says: 'A layer has the name twice: the last member wins, the first is dead by its own layer.',
    image: {
      layers: [
        {
          entries: [
            folder('m'),
            file('m/x', filled('first', 80)),
            file('m/y', filled('y', 3)),
            file('m/x', filled('last', 9)),
          ],
        },
      ],
    },
    truth: {
      contentBytes: 92,
      deadBytes: 80,
      duplicateBytes: 0,
      dead: [dead('m/x', 0, 80, 'overwritten', 0)],
      tree: { m: DIR, 'm/x': sees(9), 'm/y': sees(3) },
    },
  },
  {
    id: 'same-bytes-again-in-own-layer',
    says: 'A layer has the name twice with the same bytes.',
    image: {
      layers: [{ entries: [folder('m'), file('m/x', filled('x', 35)), file('m/x', filled('x', 35), { mode: 0o600 })] }],
    },
    truth: {
      contentBytes: 70,
      deadBytes: 35,
      duplicateBytes: 0,
      dead: [dead('m/x', 0, 35, 'metadata', 0)],
      tree: { m: DIR, 'm/x': sees(35, 0o600) },
    },
  },
  {
    id: 'overwritten-by-two-members',
    says: 'Layer 1 has the name twice: the copy of layer 0 and the first of layer 1 are both dead by layer 1.',
    image: {
      layers: [BASE, { entries: [file('bin/tool', filled('p', 15)), file('bin/tool', filled('q', 16))] }],
    },
    truth: {
      contentBytes: 431,
      deadBytes: 415,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'overwritten', 1), dead('bin/tool', 1, 15, 'overwritten', 1)],
      tree: { bin: DIR, 'bin/tool': sees(16) },
    },
  },
];

/** The same name again with the same bytes. */
export const METADATA_CASES: readonly WasteCase[] = [
  {
    id: 'chmod-later',
    says: 'chmod in a later layer copies the file; one copy is dead, not two.',
    image: { layers: [BASE, { entries: [file('bin/tool', filled('tool', 400), { mode: 0o755 })] }] },
    truth: {
      contentBytes: 800,
      deadBytes: 400,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'metadata', 1)],
      tree: { bin: DIR, 'bin/tool': sees(400, 0o755) },
    },
  },
  {
    id: 'chown-later',
    says: 'chown in a later layer copies the file.',
    image: { layers: [BASE, { entries: [file('bin/tool', filled('tool', 400), { uid: 1000, gid: 1000 })] }] },
    truth: {
      contentBytes: 800,
      deadBytes: 400,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'metadata', 1)],
      tree: { bin: DIR, 'bin/tool': sees(400, 0o644) },
    },
  },
  {
    id: 'touch-later',
    says: 'touch in a later layer copies the file.',
    image: { layers: [BASE, { entries: [file('bin/tool', filled('tool', 400), { mtime: 1_700_009_999 })] }] },
    truth: {
      contentBytes: 800,
      deadBytes: 400,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'metadata', 1)],
      tree: { bin: DIR, 'bin/tool': sees(400) },
    },
  },
  {
    id: 'chmod-then-new-bytes',
    says: 'Layer 1 changes the mode, layer 2 the bytes: the first copy died for metadata, the second is overwritten.',
    image: {
      layers: [
        BASE,
        { entries: [file('bin/tool', filled('tool', 400), { mode: 0o755 })] },
        { entries: [file('bin/tool', filled('new', 5), { mode: 0o755 })] },
      ],
    },
    truth: {
      contentBytes: 805,
      deadBytes: 800,
      duplicateBytes: 0,
      dead: [dead('bin/tool', 0, 400, 'metadata', 1), dead('bin/tool', 1, 400, 'overwritten', 2)],
      tree: { bin: DIR, 'bin/tool': sees(5, 0o755) },
    },
  },
  {
    id: 'chmod-of-folder',
    says: 'A folder gets another mode: only its own member comes again, no content is copied.',
    image: {
      layers: [
        {
          entries: [
            folder('d', { mode: 0o755 }),
            file('d/a', filled('a', 300)),
            folder('d/s'),
            file('d/s/b', filled('b', 4)),
          ],
        },
        { entries: [folder('d', { mode: 0o700 })] },
      ],
    },
    truth: {
      contentBytes: 304,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: { d: { type: 'dir', mode: 0o700 }, 'd/a': sees(300), 'd/s': DIR, 'd/s/b': sees(4) },
    },
  },
  {
    id: 'chmod-of-empty-file',
    says: 'The copy of an empty file is a dead content of no bytes.',
    image: {
      layers: [
        { entries: [folder('d'), file('d/empty', ''), file('d/a', filled('a', 6))] },
        { entries: [file('d/empty', '', { mode: 0o600 })] },
      ],
    },
    truth: {
      contentBytes: 6,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [dead('d/empty', 0, 0, 'metadata', 1)],
      tree: { d: DIR, 'd/empty': sees(0, 0o600), 'd/a': sees(6) },
    },
  },
];
