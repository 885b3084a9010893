import { layer, NET_BIND_SERVICE, NET_RAW, SYS_ADMIN, withCapability } from '../file-sets/members.ts';
import { file, folder, symlink, whiteout } from '../kit/members.ts';
import { BASE } from './base.ts';
import { type DiffCase, truth } from './contract.ts';

const PROGRAM = 'program';
const program = (name: string, mode: number) => file(`bin/${name}`, PROGRAM, { mode });
const capable = (name: string, ...bits: readonly number[]) =>
  file(`bin/${name}`, PROGRAM, { mode: 0o755, ...(bits.length === 0 ? {} : withCapability(...bits)) });
const note = (value: string) => file('bin/noted', PROGRAM, { mode: 0o755, pax: { 'SCHILY.xattr.user.note': value } });
const sameBytes = { bytesBefore: PROGRAM.length, bytesAfter: PROGRAM.length };
const changed = (path: string, field: 'mode' | 'xattrs') => ({
  path,
  is: 'changed' as const,
  fields: [field],
  ...sameBytes,
});

const PLAIN = layer(
  program('both', 0o755),
  program('mount', 0o4755),
  program('old', 0o4755),
  program('su', 0o755),
  program('wall', 0o755),
  program('write', 0o2755),
  folder('srv'),
  folder('srv/drop'),
  file('srv/open', 'ab'),
);
const CAPABLE = layer(
  capable('gained'),
  capable('less', NET_BIND_SERVICE, NET_RAW),
  capable('lost', NET_RAW),
  capable('more', NET_BIND_SERVICE),
  capable('same', NET_RAW),
  note('one'),
);

/** Pairs that change what a process may do. */
export const PRIVILEGES: readonly DiffCase[] = [
  {
    id: 'capabilities',
    says: `File capabilities come, go and change while content and mode stay. more gains a second capability beside
the one it had, less loses one of two: both are changes of what the file may do, not only of its bytes. A user
attribute is a change without a privilege.`,
    a: { layers: [BASE, CAPABLE] },
    b: {
      layers: [
        BASE,
        CAPABLE,
        layer(
          capable('gained', NET_BIND_SERVICE),
          capable('less', NET_RAW),
          capable('lost'),
          capable('more', NET_BIND_SERVICE, SYS_ADMIN),
          capable('same', NET_RAW),
          note('two'),
        ),
      ],
    },
    truth: truth({
      paths: [
        changed('bin/gained', 'xattrs'),
        changed('bin/less', 'xattrs'),
        changed('bin/lost', 'xattrs'),
        changed('bin/more', 'xattrs'),
        changed('bin/noted', 'xattrs'),
      ],
      privileges: [
        { path: 'bin/gained', is: 'capability-gained' },
        { path: 'bin/less', is: 'capability-lost' },
        { path: 'bin/lost', is: 'capability-lost' },
        { path: 'bin/more', is: 'capability-gained' },
      ],
      sharedLayers: 2,
      bytesDelta: 0,
      isSame: false,
    }),
  },
  {
    id: 'setuid',
    says: `Files gain and lose setuid and setgid; one that comes with setuid gains it, one that goes loses it. A file
and a folder become writable for all. The added symlink says mode 777 as all symlinks do, which is no permission of
anything.`,
    a: { layers: [BASE, PLAIN] },
    b: {
      layers: [
        BASE,
        PLAIN,
        layer(
          program('both', 0o6755),
          program('mount', 0o755),
          program('new', 0o4755),
          whiteout('bin/old'),
          program('su', 0o4755),
          program('wall', 0o2755),
          program('write', 0o755),
          folder('srv/drop', { mode: 0o777 }),
          symlink('srv/link', 'open'),
          file('srv/open', 'ab', { mode: 0o666 }),
        ),
      ],
    },
    truth: truth({
      paths: [
        changed('bin/both', 'mode'),
        changed('bin/mount', 'mode'),
        { path: 'bin/new', is: 'added', bytesAfter: 7 },
        { path: 'bin/old', is: 'removed', bytesBefore: 7 },
        changed('bin/su', 'mode'),
        changed('bin/wall', 'mode'),
        changed('bin/write', 'mode'),
        { path: 'srv/drop', is: 'changed', fields: ['mode'] },
        { path: 'srv/link', is: 'added' },
        { path: 'srv/open', is: 'changed', fields: ['mode'], bytesBefore: 2, bytesAfter: 2 },
      ],
      privileges: [
        { path: 'bin/both', is: 'setuid-gained' },
        { path: 'bin/both', is: 'setgid-gained' },
        { path: 'bin/mount', is: 'setuid-lost' },
        { path: 'bin/new', is: 'setuid-gained' },
        { path: 'bin/old', is: 'setuid-lost' },
        { path: 'bin/su', is: 'setuid-gained' },
        { path: 'bin/wall', is: 'setgid-gained' },
        { path: 'bin/write', is: 'setgid-lost' },
        { path: 'srv/drop', is: 'world-writable-gained' },
        { path: 'srv/open', is: 'world-writable-gained' },
      ],
      sharedLayers: 2,
      bytesDelta: 0,
      isSame: false,
    }),
  },
  {
    id: 'user-from-root',
    says: 'A says no user, which means root; B runs as 65532.',
    a: { layers: [BASE] },
    b: { layers: [BASE], config: { User: '65532' } },
    truth: truth({
      config: ['User'],
      privileges: [{ is: 'user-from-root' }],
      sharedLayers: 1,
      bytesDelta: 0,
      isSame: false,
    }),
  },
  {
    id: 'user-to-root',
    says: 'A runs as 65532 with its group, B as user 0 with that group. The group does not matter: user 0 is root.',
    a: { layers: [BASE], config: { User: '65532:65532' } },
    b: { layers: [BASE], config: { User: '0:65532' } },
    truth: truth({
      config: ['User'],
      privileges: [{ is: 'user-to-root' }],
      sharedLayers: 1,
      bytesDelta: 0,
      isSame: false,
    }),
  },
];
