import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../adapters/blobs/node-inflater.ts';
import { sha256 } from '../../model/sha256.ts';
import { computeTransferBytes } from '../compute-transfer-bytes.ts';
import type { ImageView } from '../contract.ts';
import { openEntryTable } from '../entries/entry-table.ts';
import { indexLayers } from '../index-layers.ts';
import {
  type Blobs,
  makeDockerArchive,
  makeTar,
  memoryBlobs,
  NO_INFLATER,
  putBlob,
  putIndex,
  putManifest,
} from '../random-image.ts';
import { DOCUMENT_LIMITS } from './image-documents.ts';
import { openDockerArchive } from './open-docker-archive.ts';
import { inflateByContent } from './open-layer.ts';
import { type ImageChoice, openOciLayout } from './open-oci-layout.ts';
import { openTarMembers } from './open-tar-members.ts';

const base = makeTar([{ name: 'a', content: 'base' }]);
const top = makeTar([{ name: 'b', content: 'top' }]);
const inflater = nodeInflater('');

/** A gzip stream may be longer than it needs to be: its header has room for a comment. */
function padGzip(stream: Buffer, bytes: number): Buffer {
  const FCOMMENT = 16;
  const header = Buffer.from(stream.subarray(0, 10));
  header[3] = FCOMMENT;
  const comment = Buffer.alloc(bytes - stream.length, 'c');
  comment[comment.length - 1] = 0;
  return Buffer.concat([header, comment, stream.subarray(10)]);
}

async function pathsOf(view: ImageView): Promise<string[][]> {
  return (await indexLayers(view, [])).map((index) => Array.from(openEntryTable(index.columns), (e) => e.path));
}

function open(blobs: Blobs, choice: ImageChoice = {}): Promise<ImageView> {
  return openOciLayout(memoryBlobs(blobs), choice, inflater);
}

async function archived(tar: Uint8Array, choice: ImageChoice = {}): Promise<ImageView> {
  const members = await openTarMembers(memoryBlobs(new Map([['save.tar', tar]])), 'save.tar');
  return openDockerArchive(members, choice, inflater);
}

describe('OCI layout', () => {
  test('layers in the order of the manifest, with their transfer bytes', async () => {
    const blobs: Blobs = new Map();
    putIndex(blobs, [putManifest(blobs, { layers: [top, base], config: { User: 'app', Env: null } })]);
    const view = await open(blobs);
    expect(await pathsOf(view)).toEqual([['b'], ['a']]);
    expect(view.layers.map((layer) => layer.transferBytes)).toEqual([gzipSync(top).length, gzipSync(base).length]);
    expect(view.config).toMatchObject({ user: 'app', env: [], architecture: 'amd64' });
  });

  test('a plain layer has no transfer bytes of its own; one named method computes them', async () => {
    const blobs: Blobs = new Map();
    const mediaType = 'application/vnd.oci.image.layer.v1.tar';
    putIndex(blobs, [putManifest(blobs, { layers: [base], compress: (tar) => tar, mediaType })]);
    const [layer] = (await open(blobs)).layers;
    expect(layer?.transferBytes).toBeUndefined();
    expect(layer && (await computeTransferBytes(layer))).toBe(gzipSync(base, { level: 6 }).length);
  });

  test('goes through nested indexes, past attestations and platforms that were not saved', async () => {
    const blobs: Blobs = new Map();
    const gone: Blobs = new Map();
    const amd = putManifest(blobs, { layers: [base], platform: { os: 'linux', architecture: 'amd64' } });
    const arm = putManifest(gone, { layers: [top], platform: { os: 'linux', architecture: 'arm64' } });
    const attested = {
      ...putManifest(blobs, { layers: [top] }),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const nested = putBlob(blobs, 'application/vnd.oci.image.index.v1+json', { manifests: [amd, arm, attested] });
    putIndex(blobs, [{ ...nested, annotations: { 'org.opencontainers.image.ref.name': 'latest' } }]);
    expect(await pathsOf(await open(blobs))).toEqual([['a']]);
    expect(await pathsOf(await open(blobs, { digest: nested.digest, tag: 'latest' }))).toEqual([['a']]);
    await expect(open(blobs, { platform: 'linux/arm64' })).rejects.toMatchObject({ code: 'archive-image-not-found' });
  });

  test('descriptors are counted over all indexes, found or not', async () => {
    const blobs: Blobs = new Map();
    const type = 'application/vnd.oci.image.index.v1+json';
    const putMany = (one: object) => putBlob(blobs, type, { schemaVersion: 2, manifests: Array(1000).fill(one) });
    const absent = putManifest(new Map(), { layers: [base] });
    putIndex(blobs, Array(1000).fill(putMany(putMany(putMany(absent)))));
    await expect(open(blobs)).rejects.toMatchObject({
      code: 'image-over-limit',
      args: { limit: 'descriptors', allowed: DOCUMENT_LIMITS.descriptors },
    });
  });

  test('an index is read once, however often it is named', async () => {
    const blobs: Blobs = new Map();
    const image = putManifest(blobs, { layers: [base] });
    const index = putBlob(blobs, 'application/vnd.oci.image.index.v1+json', { manifests: [image] });
    const reader = memoryBlobs(putIndex(blobs, Array(400).fill(index)));
    const reads: string[] = [];
    const read: typeof reader.read = (name, ...rest) => {
      reads.push(name);
      return reader.read(name, ...rest);
    };
    expect(await pathsOf(await openOciLayout({ ...reader, read }, {}, inflater))).toEqual([['a']]);
    expect(reads.filter((name) => name === `blobs/${index.digest.replace(':', '/')}`)).toHaveLength(1);
  });

  test('an index with two names is found by both; two lengths or types of one document are a contradiction', async () => {
    const blobs: Blobs = new Map();
    const index = putBlob(blobs, 'application/vnd.oci.image.index.v1+json', {
      manifests: [putManifest(blobs, { layers: [base] })],
    });
    const named = (tag: string, more = {}) => ({
      ...index,
      ...more,
      annotations: { 'org.opencontainers.image.ref.name': tag },
    });
    putIndex(blobs, [named('1'), named('2')]);
    for (const tag of ['1', '2']) expect(await pathsOf(await open(blobs, { tag }))).toEqual([['a']]);
    const refused = async (more: object) => {
      putIndex(blobs, [named('1'), named('2', more)]);
      await expect(open(blobs, { tag: '1' })).rejects.toMatchObject({
        code: 'size' in more ? 'blob-length-mismatch' : 'image-document-invalid',
      });
    };
    await refused({ size: 1 });
    await refused({ mediaType: 'text/plain' });
  });

  test('several images: the tag or the platform decides, else it is said', async () => {
    const blobs: Blobs = new Map();
    const one = putManifest(blobs, { layers: [base], tag: '1', platform: { os: 'linux', architecture: 'amd64' } });
    const two = putManifest(blobs, { layers: [top], tag: '2', platform: { os: 'linux', architecture: 'arm64' } });
    putIndex(blobs, [one, two]);
    expect(await pathsOf(await open(blobs, { tag: '2' }))).toEqual([['b']]);
    expect(await pathsOf(await open(blobs, { platform: 'linux/amd64' }))).toEqual([['a']]);
    await expect(open(blobs)).rejects.toMatchObject({ code: 'archive-image-ambiguous' });
    await expect(open(blobs, { tag: '3' })).rejects.toMatchObject({ code: 'archive-image-not-found' });
  });

  test('catches a changed manifest, a changed layer, a broken gzip, a missing blob', async () => {
    const blobs: Blobs = new Map();
    const good = putIndex(blobs, [putManifest(blobs, { layers: [base] })]);
    const layerName = `blobs/${sha256(gzipSync(base)).replace(':', '/')}`;
    const changed = (name: string, data: Uint8Array | undefined) => {
      const copy = new Map(good);
      if (data === undefined) copy.delete(name);
      else copy.set(name, data);
      return open(copy).then((view) => indexLayers(view, []));
    };
    const index = JSON.parse(Buffer.from(good.get('index.json') ?? '').toString()) as {
      manifests: { digest: string }[];
    };
    const manifestName = `blobs/${index.manifests[0]?.digest.replace(':', '/')}`;
    await expect(changed(manifestName, Buffer.from('{}'))).rejects.toMatchObject({ code: 'blob-digest-mismatch' });
    const bytes = gzipSync(base).length;
    const otherOfTheLength = padGzip(gzipSync(top), bytes);
    await expect(changed(layerName, otherOfTheLength)).rejects.toMatchObject({ code: 'blob-digest-mismatch' });
    const broken = Buffer.concat([gzipSync(base).subarray(0, 40), Buffer.alloc(bytes - 40)]);
    await expect(changed(layerName, broken)).rejects.toMatchObject({ code: 'blob-digest-mismatch' });
    await expect(changed(layerName, gzipSync(base).subarray(0, 40))).rejects.toMatchObject({
      code: 'blob-length-mismatch',
    });
    await expect(changed('oci-layout', undefined)).rejects.toMatchObject({ code: 'not-an-image' });
    await expect(changed('oci-layout', Buffer.from('{'))).rejects.toMatchObject({ code: 'image-document-invalid' });
    await expect(changed('index.json', undefined)).rejects.toMatchObject({ code: 'blob-missing' });
    await expect(changed('index.json', Buffer.alloc(5 << 20))).rejects.toMatchObject({ code: 'blob-too-large' });
  });

  test('catches a layer that is named rightly and is no gzip, or another one', async () => {
    const asked = async (compress: (tar: Uint8Array) => Uint8Array) => {
      const blobs: Blobs = new Map();
      return indexLayers(await open(putIndex(blobs, [putManifest(blobs, { layers: [base], compress })])), []);
    };
    const broken = Buffer.concat([gzipSync(base).subarray(0, 40), Buffer.alloc(40)]);
    await expect(asked(() => broken)).rejects.toMatchObject({ code: 'layer-inflate-failed' });
    await expect(asked(() => gzipSync(top))).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
  });

  test('catches compressed bytes that are named by what they uncompress to', async () => {
    const blobs: Blobs = new Map();
    const packed = gzipSync(base);
    const { digest } = putManifest(blobs, { layers: [base] }) as { readonly digest: string };
    const manifest = JSON.parse(Buffer.from(blobs.get(`blobs/${digest.replace(':', '/')}`) ?? []).toString());
    const lying = { ...manifest, layers: [{ ...manifest.layers[0], digest: sha256(base) }] };
    blobs.set(`blobs/${sha256(base).replace(':', '/')}`, packed);
    putIndex(blobs, [putBlob(blobs, 'application/vnd.oci.image.manifest.v1+json', lying)]);
    const view = await open(blobs);
    const mismatch = { code: 'blob-digest-mismatch', args: { expected: sha256(base), actual: sha256(packed) } };
    await expect(indexLayers(view, [])).rejects.toMatchObject(mismatch);
    await expect(indexLayers(view, [], { trust: true })).rejects.toMatchObject(mismatch);
    expect(view.layers[0]?.openStored).toBeDefined();
  });

  test('zstd without anything that can undo it, and bzip2, are said', async () => {
    const blobs: Blobs = new Map();
    const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]);
    putIndex(blobs, [putManifest(blobs, { layers: [base], compress: () => zstd })]);
    await expect(openOciLayout(memoryBlobs(blobs), {}, NO_INFLATER)).rejects.toMatchObject({ code: 'zstd-missing' });
    const other: Blobs = new Map();
    putIndex(other, [putManifest(other, { layers: [base], compress: () => Buffer.from('BZh9') })]);
    await expect(open(other)).rejects.toMatchObject({ code: 'layer-compression-unsupported' });
  });
});

test('a stream whose compression nobody can undo is closed', async () => {
  for (const [code, head] of [
    ['layer-compression-unsupported', Buffer.from('BZh9')],
    ['zstd-missing', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0])],
  ] as const) {
    let isClosed = false;
    const source = async function* () {
      try {
        for (;;) yield head;
      } finally {
        isClosed = true;
      }
    };
    const read = inflateByContent(source(), { digest: sha256('') }, NO_INFLATER).next();
    await expect(read).rejects.toMatchObject({ code });
    expect(isClosed).toBe(true);
  }
});

test('a zstd program that cannot be started is told with the reason, and the stream is closed', async () => {
  const path = '/opt/bin/zstd';
  const refused = Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN', syscall: `spawn ${path}`, path });
  let isClosed = false;
  const source = async function* () {
    try {
      for (;;) yield Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]);
    } finally {
      isClosed = true;
    }
  };
  const unzstd = () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refused) }),
  });
  const digest = sha256('');
  const read = inflateByContent(source(), { digest }, { ...NO_INFLATER, unzstd }).next();
  const program = { path, reason: 'EAGAIN' };
  await expect(read).rejects.toMatchObject({ code: 'zstd-missing', args: { layer: digest, program } });
  expect(isClosed).toBe(true);
});

describe('docker-archive', () => {
  test('older form: layers by manifest.json, wherever they lie', async () => {
    const view = await archived(makeDockerArchive([base, top], ['x:1'], { Cmd: ['/a'] }), { tag: '1' });
    expect(await pathsOf(view)).toEqual([['a'], ['b']]);
    expect(view.digest).toBe(view.configDigest);
    expect(view.config.cmd).toEqual(['/a']);
    const part = await view.layers[1]?.readAt?.(512, 3);
    expect(Buffer.from(part ?? '').toString()).toBe('top');
  });

  test('older form: layers may be compressed, and have no digest of their own', async () => {
    const tar = makeDockerArchive([base], ['x:1'], {}, (plain) => gzipSync(plain));
    const view = await archived(tar);
    expect(await pathsOf(view)).toEqual([['a']]);
    expect(view.layers[0]).toMatchObject({ digest: sha256(base), diffId: sha256(base), compression: 'gzip' });
    expect(view.layers[0]?.openStored).toBeUndefined();
    await expect(
      archived(makeDockerArchive([base], ['x:1'], {}, () => gzipSync(top))).then((other) => indexLayers(other, [])),
    ).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
  });

  test('newer form: an OCI layout in a tar', async () => {
    const blobs: Blobs = new Map();
    putIndex(blobs, [putManifest(blobs, { layers: [base, top] })]);
    const tar = makeTar([...blobs].map(([name, content]) => ({ name, content })));
    expect(await pathsOf(await archived(tar))).toEqual([['a'], ['b']]);
  });

  test('plain layers in another order than the configuration: it is followed and noted, as docker load does', async () => {
    const blobs: Blobs = new Map();
    const mediaType = 'application/vnd.oci.image.layer.v1.tar';
    const { digest } = putManifest(blobs, { layers: [base, top], compress: (tar) => tar, mediaType }) as {
      readonly digest: string;
    };
    const name = `blobs/${digest.replace(':', '/')}`;
    const manifest = JSON.parse(Buffer.from(blobs.get(name) ?? []).toString()) as { layers: object[] };
    const swapped = { ...manifest, layers: manifest.layers.toReversed() };
    putIndex(blobs, [putBlob(blobs, 'application/vnd.oci.image.manifest.v1+json', swapped)]);
    const view = await archived(makeTar([...blobs].map(([path, content]) => ({ name: path, content }))));
    expect(view.isReordered).toBe(true);
    expect(await pathsOf(view)).toEqual([['a'], ['b']]);
    await expect(indexLayers(await open(blobs), [])).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' });
  });

  test('says what is no image, and which images there are', async () => {
    await expect(archived(makeTar([{ name: 'etc/passwd' }]))).rejects.toMatchObject({ code: 'not-an-image' });
    const tar = makeDockerArchive([base], ['x:1']);
    await expect(archived(tar, { tag: '2' })).rejects.toMatchObject({ args: { available: ['x:1'] } });
    await expect(archived(tar.subarray(0, 700))).rejects.toMatchObject({ code: 'tar-damaged' });
  });
});
