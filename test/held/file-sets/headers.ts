import { file, folder, symlink, whiteout } from '../kit/members.ts';
import type { TarEntry } from '../kit/tar.ts';
import type { FileSetCase } from './contract.ts';
import {
  device,
  fifo,
  globalHeader,
  gnuHeader,
  layer,
  NET_BIND_SERVICE,
  NET_RAW,
  rawLayer,
  withCapability,
} from './members.ts';
import { imageOf, seenFile, seenFolder, seenLink, sorted } from './sorted.ts';
import { sparsePax } from './sparse.ts';

const NO_MAGIC = { at: 257, bytes: Buffer.alloc(8) };
const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;

/** Before POSIX: no magic, numbers padded with spaces, type NUL; a folder is a name that ends with a slash. */
const v7 = (entry: TarEntry, mode: number): TarEntry => ({
  ...entry,
  type: '\0',
  patch: [{ at: 100, bytes: `${mode.toString(8).padStart(6, ' ')} \0` }, NO_MAGIC],
});

/** Jörg Schilling's star: a shorter prefix, two times behind it and its own magic at the end. */
const star = (prefix: string, entry: TarEntry): TarEntry => ({
  ...entry,
  patch: [
    { at: 345, bytes: prefix },
    { at: 476, bytes: octal(1_500_000_000) },
    { at: 488, bytes: octal(1_500_000_001) },
    { at: 508, bytes: 'tar\0' },
  ],
});

/** GNU's incremental archives keep two times where others keep the prefix of the name. */
const gnuTimed = (entry: TarEntry): TarEntry => {
  const times = [
    { at: 345, bytes: octal(1_500_000_000) },
    { at: 357, bytes: octal(1_500_000_001) },
  ];
  return { ...entry, ...gnuHeader({ ...entry, patch: times }) };
};

const base256Size = (entry: TarEntry, bytes: number): TarEntry => ({
  ...entry,
  patch: [{ at: 124, bytes: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, bytes]) }],
});

const HOLES = {
  bytes: 4096,
  pieces: [
    { at: 0, content: 'a'.repeat(512) },
    { at: 2048, content: 'b'.repeat(512) },
  ],
};

/** Images about what a member's header says. */
export const HEADERS: readonly FileSetCase[] = [
  {
    id: 'devices-and-fifos',
    says: `Character and block nodes, a minor number beyond a byte, fifos. An upper layer gives one node other numbers
and deletes a fifo. None is 0:0, which overlayfs reads as a whiteout. Engines in a user namespace leave the nodes out.`,
    image: imageOf(
      layer(
        device('char', 'n/null', 1, 3, { mode: 0o666 }),
        device('block', 'n/loop', 7, 0, { mode: 0o660, gid: 6 }),
        device('char', 'n/big', 10, 300, { mode: 0o600 }),
        fifo('n/pipe', { mode: 0o600 }),
        fifo('n/gone'),
      ),
      layer(device('char', 'n/null', 1, 5, { mode: 0o644 }), whiteout('n/gone')),
    ),
    canEngineLoad: true,
    paths: sorted([
      { path: 'n/big', type: 'char', mode: 0o600, device: { major: 10, minor: 300 } },
      { path: 'n/loop', type: 'block', mode: 0o660, gid: 6, device: { major: 7, minor: 0 } },
      seenFolder('n'),
      { path: 'n/null', type: 'char', mode: 0o644, device: { major: 1, minor: 5 } },
      { path: 'n/pipe', type: 'fifo', mode: 0o600 },
    ]),
  },
  {
    id: 'modes-and-attributes',
    says: `setuid, setgid, both, sticky and setgid folders, a file nobody may touch, file capabilities (one of a file
that is not root's: a change of owner must come before them), user attributes. The upper layer takes setuid and a
capability away.`,
    image: imageOf(
      layer(
        file('s/su', 'su', { mode: 0o4755 }),
        file('s/wall', 'wall', { mode: 0o2755, gid: 5 }),
        file('s/both', 'both', { mode: 0o6755, uid: 1000, gid: 1000 }),
        file('s/was', 'was', { mode: 0o4755 }),
        folder('s/tmp', { mode: 0o1777 }),
        folder('s/share', { mode: 0o2775, gid: 50 }),
        file('s/none', 'none', { mode: 0 }),
        file('s/ping', 'ping', { mode: 0o755, ...withCapability(NET_RAW) }),
        file('s/web', 'web', { mode: 0o750, uid: 33, gid: 33, ...withCapability(NET_BIND_SERVICE) }),
        file('s/lost', 'lost', { mode: 0o755, ...withCapability(NET_RAW) }),
        file('s/noted', 'noted', { pax: { 'SCHILY.xattr.user.note': 'two\nlines = fine' } }),
        symlink('s/link', 'su', { uid: 1000 }),
      ),
      layer(file('s/was', 'was', { mode: 0o755 }), file('s/lost', 'lost', { mode: 0o755 })),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('s'),
      seenFile('s/both', 4, { mode: 0o6755, uid: 1000, gid: 1000 }),
      { ...seenLink('s/link', 'su'), uid: 1000 },
      seenFile('s/lost', 4, { mode: 0o755 }),
      seenFile('s/none', 4, { mode: 0 }),
      seenFile('s/noted', 5),
      seenFile('s/ping', 4, { mode: 0o755 }),
      seenFolder('s/share', { mode: 0o2775, gid: 50 }),
      seenFile('s/su', 2, { mode: 0o4755 }),
      seenFolder('s/tmp', { mode: 0o1777 }),
      seenFile('s/wall', 4, { mode: 0o2755, gid: 5 }),
      seenFile('s/was', 3, { mode: 0o755 }),
      seenFile('s/web', 3, { mode: 0o750, uid: 33, gid: 33 }),
    ]),
  },
  {
    id: 'header-dialects',
    says: `Headers of V7, star, old GNU with times where the prefix would be, a sparse file by PAX records (engines
refuse the old GNU kind, type 'S'); owners and a size in base 256, times before 1970, sizes and owners that PAX
records correct. The global PAX header gives all that follow an owner: engines skip it.`,
    image: imageOf(
      rawLayer(
        globalHeader({ comment: 'a commit', uid: '4242' }),
        v7(file('dialect/v7', 'seven'), 0o640),
        v7({ name: 'dialect/v7-folder/' }, 0o711),
        star(`dialect/${'s'.repeat(100)}`, file('star', 'star')),
        gnuTimed(file('dialect/gnu-times', 'gnu')),
        sparsePax('dialect/pax-sparse', HOLES),
        file('dialect/base-256', 'owner', { uid: 3_000_000, gid: 2_500_000 }),
        base256Size(file('dialect/base-256-size', 'sized'), 5),
        file('dialect/before-1970', 'old', { mtime: -86_400 }),
        file('dialect/before-1970-pax', 'older', { pax: { mtime: '-1.5' } }),
        file('dialect/pax-size', 'eight by', { saysBytes: 0, pax: { size: '8' } }),
        file('dialect/pax-owner', 'x', { uid: 1, gid: 1, pax: { uid: '70000', gid: '80000' } }),
        file('dialect/last', 'read to here'),
      ),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('dialect'),
      seenFile('dialect/v7', 5, { mode: 0o640 }),
      seenFolder('dialect/v7-folder', { mode: 0o711 }),
      seenFolder(`dialect/${'s'.repeat(100)}`),
      seenFile(`dialect/${'s'.repeat(100)}/star`, 4),
      seenFile('dialect/gnu-times', 3),
      seenFile('dialect/pax-sparse', 4096),
      seenFile('dialect/base-256', 5, { uid: 3_000_000, gid: 2_500_000 }),
      seenFile('dialect/base-256-size', 5),
      seenFile('dialect/before-1970', 3),
      seenFile('dialect/before-1970-pax', 5),
      seenFile('dialect/pax-size', 8),
      seenFile('dialect/pax-owner', 1, { uid: 70_000, gid: 80_000 }),
      seenFile('dialect/last', 12),
    ]),
  },
];
