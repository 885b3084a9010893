import { describe, expect, it } from 'vitest';
import {
  gnuTarComplaints,
  type Inode,
  type Member,
  NO_TIME,
  readImages,
  replay,
  type Tree,
} from '../file-sets/replay.ts';
import { digestOf, type HeldImage, layerTar } from '../kit/image.ts';
import { pathBytes } from '../kit/path-text.ts';
import { DIFF_CASES } from './cases.ts';
import type { DiffCase, Field, PathChange, Privilege, PrivilegeChange } from './contract.ts';
import { layoutsOf } from './media.ts';

/**
 * A second diff, small and slow, over trees that python3 has read. It shares nothing with the truths written by hand.
 */

function fieldsOf(a: Inode, b: Inode): readonly Field[] {
  const isType = a.type !== b.type;
  const isLink = a.type === 'symlink' || b.type === 'symlink';
  const said: readonly (readonly [Field, boolean])[] = [
    ['content', !isType && a.sha256 !== b.sha256],
    ['bytes', !isType && a.bytes !== b.bytes],
    ['type', isType],
    ['mode', !isLink && a.mode !== b.mode],
    ['uid', a.uid !== b.uid],
    ['gid', a.gid !== b.gid],
    ['link', !isType && a.link !== b.link],
    ['xattrs', JSON.stringify(a.xattrs) !== JSON.stringify(b.xattrs)],
    ['device', !isType && a.device !== b.device],
  ];
  const fields = said.filter(([, differs]) => differs).map(([field]) => field);
  const haveTimes = a.mtime !== NO_TIME && b.mtime !== NO_TIME;
  return fields.length > 0 && haveTimes && a.mtime !== b.mtime ? [...fields, 'mtime'] : fields;
}

function changeAt(path: string, a: Inode | undefined, b: Inode | undefined): PathChange | undefined {
  const fields = a === undefined || b === undefined ? undefined : fieldsOf(a, b);
  if (fields?.length === 0) return undefined;
  return {
    path,
    is: a === undefined ? 'added' : b === undefined ? 'removed' : 'changed',
    ...(fields === undefined ? {} : { fields }),
    ...(a?.type === 'file' ? { bytesBefore: a.bytes } : {}),
    ...(b?.type === 'file' ? { bytesAfter: b.bytes } : {}),
  };
}

function permitted(inode: Inode | undefined): bigint {
  const value = Buffer.from(inode?.xattrs['security.capability'] ?? '', 'hex');
  return value.length < 20 ? 0n : (BigInt(value.readUInt32LE(12)) << 32n) | BigInt(value.readUInt32LE(4));
}

function privilegesAt(path: string, a: Inode | undefined, b: Inode | undefined): readonly PrivilegeChange[] {
  const bit = (inode: Inode | undefined, mask: number) => inode?.type === 'file' && (inode.mode & mask) !== 0;
  const isOpen = (inode: Inode | undefined) =>
    bit(inode, 0o002) || (inode?.type === 'folder' && (inode.mode & 0o1002) === 0o002);
  const said: readonly (readonly [Privilege, boolean])[] = [
    ['setuid-gained', !bit(a, 0o4000) && bit(b, 0o4000)],
    ['setuid-lost', bit(a, 0o4000) && !bit(b, 0o4000)],
    ['setgid-gained', !bit(a, 0o2000) && bit(b, 0o2000)],
    ['setgid-lost', bit(a, 0o2000) && !bit(b, 0o2000)],
    ['capability-gained', (permitted(b) & ~permitted(a)) !== 0n],
    ['capability-lost', (permitted(a) & ~permitted(b)) !== 0n],
    ['world-writable-gained', !isOpen(a) && isOpen(b)],
  ];
  return said.filter(([, is]) => is).map(([is]) => ({ path, is }));
}

function liveBytes(tree: Tree): number {
  const contents = [...new Set(tree.values())].filter(({ type }) => type === 'file');
  return contents.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
}

const diffIds = (image: HeldImage) => image.layers.map((layer) => digestOf(layerTar(layer)));

/** A field of the configuration flat: Env and Labels by name, of sets the names, of the rest all that is not empty. */
function flatField(key: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === null || value === '') return [];
  if (key === 'Env' && Array.isArray(value)) return value.map((text) => [`Env.${String(text).split('=')[0]}`, text]);
  if (key === 'Labels') return Object.entries(value ?? {}).map(([label, text]) => [`Labels.${label}`, String(text)]);
  const isSet = key === 'ExposedPorts' || key === 'Volumes';
  return [
    [
      key,
      isSet
        ? Object.keys(value ?? {})
            .sort()
            .join(' ')
        : JSON.stringify(value),
    ],
  ];
}

function flatConfig(image: HeldImage, side: 'a' | 'b', diffCase: DiffCase): Map<string, string> {
  const platform = diffCase.sides?.[side]?.platform ?? { architecture: 'amd64', os: 'linux' };
  return new Map(Object.entries({ ...platform, ...image.config }).flatMap(([key, value]) => flatField(key, value)));
}

function allKeys<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => Buffer.compare(pathBytes(x), pathBytes(y)));
}

function isRoot(image: HeldImage): boolean {
  return ['', '0', 'root'].includes(String(image.config?.['User'] ?? '').split(':')[0] ?? '');
}

function userChange(a: HeldImage, b: HeldImage): readonly PrivilegeChange[] {
  if (isRoot(a) === isRoot(b)) return [];
  return [{ is: isRoot(b) ? 'user-to-root' : 'user-from-root' }];
}

describe('the pairs', () => {
  const layersOf = readImages(DIFF_CASES.flatMap(({ a, b }) => [a, b]));
  const treeAt = (at: number) => replay(layersOf[at] ?? ([] as readonly Member[][]));

  it('are twenty-four, each by its own name', () => {
    expect(DIFF_CASES).toHaveLength(24);
    expect(new Set(DIFF_CASES.map(({ id }) => id)).size).toBe(24);
  });

  it('show every field and every privilege at least once', () => {
    const fields = DIFF_CASES.flatMap(({ truth }) => truth.paths.flatMap((change) => change.fields ?? []));
    const all: readonly Field[] = [
      'content',
      'bytes',
      'type',
      'mode',
      'uid',
      'gid',
      'link',
      'xattrs',
      'device',
      'mtime',
    ];
    expect(new Set(fields)).toEqual(new Set(all));
    expect(new Set(DIFF_CASES.flatMap(({ truth }) => truth.privileges.map(({ is }) => is))).size).toBe(9);
  });

  for (const [i, diffCase] of DIFF_CASES.entries()) {
    const { id, a, b, truth } = diffCase;
    const before = treeAt(2 * i);
    const after = treeAt(2 * i + 1);

    it(`${id}: the paths are those a second diff finds`, () => {
      const found = allKeys(before, after).map((path) => changeAt(path, before.get(path), after.get(path)));
      expect(truth.paths).toEqual(found.filter((change) => change !== undefined));
    });

    it(`${id}: so are the privileges`, () => {
      const found = allKeys(before, after).flatMap((path) => privilegesAt(path, before.get(path), after.get(path)));
      expect(truth.privileges).toEqual([...userChange(a, b), ...found]);
    });

    it(`${id}: so is the configuration`, () => {
      const [one, two] = [flatConfig(a, 'a', diffCase), flatConfig(b, 'b', diffCase)];
      expect(truth.config).toEqual(allKeys(one, two).filter((key) => one.get(key) !== two.get(key)));
    });

    it(`${id}: layers and bytes add up`, () => {
      const [one, two] = [diffIds(a), diffIds(b)];
      const unlike = one.findIndex((diffId, k) => diffId !== two[k]);
      expect(truth.sharedLayers).toBe(unlike === -1 ? one.length : unlike);
      expect(one.filter((diffId) => two.includes(diffId)).length).toBe(truth.sharedLayers);
      expect(truth.bytesDelta).toBe(liveBytes(after) - liveBytes(before));
      expect(truth.isSame).toBe(truth.paths.length + truth.config.length === 0);
    });

    it(`${id}: GNU tar reads the layers`, () => {
      expect(gnuTarComplaints(a) + gnuTarComplaints(b)).toBe('');
    });

    it(`${id}: the layouts hold what they name`, () => {
      for (const files of Object.values(layoutsOf(diffCase))) {
        const index = JSON.parse(String(files.get('index.json')));
        const blob = (digest: string) => files.get(`blobs/sha256/${digest.slice(7)}`) ?? Buffer.alloc(0);
        const manifest = JSON.parse(String(blob(index.manifests[0].digest)));
        for (const { digest, size } of [index.manifests[0], manifest.config, ...manifest.layers]) {
          expect([digestOf(blob(digest)), blob(digest).length]).toEqual([digest, size]);
        }
      }
    });
  }

  it('say the platform and the compression in the layout', () => {
    const configOf = (id: string, side: 'a' | 'b') => {
      const found = DIFF_CASES.find((one) => one.id === id);
      return found === undefined ? '' : [...layoutsOf(found)[side].values()].map(String).join('');
    };
    expect(configOf('other-platform', 'a')).toContain('"architecture":"amd64"');
    expect(configOf('other-platform', 'b')).toContain('"architecture":"arm64","os":"freebsd"');
    expect(configOf('gzip-against-plain', 'b')).toContain('tar+gzip');
  });
});
