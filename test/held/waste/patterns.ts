import { file, folder, hardLink, symlink, whiteout } from '../kit/members.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, LINK, sees } from './members.ts';

const LISTS = 'var/lib/apt/lists';

/** What real Dockerfiles leave behind, small. */
export const PATTERN_CASES: readonly WasteCase[] = [
  {
    id: 'apk-del-in-next-step',
    says: 'A toolchain comes with one step and goes with the next: its bytes stay, and the package database is there three times.',
    image: {
      layers: [
        {
          createdBy: 'ADD rootfs',
          entries: [file('lib/apk/db/installed', filled('db0', 100)), file('bin/busybox', filled('bb', 800))],
        },
        {
          createdBy: 'RUN apk add gcc',
          entries: [
            ...[
              file('usr/bin/gcc', filled('gcc', 2000)),
              hardLink('usr/bin/cc-1', 'usr/bin/gcc'),
              symlink('usr/bin/cc', 'gcc'),
            ],
            ...[file('usr/lib/gcc/12/cc1', filled('cc1', 5000)), file('usr/include/stdio.h', filled('stdio', 300))],
            file('lib/apk/db/installed', filled('db1', 180)),
          ],
        },
        {
          createdBy: 'RUN apk del gcc',
          entries: [
            ...[whiteout('usr/bin/cc'), whiteout('usr/bin/cc-1'), whiteout('usr/bin/gcc'), whiteout('usr/lib/gcc')],
            ...[whiteout('usr/include'), file('lib/apk/db/installed', filled('db2', 110))],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 8490,
      deadBytes: 7580,
      duplicateBytes: 0,
      dead: [
        dead('lib/apk/db/installed', 0, 100, 'overwritten', 1),
        dead('usr/bin/gcc', 1, 2000, 'deleted', 2),
        dead('usr/lib/gcc/12/cc1', 1, 5000, 'deleted', 2),
        dead('usr/include/stdio.h', 1, 300, 'deleted', 2),
        dead('lib/apk/db/installed', 1, 180, 'overwritten', 2),
      ],
      tree: {
        ...{ bin: DIR, 'bin/busybox': sees(800), usr: DIR, 'usr/bin': DIR, 'usr/lib': DIR },
        ...{ lib: DIR, 'lib/apk': DIR, 'lib/apk/db': DIR, 'lib/apk/db/installed': sees(110) },
      },
    },
  },
  {
    id: 'apt-lists-deleted-later',
    says: '`rm -rf /var/lib/apt/lists/*` in a step of its own: each list by its whiteout, the folder stays.',
    image: {
      layers: [
        {
          createdBy: 'RUN apt-get update && apt-get install -y curl',
          entries: [
            ...[folder('var'), folder('var/lib'), folder('var/lib/apt'), folder(LISTS), folder(`${LISTS}/partial`)],
            ...[file(`${LISTS}/main_Packages`, filled('pkg', 9000)), file(`${LISTS}/InRelease`, filled('rel', 150))],
            ...[
              file(`${LISTS}/lock`, ''),
              file(`${LISTS}/partial/rest`, filled('rest', 60)),
              folder('usr'),
              folder('usr/bin'),
            ],
            file('usr/bin/curl', filled('curl', 240)),
          ],
        },
        {
          createdBy: 'RUN rm -rf /var/lib/apt/lists/*',
          entries: [
            ...[folder('var'), folder('var/lib'), folder('var/lib/apt'), folder(LISTS), whiteout(`${LISTS}/InRelease`)],
            ...[whiteout(`${LISTS}/lock`), whiteout(`${LISTS}/main_Packages`), whiteout(`${LISTS}/partial`)],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 9450,
      deadBytes: 9210,
      duplicateBytes: 0,
      dead: [
        dead(`${LISTS}/main_Packages`, 0, 9000, 'deleted', 1),
        dead(`${LISTS}/InRelease`, 0, 150, 'deleted', 1),
        dead(`${LISTS}/lock`, 0, 0, 'deleted', 1),
        dead(`${LISTS}/partial/rest`, 0, 60, 'deleted', 1),
      ],
      tree: {
        ...{ var: DIR, 'var/lib': DIR, 'var/lib/apt': DIR, [LISTS]: DIR },
        ...{ usr: DIR, 'usr/bin': DIR, 'usr/bin/curl': sees(240) },
      },
    },
  },
  {
    id: 'big-folder-removed-later',
    says: '`rm -rf` of a folder of a million bytes two steps later: one small whiteout, all of it dead.',
    image: {
      layers: [
        { entries: [folder('usr'), file('usr/app', filled('app', 50_000))] },
        {
          entries: [
            ...[folder('build'), file('build/a.o', filled('ao', 250_000)), file('build/b.o', filled('bo', 250_000))],
            ...[
              folder('build/x'),
              file('build/x/c.o', filled('co', 250_000)),
              file('build/x/d.o', filled('do', 250_000)),
            ],
          ],
        },
        { entries: [file('usr/made', filled('made', 1000))] },
        { createdBy: 'RUN rm -rf /build', entries: [whiteout('build')] },
      ],
    },
    truth: {
      contentBytes: 1_051_000,
      deadBytes: 1_000_000,
      duplicateBytes: 0,
      dead: [
        dead('build/a.o', 1, 250_000, 'deleted', 3),
        dead('build/b.o', 1, 250_000, 'deleted', 3),
        dead('build/x/c.o', 1, 250_000, 'deleted', 3),
        dead('build/x/d.o', 1, 250_000, 'deleted', 3),
      ],
      tree: { usr: DIR, 'usr/app': sees(50_000), 'usr/made': sees(1000) },
    },
  },
  {
    id: 'chown-r-of-a-tree',
    says: '`chown -R` in a step of its own writes every file again; folders and symlinks cost nothing.',
    image: {
      layers: [
        {
          entries: [
            ...[
              folder('app'),
              file('app/a.js', filled('a', 600)),
              folder('app/s'),
              file('app/s/b.js', filled('b', 400)),
            ],
            symlink('app/l', 'a.js'),
          ],
        },
        {
          createdBy: 'RUN chown -R node /app',
          entries: [
            ...[
              folder('app', { uid: 1000 }),
              file('app/a.js', filled('a', 600), { uid: 1000 }),
              folder('app/s', { uid: 1000 }),
            ],
            ...[file('app/s/b.js', filled('b', 400), { uid: 1000 }), { ...symlink('app/l', 'a.js'), uid: 1000 }],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 2000,
      deadBytes: 1000,
      duplicateBytes: 0,
      dead: [dead('app/a.js', 0, 600, 'metadata', 1), dead('app/s/b.js', 0, 400, 'metadata', 1)],
      tree: { app: DIR, 'app/a.js': sees(600), 'app/s': DIR, 'app/s/b.js': sees(400), 'app/l': LINK },
    },
  },
  {
    id: 'moved-in-later-step',
    says: '`mv` in a step of its own: the old name is whited out, the new one carries the same bytes. Dead, not duplicate.',
    image: {
      layers: [
        { entries: [folder('opt'), file('opt/dist.tgz', filled('dist', 700))] },
        { entries: [folder('srv'), file('srv/dist.tgz', filled('dist', 700)), whiteout('opt/dist.tgz')] },
      ],
    },
    truth: {
      contentBytes: 1400,
      deadBytes: 700,
      duplicateBytes: 0,
      dead: [dead('opt/dist.tgz', 0, 700, 'deleted', 1)],
      tree: { opt: DIR, srv: DIR, 'srv/dist.tgz': sees(700) },
    },
  },
  {
    id: 'copied-by-run-cp',
    says: '`cp -r` in a later step: nothing dead, every byte twice.',
    image: {
      layers: [
        { entries: [folder('src'), file('src/a', filled('a', 320)), file('src/b', filled('b', 180))] },
        { entries: [folder('app'), file('app/a', filled('a', 320)), file('app/b', filled('b', 180))] },
      ],
    },
    truth: {
      contentBytes: 1000,
      deadBytes: 0,
      duplicateBytes: 500,
      dead: [],
      tree: { src: DIR, 'src/a': sees(320), 'src/b': sees(180), app: DIR, 'app/a': sees(320), 'app/b': sees(180) },
    },
  },
];
