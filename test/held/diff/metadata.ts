import { layer } from '../file-sets/members.ts';
import { file, folder } from '../kit/members.ts';
import { BASE } from './base.ts';
import { type DiffCase, truth } from './contract.ts';

const OWNED = layer(
  folder('own'),
  folder('own/folder'),
  file('own/gid', 'abc'),
  file('own/named', 'abc', { uname: 'root', gname: 'root' }),
  file('own/owner', 'abc'),
  file('own/run', 'abc'),
  file('own/typed', 'abc', { mode: 0o644 }),
  file('own/uid', 'abc'),
);
const three = { bytesBefore: 3, bytesAfter: 3 };

/** Pairs whose contents are the same and whose inodes or configuration are not. */
export const METADATA: readonly DiffCase[] = [
  {
    id: 'mode-and-owner',
    says: `B's upper layer has every file again with the same bytes, as chmod and chown leave them. Only the mode, the
owner, the user or the group differs. User names in headers are no part of what a container sees, nor are the type
bits some writers put into the mode.`,
    a: { layers: [BASE, OWNED] },
    b: {
      layers: [
        BASE,
        OWNED,
        layer(
          folder('own/folder', { mode: 0o750 }),
          file('own/gid', 'abc', { gid: 1000 }),
          file('own/named', 'abc', { uname: 'app', gname: 'wheel' }),
          file('own/owner', 'abc', { uid: 1000, gid: 1000 }),
          file('own/run', 'abc', { mode: 0o755 }),
          file('own/typed', 'abc', { mode: 0o100644 }),
          file('own/uid', 'abc', { uid: 1000 }),
        ),
      ],
    },
    truth: truth({
      paths: [
        { path: 'own/folder', is: 'changed', fields: ['mode'] },
        { path: 'own/gid', is: 'changed', fields: ['gid'], ...three },
        { path: 'own/owner', is: 'changed', fields: ['uid', 'gid'], ...three },
        { path: 'own/run', is: 'changed', fields: ['mode'], ...three },
        { path: 'own/uid', is: 'changed', fields: ['uid'], ...three },
      ],
      sharedLayers: 2,
      bytesDelta: 0,
      isSame: false,
    }),
  },
  {
    id: 'implied-folders',
    says: `A implies the folders a, b, b/c and e by their files. Engines make such folders with mode 755 for 0:0, so
naming a and b like that is no change; another mode or owner is. k is named with mode 700 in both, and B's upper layer
implies it: a folder implied above a named one keeps what the named one said.`,
    a: {
      layers: [
        layer(file('a/x', 'x'), file('b/c/x', 'x'), file('e/x', 'x'), folder('k', { mode: 0o700 }), file('k/1', '1')),
      ],
    },
    b: {
      layers: [
        layer(
          folder('a'),
          file('a/x', 'x'),
          folder('b'),
          folder('b/c', { mode: 0o750 }),
          file('b/c/x', 'x'),
          folder('e', { uid: 1000 }),
          file('e/x', 'x'),
          folder('k', { mode: 0o700 }),
          file('k/1', '1'),
        ),
        layer(file('k/2', '22')),
      ],
    },
    truth: truth({
      paths: [
        { path: 'b/c', is: 'changed', fields: ['mode'] },
        { path: 'e', is: 'changed', fields: ['uid'] },
        { path: 'k/2', is: 'added', bytesAfter: 2 },
      ],
      sharedLayers: 0,
      bytesDelta: 2,
      isSame: false,
    }),
  },
  {
    id: 'config-only',
    says: `The layers are the same, nearly every field of the configuration is not. Env is compared by name: PATH has
another value (with a '=' in it), NEW comes, OLD goes, and SAME only moved. Labels are compared by key, and keys may
hold dots. Other lists keep order.`,
    a: {
      layers: [BASE],
      config: {
        Env: ['SAME=1', 'PATH=/bin', 'OLD=', 'EMPTY='],
        Entrypoint: ['/entry'],
        Cmd: ['one', 'two'],
        WorkingDir: '/',
        ExposedPorts: { '80/tcp': {} },
        Volumes: { '/data': {} },
        Labels: { 'org.opencontainers.image.version': '1', stays: 'yes', gone: '' },
        StopSignal: 'SIGTERM',
        Healthcheck: { Test: ['CMD', '/check'], Interval: 1_000_000_000 },
      },
    },
    b: {
      layers: [BASE],
      config: {
        Env: ['PATH=/bin:/opt=x', 'EMPTY=', 'NEW=', 'SAME=1'],
        Entrypoint: ['/entry', '-v'],
        Cmd: ['two', 'one'],
        WorkingDir: '/app',
        ExposedPorts: { '80/udp': {} },
        Labels: { 'org.opencontainers.image.version': '2', stays: 'yes' },
        StopSignal: 'SIGINT',
        Healthcheck: { Test: ['CMD', '/check'], Interval: 2_000_000_000 },
      },
    },
    truth: truth({
      config: [
        'Cmd',
        'Entrypoint',
        'Env.NEW',
        'Env.OLD',
        'Env.PATH',
        'ExposedPorts',
        'Healthcheck',
        'Labels.gone',
        'Labels.org.opencontainers.image.version',
        'StopSignal',
        'Volumes',
        'WorkingDir',
      ],
      sharedLayers: 1,
      bytesDelta: 0,
      isSame: false,
    }),
  },
  {
    id: 'other-platform',
    says: `The same layer, said to be for another processor and another system. No path differs, and yet B does not
run where A runs: the images are not the same.`,
    a: { layers: [BASE] },
    b: { layers: [BASE] },
    sides: { b: { platform: { architecture: 'arm64', os: 'freebsd' } } },
    truth: truth({ config: ['architecture', 'os'], sharedLayers: 1, bytesDelta: 0, isSame: false }),
  },
];
