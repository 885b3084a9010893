import { layer } from '../file-sets/members.ts';
import { file, folder, hardLink, symlink, whiteout } from '../kit/members.ts';
import type { TarEntry } from '../kit/tar.ts';
import { BASE } from './base.ts';
import { type DiffCase, truth } from './contract.ts';

const APP = layer(folder('app'), file('app/run', 'run it', { mode: 0o755 }), symlink('app/current', 'run'));
const APP_CONFIG = { Env: ['PATH=/usr/bin:/bin'], Cmd: ['/app/run'], User: '1000' };

const atSecond = (mtime: number): readonly TarEntry[] => [
  folder('app', { mtime }),
  file('app/run', 'run it', { mtime, pax: { mtime: `${mtime}.25` } }),
  symlink('app/current', 'run', { mtime }),
];

/** Pairs that are built differently and are the same to a container. */
export const SAME: readonly DiffCase[] = [
  {
    id: 'identical',
    says: 'The same image twice: nothing differs and every layer is shared.',
    a: { layers: [BASE, APP], config: APP_CONFIG },
    b: { layers: [BASE, APP], config: APP_CONFIG },
    truth: truth({ sharedLayers: 2, bytesDelta: 0, isSame: true }),
  },
  {
    id: 'other-split',
    says: `The same files come from one layer in A and from three in B, where a draft is overwritten and a folder is
deleted on the way. Layers are how an image is stored, not what it is: no path differs, no layer is shared. The dead
draft is no live content.`,
    a: { layers: [layer(folder('srv'), file('srv/a', 'final'), file('srv/b', 'bee'), symlink('srv/c', 'a'))] },
    b: {
      layers: [
        layer(folder('srv'), file('srv/a', 'a draft'), file('srv/build/object', 'left over')),
        layer(file('srv/a', 'final'), file('srv/b', 'bee')),
        layer(symlink('srv/c', 'a'), whiteout('srv/build')),
      ],
    },
    truth: truth({ sharedLayers: 0, bytesDelta: 0, isSame: true }),
  },
  {
    id: 'hard-link-against-copy',
    says: `A's second name is a hard link, B's a copy; of x and y each archive calls another one the link. Whoever reads
the names gets the same bytes, mode and owner, so no path differs. B does hold one content more: the delta says so, and
only the delta.`,
    a: {
      layers: [
        layer(
          file('data/one', '12 bytes big'),
          hardLink('data/two', 'data/one'),
          file('data/x', 'x'),
          hardLink('data/y', 'data/x'),
        ),
      ],
    },
    b: {
      layers: [
        layer(
          file('data/one', '12 bytes big'),
          file('data/two', '12 bytes big'),
          file('data/y', 'x'),
          hardLink('data/x', 'data/y'),
        ),
      ],
    },
    truth: truth({ sharedLayers: 0, bytesDelta: 12, isSame: true }),
  },
  {
    id: 'order-only',
    says: `Members stand in another order in the layer; Env, Labels, ExposedPorts and Volumes in another order in the
configuration, and what A leaves out B says to be null or empty. None of it can be seen from inside: Env is a set of
names, the others are maps.`,
    a: {
      layers: [layer(folder('app'), file('app/a', 'a'), file('app/b', 'b'), folder('var'), file('var/c', 'c'))],
      config: {
        Env: ['PATH=/bin', 'HOME=/app', 'LANG=C'],
        Labels: { one: '1', two: '2' },
        ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
        Volumes: { '/a': {}, '/b': {} },
        Cmd: ['/app/a'],
      },
    },
    b: {
      layers: [layer(file('var/c', 'c'), file('app/b', 'b'), folder('var'), file('app/a', 'a'), folder('app'))],
      config: {
        Cmd: ['/app/a'],
        Volumes: { '/b': {}, '/a': {} },
        ExposedPorts: { '443/tcp': {}, '80/tcp': {} },
        Labels: { two: '2', one: '1' },
        Env: ['LANG=C', 'PATH=/bin', 'HOME=/app'],
        Entrypoint: null,
        User: '',
        WorkingDir: '',
        StopSignal: '',
      },
    },
    truth: truth({ sharedLayers: 0, bytesDelta: 0, isSame: true }),
  },
  {
    id: 'mtime-only',
    says: `Every member has another modification time, one of them with fractions of a second. A rebuild does that to
every file; it is never a change by itself, so the images are the same although no layer is.`,
    a: { layers: [layer(...atSecond(1_600_000_000))] },
    b: { layers: [layer(...atSecond(1_700_000_001))] },
    truth: truth({ sharedLayers: 0, bytesDelta: 0, isSame: true }),
  },
  {
    id: 'gzip-against-plain',
    says: `B is A with its layers compressed: manifests and blobs differ, diff ids do not. A layer is known by what it
holds, so both layers are shared and nothing differs.`,
    a: { layers: [BASE, APP], config: APP_CONFIG },
    b: { layers: [BASE, APP], config: APP_CONFIG },
    sides: { a: { compression: 'none' }, b: { compression: 'gzip' } },
    truth: truth({ sharedLayers: 2, bytesDelta: 0, isSame: true }),
  },
];
