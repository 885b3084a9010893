import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../adapters/blobs/node-inflater.ts';
import { sha256 } from '../../model/sha256.ts';
import { type Blobs, makeTar, memoryBlobs, putBlob, putIndex, putManifest } from '../random-image.ts';
import { isOpeningFault, validateImage } from '../validate-image.ts';
import { openDockerArchive } from './open-docker-archive.ts';
import type { ImageChoice } from './open-oci-layout.ts';

const GOOD = makeTar([{ name: 'good' }]);
const EVIL = makeTar([{ name: 'evil' }]);
const OTHER = makeTar([{ name: 'other' }]);
const AMD = { os: 'linux', architecture: 'amd64' };
const ARM = { os: 'linux', architecture: 'arm64' };

interface ImageSpec {
  readonly tar: Uint8Array;
  readonly names?: readonly string[];
  readonly platform?: typeof AMD;
}

/** What the engine writes of an image: its descriptors in the index, one a name, and its entry in the list. */
function put(blobs: Blobs, { tar, names = [], platform = AMD }: ImageSpec) {
  const compress = (bytes: Uint8Array) => gzipSync(bytes);
  const descriptor = putManifest(blobs, { layers: [tar], platform, compress });
  const config = putBlob(blobs, '', {
    ...platform,
    config: {},
    rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
  });
  const pathOf = (digest: string) => `blobs/${digest.replace(':', '/')}`;
  const annotate = (name: string) => ({
    ...descriptor,
    annotations: {
      'io.containerd.image.name': `docker.io/library/${name}`,
      'org.opencontainers.image.ref.name': name.slice(name.indexOf(':') + 1),
    },
  });
  return {
    descriptors: names.length === 0 ? [descriptor] : names.map(annotate),
    entry: { Config: pathOf(config.digest), RepoTags: names, Layers: [pathOf(sha256(gzipSync(tar)))] },
  };
}

/** @param list what `manifest.json` is to hold */
function archive(index: readonly ImageSpec[], list: readonly (ImageSpec | object)[]) {
  const blobs: Blobs = new Map();
  const saved = list.map((one) => ('tar' in one ? put(blobs, one as ImageSpec).entry : one));
  putIndex(
    blobs,
    index.flatMap((one) => put(blobs, one).descriptors),
  );
  blobs.set('manifest.json', Buffer.from(JSON.stringify(saved)));
  return blobs;
}

const open = (blobs: Blobs, choice: ImageChoice = {}) =>
  openDockerArchive(memoryBlobs(blobs), choice, nodeInflater(''));

async function refused(blobs: Blobs, choice?: ImageChoice) {
  const problem = await open(blobs, choice).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'archive-disagrees' });
  expect(isOpeningFault(problem as Parameters<typeof isOpeningFault>[0])).toBe(true);
}

async function faultsOf(blobs: Blobs, choice?: ImageChoice) {
  const { faults } = await validateImage(await open(blobs, choice));
  return faults.map(({ problem: { code, args } }) => ({ code, args }));
}

describe('an archive whose list and index name other images', () => {
  const good = { tar: GOOD, names: ['app:1'] };
  const evil = { tar: EVIL, names: ['app:1'] };

  test.each([
    ['under the same name', archive([good], [evil])],
    ['under no name in the index', archive([{ tar: GOOD }], [evil])],
    ['under no name in the list', archive([good], [{ tar: EVIL }])],
    ['the last of two of a name', archive([good], [good, evil])],
    ['one that only the list has', archive([good], [good, { tar: EVIL, names: ['other:1'] }])],
    ['one of another platform that only the list has', archive([good], [{ ...evil, platform: ARM }])],
  ])('is refused: %s', (_, blobs) => refused(blobs));

  test('is refused: under a tag that was asked for', async () => {
    const others = { tar: EVIL, names: ['other:1'] };
    await refused(archive([good, others], [evil]), { tag: 'app:1' });
    await refused(archive([good, others], [evil]), { tag: 'docker.io/library/app:1' });
    await refused(archive([good, { ...others, platform: ARM }], [{ ...evil, platform: ARM }]), { tag: 'app:1' });
  });

  test('is refused: what is of another platform by its descriptor alone', async () => {
    const blobs = archive([good], [evil]);
    const [one = {}, two = {}] = [good, evil].flatMap((image) => put(blobs, image).descriptors);
    putIndex(blobs, [one, { ...two, platform: { os: 'plan9', architecture: 'mips' } }]);
    await refused(blobs, { platform: 'linux/amd64' });
  });
});

describe('an archive whose list and index agree is read', () => {
  const app = { tar: GOOD, names: ['app:1', 'app:latest'] };
  const other = { tar: OTHER, names: ['other:1'] };
  const amd = { tar: GOOD, names: ['app:1'], platform: AMD };
  const arm = { tar: OTHER, names: ['app:1'], platform: ARM };

  test.each<[string, Blobs, ImageChoice]>([
    ['one image with two tags', archive([app], [app]), {}],
    ['one without a name', archive([{ tar: GOOD }], [{ tar: GOOD }]), {}],
    ['several images', archive([app, other], [app, other]), { tag: 'app:1' }],
    ['a list of another image alone', archive([app, other], [other]), { tag: 'app:1' }],
    ['an empty list', archive([app], []), {}],
    ['two platforms, the list has this one', archive([amd, arm], [amd]), { platform: 'linux/amd64' }],
    ['two platforms, the list has the other one', archive([amd, arm], [arm]), { platform: 'linux/amd64' }],
    ['two platforms, both in the list', archive([amd, arm], [amd, arm]), { platform: 'linux/amd64', tag: '1' }],
  ])('%s', async (_, blobs, choice) => {
    expect(await faultsOf(blobs, choice)).toEqual([]);
    expect((await open(blobs, choice)).layers.map(({ diffId }) => diffId)).toEqual([sha256(GOOD)]);
  });
});

describe('a list that no engine would load is a fault of the archive and none of the image', () => {
  const good = { tar: GOOD, names: ['app:1'] };
  const { entry } = put(new Map(), good);
  const missing = (name: string) => ({
    code: 'blob-missing',
    args: { source: 'memory', name, namedBy: 'manifest.json' },
  });

  test.each([
    ['no configuration', { ...entry, Config: 'nowhere.json' }, missing('nowhere.json')],
    ['no layer', { ...entry, Layers: ['gone.tar'] }, missing('gone.tar')],
    [
      'fewer layers',
      { ...entry, Layers: [] },
      { code: 'image-document-invalid', args: { source: 'memory', name: 'manifest.json', field: 'Layers' } },
    ],
  ])('%s', async (_, one, fault) => {
    expect(await faultsOf(archive([good], [one]))).toEqual([fault]);
  });

  test('another layer; the same one under another name is none', async () => {
    const blobs = archive([good], [{ ...entry, Layers: ['0/layer.tar'] }]);
    blobs.set('0/layer.tar', EVIL);
    expect(await faultsOf(blobs)).toMatchObject([{ code: 'layer-diff-id-mismatch', args: { actual: sha256(EVIL) } }]);
    for (const same of [GOOD, gzipSync(GOOD)]) {
      blobs.set('0/layer.tar', same);
      expect(await faultsOf(blobs)).toEqual([]);
    }
  });
});
