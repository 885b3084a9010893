import { file, folder, hardLink, opaque, symlink, whiteout } from '../kit/members.ts';
import type { FileSetCase } from './contract.ts';
import { device, fifo, layer } from './members.ts';
import { imageOf, seenFile, seenFolder, seenLink, sorted } from './sorted.ts';

/** Images about what upper layers make of lower ones. */
export const LAYERING: readonly FileSetCase[] = [
  {
    id: 'whiteouts',
    says: `A file, a folder with folders, and a file that its own layer has again (the whiteout first: behind it,
engines on overlayfs fail). Two whiteouts of nothing: the one in a folder nobody has makes that folder. A deleted
folder comes back empty of what it had.`,
    image: imageOf(
      layer(
        folder('w'),
        file('w/a', 'a'),
        file('w/b', 'old'),
        file('w/dir/c', 'c'),
        file('w/dir/d/e', 'e'),
        file('keep', 'keep'),
      ),
      layer(
        whiteout('w/a'),
        whiteout('w/dir'),
        whiteout('w/b'),
        file('w/b', 'newer'),
        whiteout('never-there'),
        whiteout('ghost/x'),
      ),
      layer(file('w/dir/new', 'new')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('ghost'),
      seenFile('keep', 4),
      seenFolder('w'),
      seenFile('w/b', 5),
      seenFolder('w/dir'),
      seenFile('w/dir/new', 3),
    ]),
  },
  {
    id: 'opaque-folders',
    says: `Markers behind and in front of the members of their layer, one in a folder that nobody had. A folder that
is only implied above a marker keeps the mode it had below; a file whose name begins like the folder's stays.`,
    image: imageOf(
      layer(
        folder('o'),
        file('o/a', 'a'),
        folder('o/sub'),
        file('o/sub/b', 'b'),
        file('o/sub/deep/c', 'c'),
        file('oak', 'oak'),
        folder('p', { mode: 0o750 }),
        file('p/q', 'q'),
      ),
      layer(folder('o'), file('o/new', 'new'), folder('o/sub'), file('o/sub/b2', 'b2'), opaque('o')),
      layer(opaque('p'), file('p/r', 'r'), opaque('fresh'), file('fresh/x', 'x')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('fresh'),
      seenFile('fresh/x', 1),
      seenFolder('o'),
      seenFile('o/new', 3),
      seenFolder('o/sub'),
      seenFile('o/sub/b2', 2),
      seenFile('oak', 3),
      seenFolder('p', { mode: 0o750 }),
      seenFile('p/r', 1),
    ]),
  },
  {
    id: 'symlinked-parents',
    says: `The first layer makes lib and abs symlinks and goes through them within itself: what follows lands in
usr/lib. The second has lib/x, and for overlayfs lib is a folder there, which hides the symlink below; usr/lib has no
x. (Engines that unpack into one folder, as the native snapshotter does, follow the symlink instead.)`,
    image: imageOf(
      layer(
        folder('usr'),
        folder('usr/lib'),
        file('usr/lib/a', 'a'),
        symlink('lib', 'usr/lib'),
        file('lib/b', 'bb'),
        symlink('abs', '/usr/lib'),
        file('abs/c', 'ccc'),
      ),
      layer(file('lib/x', 'xxxx')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenLink('abs', '/usr/lib'),
      seenFolder('lib'),
      seenFile('lib/x', 4),
      seenFolder('usr'),
      seenFolder('usr/lib'),
      seenFile('usr/lib/a', 1),
      seenFile('usr/lib/b', 2),
      seenFile('usr/lib/c', 3),
    ]),
  },
  {
    id: 'implied-folders',
    says: `Folders without members of their own get mode 755 and 0:0. One is named behind its children, one keeps mode
and owner when an upper layer implies it, one was deleted in between and starts anew, one stays although all it had is
gone.`,
    image: imageOf(
      layer(
        file('i/j/k', 'k'),
        folder('n', { mode: 0o700, uid: 1000, gid: 1001 }),
        file('n/first', '1'),
        file('l/x', 'x'),
        folder('l', { mode: 0o711 }),
        folder('m', { mode: 0o700, uid: 7 }),
        file('m/old', 'old'),
      ),
      layer(file('n/more', '22'), whiteout('i/j/k'), whiteout('m')),
      layer(file('m/new', 'new')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('i'),
      seenFolder('i/j'),
      seenFolder('l', { mode: 0o711 }),
      seenFile('l/x', 1),
      seenFolder('m'),
      seenFile('m/new', 3),
      seenFolder('n', { mode: 0o700, uid: 1000, gid: 1001 }),
      seenFile('n/first', 1),
      seenFile('n/more', 2),
    ]),
  },
  {
    id: 'hard-links',
    says: `Of three names of one inode, an upper layer overwrites the first and deletes the third; the second still
has the old content. The link m says another mode than n, and as engines apply the header to the inode, both have it.
d was a file of its own and becomes a name of n. t is a second name of a symlink. All links lead to members of their
own layer: engines on overlayfs take no others.`,
    image: imageOf(
      layer(
        file('h/a', 'aaaa'),
        hardLink('h/b', 'h/a'),
        hardLink('h/c', 'h/b'),
        file('h/d', 'was here'),
        symlink('h/s', 'a'),
        hardLink('h/t', 'h/s', { mode: 0o777 }),
      ),
      layer(
        file('h/a', 'changed'),
        whiteout('h/c'),
        file('h/n', 'new'),
        hardLink('h/d', 'h/n'),
        hardLink('h/m', './h/n', { mode: 0o600 }),
      ),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('h'),
      seenFile('h/a', 7),
      seenFile('h/b', 4),
      seenFile('h/d', 3, { mode: 0o600 }),
      seenFile('h/m', 3, { mode: 0o600 }),
      seenFile('h/n', 3, { mode: 0o600 }),
      seenLink('h/s', 'a'),
      seenLink('h/t', 'a'),
    ]),
  },
  {
    id: 'replaced-types',
    says: `Each path is something else in the next layer, some within one layer, where the last member of a name wins.
thrice is a folder, a file and a folder again: what the first one had does not shine through. A folder that takes a
symlink's place takes nothing of where it led.`,
    image: imageOf(
      layer(
        file('r/file-folder', 'f'),
        file('r/folder-file/x', 'x'),
        file('r/folder-link/x', 'x'),
        folder('r/elsewhere'),
        symlink('r/link-folder', 'elsewhere'),
        file('r/file-link', 'f'),
        file('r/file-fifo', 'f'),
        device('char', 'r/device-file', 1, 3),
        file('r/thrice/a', 'a'),
        file('r/twice', 'first a file'),
        symlink('r/twice', 'then-a-link'),
        file('r/again', 'one'),
        file('r/again', 'three'),
        folder('r/sudden'),
        file('r/sudden/x', 'x'),
        file('r/sudden', 'a file'),
      ),
      layer(
        folder('r/file-folder'),
        file('r/file-folder/y', 'y'),
        file('r/folder-file', 'now'),
        symlink('r/folder-link', 'elsewhere'),
        folder('r/link-folder', { mode: 0o750 }),
        file('r/link-folder/y', 'y'),
        symlink('r/file-link', 'folder-file'),
        fifo('r/file-fifo'),
        file('r/device-file', 'plain'),
        file('r/thrice', 'in between'),
      ),
      layer(folder('r/thrice'), file('r/thrice/b', 'b')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('r'),
      seenFile('r/again', 5),
      seenFile('r/device-file', 5),
      seenFolder('r/elsewhere'),
      { path: 'r/file-fifo', type: 'fifo', mode: 0o644 },
      seenFolder('r/file-folder'),
      seenFile('r/file-folder/y', 1),
      seenLink('r/file-link', 'folder-file'),
      seenFile('r/folder-file', 3),
      seenLink('r/folder-link', 'elsewhere'),
      seenFolder('r/link-folder', { mode: 0o750 }),
      seenFile('r/link-folder/y', 1),
      seenFile('r/sudden', 6),
      seenFolder('r/thrice'),
      seenFile('r/thrice/b', 1),
      seenLink('r/twice', 'then-a-link'),
    ]),
  },
];
