import { digestOf, dockerArchiveFiles, type Files, json } from '../kit/image.ts';
import {
  type BlobLayer,
  blobInto,
  dockerArchive,
  END,
  file,
  imageInto,
  type Json,
  layout,
  layoutCase,
  OCI,
  PLAIN,
  PLAIN_READ,
  PLAIN_TAR,
  read,
  refused,
  tar,
} from './build.ts';
import type { Answer, HostileCase } from './contract.ts';

/** Documents at odds with each other (50, 56), indexes (51, 52), archives of none or two images (53). */

const CVE = 'the list of 64 (CVE-2021-41190); OCI manifest.md, containerd and moby refuse';
const PICK = 'the list of 64: by exact platform or ask; OCI image-index.md would take the first';
const DEPTH = 'the published limits: nested index depth 3';

const OTHER_TAR = tar({ name: 'other', content: 'other' });
const OTHER: BlobLayer = { blob: OTHER_TAR };
const OTHER_READ = read({ other: file(5) });
const amd64 = { architecture: 'amd64', os: 'linux' };
const arm64 = { architecture: 'arm64', os: 'linux' };
const unknown = { architecture: 'unknown', os: 'unknown' };

type About = Pick<HostileCase, 'number' | 'id' | 'says' | 'source' | 'answer'> & Partial<HostileCase>;

/** A layout whose `index.json` is made by hand out of what is put among the files. */
const indexed = (about: About, manifests: (files: Files) => readonly Json[]): HostileCase =>
  layoutCase(about, () => {
    const files: Files = new Map([['oci-layout', json({ imageLayoutVersion: '1.0.0' })]]);
    const all = manifests(files);
    files.set('index.json', json({ schemaVersion: 2, manifests: all }));
    return files;
  });

const indexInto = (files: Files, manifests: readonly Json[]): Json =>
  blobInto(files, json({ schemaVersion: 2, mediaType: OCI.index, manifests }), OCI.index);

/** The plain image beneath so many indexes, `index.json` not counted. */
function nested(files: Files, depth: number): Json {
  let top: Json = imageInto(files, [PLAIN]);
  for (let i = 0; i < depth; i++) top = indexInto(files, [top]);
  return top;
}

const AT_ODDS: readonly HostileCase[] = [
  ...(
    [
      ['manifest-with-manifests', (m: Json) => ({ ...m, manifests: [m['config']] })],
      ['manifest-with-manifests-and-no-type', (m: Json) => ({ ...m, mediaType: undefined, manifests: [m['config']] })],
      ['type-of-an-index', (m: Json) => ({ ...m, mediaType: OCI.index })],
      ['type-of-docker', (m: Json) => ({ ...m, mediaType: 'application/vnd.docker.distribution.manifest.v2+json' })],
      ['type-that-is-no-text', (m: Json) => ({ ...m, mediaType: 2 })],
    ] as const
  ).map(([id, manifest]) =>
    layoutCase(
      {
        number: 50,
        id: `manifest-${id}`,
        says: 'A manifest that could be taken for something else than its descriptor says',
        source: CVE,
        answer: refused('ambiguous', undefined, ['invalid-document']),
      },
      () => layout([PLAIN], { manifest }),
    ),
  ),
  indexed(
    {
      number: 50,
      id: 'index-with-layers',
      says: 'An index that has layers and a configuration too',
      source: CVE,
      answer: refused('ambiguous', undefined, ['invalid-document']),
    },
    (files) => {
      const image = imageInto(files, [PLAIN]);
      const both = { schemaVersion: 2, mediaType: OCI.index, manifests: [image], layers: [], config: {} };
      return [blobInto(files, json(both), OCI.index)];
    },
  ),
  layoutCase(
    {
      number: 50,
      id: 'descriptor-calls-a-manifest-an-index',
      says: 'The descriptor says index, the bytes are a manifest',
      source: CVE,
      answer: refused('ambiguous', undefined, ['invalid-document']),
    },
    () => layout([PLAIN], { entry: (descriptor) => ({ ...descriptor, mediaType: OCI.index }) }),
  ),
  layoutCase(
    {
      number: 50,
      id: 'manifest-without-a-type',
      says: 'A manifest need not say its type: the descriptor’s holds',
      source: 'OCI manifest.md: mediaType SHOULD be used',
      answer: PLAIN_READ,
    },
    () => layout([PLAIN], { manifest: (m) => ({ ...m, mediaType: undefined }) }),
  ),
  ...[
    { id: 'diff-ids-too-few', rootfs: { type: 'layers', diff_ids: [digestOf(PLAIN_TAR)] } },
    { id: 'diff-ids-none', rootfs: { type: 'layers', diff_ids: [] } },
    { id: 'diff-ids-absent', rootfs: { type: 'layers' } },
    {
      id: 'diff-ids-too-many',
      rootfs: { type: 'layers', diff_ids: [PLAIN_TAR, OTHER_TAR, END].map((bytes) => digestOf(bytes)) },
    },
  ].map(({ id, rootfs }) =>
    layoutCase(
      {
        number: 56,
        id,
        says: 'Not as many diff ids as layers',
        source: 'the list of 64; dockerd Load: "layers length mismatch"',
        answer: refused('invalid-document', undefined, ['ambiguous', 'digest-mismatch']),
      },
      () => layout([PLAIN, OTHER], { config: (config) => ({ ...config, rootfs }) }),
    ),
  ),
  ...[
    { id: 'history-too-short', history: [{ created_by: 'one' }] },
    { id: 'history-too-long', history: [{ created_by: 'one' }, { created_by: 'two' }, { created_by: 'three' }] },
    { id: 'history-all-empty', history: [{ empty_layer: true }, { empty_layer: true }, { empty_layer: true }] },
  ].map(({ id, history }) =>
    layoutCase(
      {
        number: 56,
        id,
        says: 'The history tells of another number of layers: the layers count',
        source: 'the list of 64: a finding only',
        answer: read({ f: file(3), other: file(5) }, { notes: ['history-mismatch'] }),
      },
      () => layout([PLAIN, OTHER], { config: (config) => ({ ...config, history }) }),
    ),
  ),
  ...[
    { id: 'history-absent', history: undefined, noNotes: [] },
    {
      id: 'history-with-empty-steps',
      history: [{ created_by: 'one' }, { empty_layer: true }, { created_by: 'two' }, { empty_layer: true }],
      noNotes: ['history-mismatch' as const],
    },
  ].map(({ id, history, noNotes }) =>
    layoutCase(
      {
        number: 56,
        id,
        says: 'A history need not be there, and may have steps without a layer',
        source: 'OCI config.md',
        answer: read({ f: file(3), other: file(5) }, { noNotes }),
      },
      () => layout([PLAIN, OTHER], { config: (config) => ({ ...config, history }) }),
    ),
  ),
];

const INDEXES: readonly HostileCase[] = [
  indexed(
    { number: 51, id: 'index-in-an-index', says: 'Two indexes beneath index.json', source: DEPTH, answer: PLAIN_READ },
    (files) => [nested(files, 2)],
  ),
  ...[4, 1000].map((depth) =>
    indexed(
      {
        number: 51,
        id: `index-${depth}-deep`,
        says: `${depth} indexes one beneath the other`,
        source: DEPTH,
        answer: refused('over-limit'),
        ceilings: { seconds: 10 },
      },
      (files) => [nested(files, depth)],
    ),
  ),
  indexed(
    {
      number: 51,
      id: 'index-names-itself',
      says: 'An index that names itself. No honest digest can, so its bytes are not those of its name',
      source: DEPTH,
      answer: refused('digest-mismatch', undefined, ['over-limit']),
      ceilings: { seconds: 10 },
    },
    (files) => {
      const digest = `sha256:${'ab'.repeat(32)}`;
      const self = json({
        schemaVersion: 2,
        mediaType: OCI.index,
        manifests: [{ mediaType: OCI.index, digest, size: 190 }],
      });
      files.set(`blobs/sha256/${digest.slice(7)}`, self);
      return [{ mediaType: OCI.index, digest, size: self.length }];
    },
  ),
  indexed(
    {
      number: 52,
      id: 'index-of-1001-descriptors',
      says: '1,001 descriptors, the image among them',
      source: 'the published limits: 1,000 descriptors',
      answer: refused('over-limit'),
    },
    (files) => [...others(1000), { ...imageInto(files, [PLAIN]), platform: amd64 }],
  ),
  indexed(
    {
      number: 52,
      id: 'index-of-1000-descriptors',
      says: '1,000 descriptors: the others’ images are not there and need not be',
      source: 'the published limits: 1,000 descriptors',
      ask: { platform: 'linux/amd64' },
      answer: PLAIN_READ,
    },
    (files) => [...others(999), { ...imageInto(files, [PLAIN]), platform: amd64 }],
  ),
  ...(
    [
      ['platform-asked', 'linux/arm64', OTHER_READ],
      ['platform-not-there', 'linux/riscv64', refused('missing', 'linux/riscv64', ['ambiguous'])],
    ] as const
  ).map(([id, platform, answer]) =>
    indexed(
      { number: 52, id, says: 'Two platforms, one is asked for', source: PICK, ask: { platform }, answer },
      (files) => [
        { ...imageInto(files, [PLAIN]), platform: amd64 },
        { ...imageInto(files, [OTHER]), platform: arm64 },
      ],
    ),
  ),
  indexed(
    {
      number: 52,
      id: 'platform-twice',
      says: 'Two different images for the platform asked for',
      source: PICK,
      ask: { platform: 'linux/amd64' },
      answer: refused('ambiguous'),
    },
    (files) => [
      { ...imageInto(files, [PLAIN]), platform: amd64 },
      { ...imageInto(files, [OTHER]), platform: amd64 },
    ],
  ),
  indexed(
    {
      number: 52,
      id: 'attestation-beside-the-image',
      says: 'An entry of an unknown platform is what BuildKit attests, not an image',
      source: 'the list of 64; BuildKit attestation storage',
      answer: PLAIN_READ,
    },
    (files) => {
      const image: Json = { ...imageInto(files, [PLAIN]), platform: amd64 };
      const annotations = {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': image['digest'],
      };
      return [indexInto(files, [{ ...imageInto(files, [OTHER]), platform: unknown, annotations }, image])];
    },
  ),
  indexed(
    {
      number: 52,
      id: 'attestation-alone',
      says: 'Nothing but what is attested: there is no image',
      source: PICK,
      answer: refused('missing', undefined, ['ambiguous', 'unsupported']),
    },
    (files) => [
      {
        ...imageInto(files, [OTHER]),
        platform: unknown,
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      },
    ],
  ),
  indexed(
    {
      number: 52,
      id: 'index-empty',
      says: 'An index of nothing',
      source: PICK,
      answer: refused('missing', undefined, ['invalid-document']),
    },
    () => [],
  ),
  ...(
    [
      ['two-tags', {}, refused('ambiguous')],
      ['two-tags-one-asked', { ask: { tag: 'b' } }, OTHER_READ],
      ['two-tags-none-of-them-asked', { ask: { tag: 'c' } }, refused('missing', 'c')],
    ] as const
  ).map(([id, ask, answer]) =>
    indexed(
      { number: 52, id, says: 'Two images under two tags in one layout', source: PICK, answer, ...ask },
      (files) => [
        { ...imageInto(files, [PLAIN]), annotations: { 'org.opencontainers.image.ref.name': 'a' } },
        { ...imageInto(files, [OTHER]), annotations: { 'org.opencontainers.image.ref.name': 'b' } },
      ],
    ),
  ),
];

/** Descriptors of images for systems nobody runs, which are not there. */
function others(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, i) => ({
    mediaType: OCI.manifest,
    digest: digestOf(Buffer.from(`image ${i}`)),
    size: 500,
    platform: { architecture: `machine${i}`, os: 'plan9' },
  }));
}

const archive = (
  id: string,
  says: string,
  answer: Answer,
  bytes: () => Buffer,
  ask?: { tag: string },
): HostileCase => ({
  number: 53,
  id,
  says,
  source: 'peers compared: skopeo refuses what is ambiguous or empty; dockerd loads nothing of `[]`',
  answer,
  medium: { is: 'archive', bytes },
  ...(ask === undefined ? {} : { ask }),
});

/** Two images in one archive, under the tags `one:1` and `two:2`. */
function twoImages(): Buffer {
  const one = dockerArchiveFiles({ layers: [{ tar: PLAIN_TAR }] }, ['one:1']);
  const two = dockerArchiveFiles({ layers: [{ tar: OTHER_TAR }] }, ['two:2']);
  const all: Files = new Map(one);
  for (const [name, bytes] of two) if (name !== 'manifest.json') all.set(name.replace('0/', '1/'), bytes);
  const entries = [one, two].flatMap((files) => JSON.parse(files.get('manifest.json')?.toString() ?? '') as Json[]);
  all.set('manifest.json', json([entries[0], { ...entries[1], Layers: ['1/layer.tar'] }]));
  return dockerArchive(all);
}

const withManifest = (bytes: Buffer) => () =>
  dockerArchive(new Map([...dockerArchiveFiles({ layers: [{ tar: PLAIN_TAR }] }), ['manifest.json', bytes]]));

const invalid = refused('invalid-document', 'manifest.json', ['missing', 'unsupported']);

const ARCHIVES: readonly HostileCase[] = [
  archive('two-images', 'Two images and no word which', refused('ambiguous'), twoImages),
  archive('two-images-one-asked', 'Two images, one is asked for', OTHER_READ, twoImages, { tag: 'two:2' }),
  archive(
    'two-images-none-of-them-asked',
    'Two images, a third is asked for',
    refused('missing', 'three:3'),
    twoImages,
    {
      tag: 'three:3',
    },
  ),
  archive(
    'manifest-of-no-image',
    'manifest.json is an empty list',
    refused('missing', undefined, ['invalid-document']),
    withManifest(json([])),
  ),
  archive('archive-manifest-null', 'manifest.json is null', invalid, withManifest(json(null))),
  archive('manifest-an-object', 'manifest.json is an object', invalid, withManifest(json({}))),
  archive('manifest-of-null', 'manifest.json is a list of null', invalid, withManifest(json([null]))),
  archive(
    'manifest-without-layers',
    'manifest.json names no layers',
    invalid,
    withManifest(json([{ Config: 'x.json' }])),
  ),
  archive(
    'manifest-layers-no-text',
    'A layer’s name is a number',
    invalid,
    withManifest(json([{ Config: 'x.json', Layers: [7] }])),
  ),
  archive('manifest-empty', 'manifest.json has no bytes', invalid, withManifest(Buffer.alloc(0))),
];

export const IMAGE_CASES: readonly HostileCase[] = [...AT_ODDS, ...INDEXES, ...ARCHIVES];
