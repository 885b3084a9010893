import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startFakeDocker } from '../../test/cli/fake-docker.ts';
import { makeDockerArchive, makeTar } from '../image/random-image.ts';
import { INFLATE_LIMITS } from '../image/sources/inflate-limits.ts';
import { TAR_LIMITS } from '../image/tar/tar-limits.ts';
import { openFromEngine } from './compose-engine-image.ts';
import { openFromPodman } from './compose-podman-image.ts';
import { openStoredImage } from './compose-stored-image.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-closed-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Files that are open, of those whose path has this in it. */
function openFiles(part: string): readonly string[] {
  const all = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return [];
    }
  });
  return all.filter((path) => path.includes(part));
}

const WISH = {
  name: { from: 'docker', name: 'app:1' },
  engine: {},
  limits: { tar: TAR_LIMITS, inflate: INFLATE_LIMITS },
  cwd: dir,
} as const;
const noImage = makeTar([{ name: 'a', content: 'b' }]);
const damaged = Buffer.concat([noImage.subarray(0, 1024), Buffer.alloc(1024, 0xff)]);
const layersGone = makeTar([
  { name: 'manifest.json', content: JSON.stringify([{ Config: 'c.json', RepoTags: [], Layers: [] }]) },
]);

describe.skipIf(process.platform !== 'linux')('an image that cannot be opened leaves no file open', () => {
  test.each([
    ['that is damaged', damaged],
    ['that holds no image', noImage],
    ['that lacks what it names', layersGone],
  ])('of an archive %s', async (name, bytes) => {
    const path = join(dir, `${name}.tar`);
    writeFileSync(path, bytes);
    for (const from of ['docker-archive', 'oci-archive', 'path'] as const) {
      await expect(openStoredImage({ from, path }, { env: {} })).rejects.toMatchObject({ name: 'Problem' });
    }
    expect(openFiles(path)).toEqual([]);
  });

  test('of a layout', async () => {
    const path = join(dir, 'layout');
    mkdirSync(path);
    writeFileSync(join(path, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    writeFileSync(join(path, 'index.json'), '[');
    await expect(openStoredImage({ from: 'oci', path }, { env: {} })).rejects.toMatchObject({ name: 'Problem' });
    expect(openFiles(path)).toEqual([]);
  });

  test.each([
    ['damaged', damaged],
    ['without an image', noImage],
  ])('of an engine, %s', async (_, bytes) => {
    const docker = await startFakeDocker(mkdtempSync(join(dir, 'engine-')));
    docker.archives.set('app:1', bytes);
    const wish = { ...WISH, signal: new AbortController().signal };
    try {
      const opening = openFromEngine({ DOCKER_HOST: docker.host }, 'app:1', wish);
      await expect(opening).rejects.toMatchObject({ kind: 'usage' });
      expect(openFiles('plimsoll-image-')).toEqual([]);
    } finally {
      await docker.close();
    }
  });
});

describe('where no folder can be made for an image', () => {
  const isNone = join(dir, 'is-no-folder');
  writeFileSync(isNone, '');

  test.each([
    ['missing', join(dir, 'no', 'such'), 'ENOENT'],
    ['no folder', isNone, 'ENOTDIR'],
  ])('that is said with the place, and nobody is asked for the image: TMPDIR is %s', async (_, tmp, reason) => {
    const docker = await startFakeDocker(mkdtempSync(join(dir, 'engine-')));
    let asked = 0;
    docker.archives.set('app:1', () => {
      asked += 1;
    });
    const [before, { signal }] = [process.env['TMPDIR'], new AbortController()];
    process.env['TMPDIR'] = tmp;
    try {
      const refused = { kind: 'world', code: 'temp-folder-refused', args: { dir: tmp, reason } };
      const opening = openFromEngine({ DOCKER_HOST: docker.host }, 'app:1', { ...WISH, signal });
      await expect(opening).rejects.toMatchObject(refused);
      await expect(openFromPodman({}, 'app:1', { ...WISH, signal })).rejects.toMatchObject(refused);
      expect(asked).toBe(0);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await docker.close();
    }
  });
});

test('one that can is open until it is closed', async () => {
  const path = join(dir, 'whole.tar');
  writeFileSync(path, makeDockerArchive([noImage], ['x:1']));
  const { close } = await openStoredImage({ from: 'docker-archive', path }, { env: {} });
  if (process.platform === 'linux') expect(openFiles(path)).toEqual([path]);
  await close();
  expect(process.platform === 'linux' ? openFiles(path) : []).toEqual([]);
});
