import { createHash } from 'node:crypto';
import { digestOf, dockerArchiveFiles, type Files, json } from '../kit/image.ts';
import type { TarEntry } from '../kit/tar.ts';
import {
  blobPath,
  dockerArchive,
  file,
  type Json,
  layout,
  layoutCase,
  PLAIN,
  PLAIN_READ,
  PLAIN_TAR,
  read,
  refused,
  tar,
} from './build.ts';
import type { Answer, HostileCase, Refusal } from './contract.ts';

/** Blobs that are not what they are said to be (47 to 49), layers that are links (54), or absent (55). */

const VERIFY = 'the list of 64: verify, then parse; OCI descriptor.md "Verification"';
const GRAMMAR = 'OCI descriptor.md "Digests"';

const PLAIN_DIGEST = digestOf(PLAIN_TAR);
const NOWHERE = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** The plain image after its files were changed by hand. */
const changed = (
  number: number,
  id: string,
  says: string,
  source: string,
  answer: Answer,
  change: (files: Files) => void,
): HostileCase => layoutCase({ number, id, says, source, answer }, () => layout([PLAIN], { files: change }));

/** The plain image with other words in the layer's descriptor. */
const described = (
  number: number,
  id: string,
  says: string,
  source: string,
  answer: Answer,
  descriptor: Json,
): HostileCase => layoutCase({ number, id, says, source, answer }, () => layout([{ ...PLAIN, descriptor }]));

type Document = { readonly config: { readonly digest: string } };

export function manifestDigest(files: Files): string {
  const index = JSON.parse(files.get('index.json')?.toString() ?? '') as { manifests: [{ digest: string }] };
  return index.manifests[0].digest;
}

function configDigest(files: Files): string {
  const manifest = files.get(blobPath(manifestDigest(files)))?.toString() ?? '';
  return (JSON.parse(manifest) as Document).config.digest;
}

/** Turns one bit of a blob, so that its length stays. */
function turn(files: Files, digest: string, at: number): void {
  const bytes = Buffer.from(files.get(blobPath(digest)) ?? Buffer.alloc(0));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  files.set(blobPath(digest), bytes);
}

const wrong = (names?: string, also: readonly Refusal[] = []) => refused('digest-mismatch', names, also);
const sha512 = (bytes: Buffer) => `sha512:${createHash('sha512').update(bytes).digest('hex')}`;

const CONTENT: readonly HostileCase[] = [
  changed(47, 'layer-bytes-differ', 'One bit of a file’s content is turned', VERIFY, wrong(PLAIN_DIGEST), (files) =>
    turn(files, PLAIN_DIGEST, 512),
  ),
  changed(
    47,
    'layer-bytes-behind-the-end-differ',
    'One bit of the last block is turned, where no reader of the tar looks',
    VERIFY,
    wrong(PLAIN_DIGEST),
    (files) => turn(files, PLAIN_DIGEST, PLAIN_TAR.length - 1),
  ),
  changed(47, 'manifest-bytes-differ', 'A blank more in the manifest', VERIFY, wrong(), (files) => {
    const path = blobPath(manifestDigest(files));
    files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(' ')]));
  }),
  changed(
    47,
    'config-bytes-differ',
    'The configuration says another system, in as many bytes',
    VERIFY,
    wrong(),
    (files) => {
      const path = blobPath(configDigest(files));
      files.set(path, Buffer.from(files.get(path)?.toString().replace('amd64', 'arm64') ?? ''));
    },
  ),
  layoutCase(
    {
      number: 47,
      id: 'diff-id-differs',
      says: 'The blob is right, the diff id is that of another layer',
      source: 'peers compared: skopeo, crane and dockerd refuse',
      answer: wrong(NOWHERE),
    },
    () => layout([{ ...PLAIN, diffId: NOWHERE }]),
  ),
  layoutCase(
    {
      number: 47,
      id: 'diff-ids-in-the-wrong-order',
      says: 'Two layers whose diff ids changed places',
      source: 'peers compared: skopeo, crane and dockerd refuse',
      answer: wrong(),
    },
    () => {
      const other = tar({ name: 'g', content: 'other' });
      return layout([
        { ...PLAIN, diffId: digestOf(other) },
        { blob: other, diffId: PLAIN_DIGEST },
      ]);
    },
  ),
  described(48, 'size-too-small', 'The descriptor says 10 bytes', VERIFY, wrong(PLAIN_DIGEST, ['invalid-document']), {
    size: 10,
  }),
  described(
    48,
    'size-too-large',
    'The descriptor says one byte more',
    VERIFY,
    wrong(PLAIN_DIGEST, ['invalid-document']),
    {
      size: PLAIN_TAR.length + 1,
    },
  ),
  described(48, 'size-absent', 'The descriptor says no size', GRAMMAR, refused('invalid-document'), {
    size: undefined,
  }),
  layoutCase(
    {
      number: 48,
      id: 'size-of-a-broken-manifest',
      says: 'The manifest is no JSON and its size is wrong: the size is told first, nothing is parsed',
      source: VERIFY,
      answer: wrong(),
    },
    () =>
      layout([PLAIN], {
        manifest: () => Buffer.from('{"schemaVersion":2,'),
        entry: (descriptor) => ({ ...descriptor, size: 4_000 }),
      }),
  ),
];

const DIGESTS: readonly HostileCase[] = [
  ...(
    [
      ['climbs', 'sha256:../../../../etc/passwd'],
      ['climbs-with-64-characters', `sha256:${'../'.repeat(19)}etc/pwd`],
      ['upper-case', PLAIN_DIGEST.toUpperCase().replace('SHA256', 'sha256')],
      ['upper-case-algorithm', PLAIN_DIGEST.replace('sha256', 'SHA256')],
      ['too-short', PLAIN_DIGEST.slice(0, -1)],
      ['too-long', `${PLAIN_DIGEST}0`],
      ['no-hex', `sha256:${'g'.repeat(64)}`],
      ['no-algorithm', PLAIN_DIGEST.slice(7)],
      ['newline-behind', `${PLAIN_DIGEST}\n`],
      ['nul-within', `${PLAIN_DIGEST}\0.json`],
      ['empty', ''],
      ['no-text', 256],
    ] as const
  ).map(([id, digest]) =>
    described(
      49,
      `digest-${id}`,
      'A digest that is none',
      GRAMMAR,
      refused('invalid-document', undefined, ['bad-name']),
      {
        digest,
      },
    ),
  ),
  ...(
    [
      ['md5', `md5:${createHash('md5').update(PLAIN_TAR).digest('hex')}`],
      ['unknown', `multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8`],
    ] as const
  ).map(([id, digest]) =>
    described(
      49,
      `digest-${id}`,
      'A digest by an algorithm nobody asked for',
      GRAMMAR,
      refused('unsupported', undefined, ['invalid-document']),
      { digest },
    ),
  ),
  layoutCase(
    {
      number: 49,
      id: 'digest-sha512',
      says: 'A digest by SHA-512 is as good as one by SHA-256',
      source: 'OCI descriptor.md "Registered Algorithms"',
      answer: PLAIN_READ,
    },
    () =>
      layout([{ ...PLAIN, descriptor: { digest: sha512(PLAIN_TAR) }, isAbsent: true }], {
        files: (files) => files.set(blobPath(sha512(PLAIN_TAR)), PLAIN_TAR),
      }),
  ),
  layoutCase(
    {
      number: 49,
      id: 'digest-sha512-of-other-bytes',
      says: 'A SHA-512 that is right in its form and not in its value',
      source: VERIFY,
      answer: wrong(),
    },
    () =>
      layout([{ ...PLAIN, descriptor: { digest: sha512(Buffer.from('x')) }, isAbsent: true }], {
        files: (files) => files.set(blobPath(sha512(Buffer.from('x'))), PLAIN_TAR),
      }),
  ),
];

/** A docker-archive of three layers: the plain one, one more, and one that is no file but a link. */
const SECOND = tar({ name: 'g', content: 'second' });

function linked(link: TarEntry, more: readonly TarEntry[] = []): Buffer {
  const files = dockerArchiveFiles({ layers: [{ tar: PLAIN_TAR }, { tar: SECOND }, { tar: PLAIN_TAR }] });
  files.delete('2/layer.tar');
  return dockerArchive(files, [link, ...more]);
}

const soft = (name: string, link: string): TarEntry => ({ name, type: '2', link });

const archive = (number: number, id: string, says: string, source: string, answer: Answer, bytes: () => Buffer) =>
  ({ number, id, says, source, answer, medium: { is: 'archive', bytes } }) satisfies HostileCase;

const SAVE = 'the list of 64: docker save writes a symlink for a layer it has already';
const THREE = read({ f: file(3), g: file(6) }, { deadBytes: 3 });

const LINKED: readonly HostileCase[] = [
  archive(54, 'layer-is-a-symlink', 'The third layer is a symlink to the first', SAVE, THREE, () =>
    linked(soft('2/layer.tar', '../0/layer.tar')),
  ),
  archive(54, 'layer-is-a-chain-of-symlinks', 'A symlink to a symlink, by way of a linked folder', SAVE, THREE, () =>
    linked(soft('2/layer.tar', '../again/layer.tar'), [soft('again', 'once-more'), soft('once-more', './0')]),
  ),
  archive(54, 'layer-is-a-hardlink', 'The third layer is a hard link to the first', SAVE, THREE, () =>
    linked({ name: '2/layer.tar', type: '1', link: '0/layer.tar' }),
  ),
  archive(
    54,
    'layer-is-a-symlink-to-the-machine',
    'A layer that is a symlink to a file of the machine that reads',
    'peers compared: dockerd refuses (scoped)',
    refused('link-escapes', '2/layer.tar', ['missing']),
    () => linked(soft('2/layer.tar', '/etc/passwd')),
  ),
  archive(
    54,
    'layer-is-a-symlink-that-climbs',
    'The same by way of the folders above',
    'peers compared: dockerd refuses (scoped)',
    refused('link-escapes', '2/layer.tar', ['missing']),
    () => linked(soft('2/layer.tar', '../../../../../../etc/passwd')),
  ),
  archive(
    54,
    'layer-is-a-symlink-loop',
    'Two symlinks at each other',
    'the list of 64: loop-safe',
    refused('link-loop', '2/layer.tar', ['missing']),
    () => linked(soft('2/layer.tar', '../3/layer.tar'), [soft('3/layer.tar', '../2/layer.tar')]),
  ),
  archive(
    54,
    'layer-is-a-folder',
    'A folder stands where the layer should be',
    'the list of 64: regular files only',
    refused('missing', '2/layer.tar', ['unsupported', 'invalid-document']),
    () => linked({ name: '2/layer.tar', type: '5' }),
  ),
];

const absent = (number: number, id: string, says: string, edit: (files: Files) => void): HostileCase =>
  changed(number, id, says, 'peers compared: skopeo and dockerd refuse', refused('missing'), edit);

const ABSENT: readonly HostileCase[] = [
  absent(55, 'layer-absent', 'The blob of the layer is not there', (files) => files.delete(blobPath(PLAIN_DIGEST))),
  absent(55, 'config-absent', 'The blob of the configuration is not there', (files) =>
    files.delete(blobPath(configDigest(files))),
  ),
  absent(55, 'manifest-absent', 'The blob of the manifest is not there', (files) =>
    files.delete(blobPath(manifestDigest(files))),
  ),
  absent(55, 'index-absent', 'There is no index.json', (files) => files.delete('index.json')),
  archive(
    55,
    'archive-layer-absent',
    'A docker-archive names a layer it has not',
    'peers compared: skopeo and dockerd refuse',
    refused('missing', '2/layer.tar'),
    () => linked({ name: 'other', content: '' }),
  ),
  archive(
    55,
    'archive-config-absent',
    'A docker-archive names a configuration it has not',
    'dockerd Load: open fails',
    refused('missing', 'none.json'),
    () =>
      dockerArchive(
        new Map([
          ['0/layer.tar', PLAIN_TAR],
          ['manifest.json', oneImage('none.json')],
        ]),
      ),
  ),
  archive(
    55,
    'archive-of-nothing',
    'An archive that is no image',
    'the list of 64',
    refused('missing', undefined, ['unsupported', 'invalid-document']),
    () => tar({ name: 'readme', content: 'no image' }),
  ),
];

function oneImage(config: string): Buffer {
  return json([{ Config: config, RepoTags: null, Layers: ['0/layer.tar'] }]);
}

export const BLOB_CASES: readonly HostileCase[] = [...CONTENT, ...DIGESTS, ...LINKED, ...ABSENT];
