import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../adapters/blobs/node-inflater.ts';
import { sha256 } from '../../model/sha256.ts';
import type { ImageView } from '../contract.ts';
import { indexLayers } from '../index-layers.ts';
import { type MemberSpec, makeLayer, makeTar, makeView, memoryBlobs } from '../random-image.ts';
import { openDockerArchive } from '../sources/open-docker-archive.ts';
import { openOciLayout } from '../sources/open-oci-layout.ts';
import { openTarMembers } from '../sources/open-tar-members.ts';
import type { ArchiveFile } from './contract.ts';
import { dockerArchiveFiles } from './docker-archive-files.ts';
import { layoutFiles } from './layout-files.ts';
import { packImage } from './pack-image.ts';
import { streamTar } from './stream-tar.ts';

const INFLATER = nodeInflater('');
const file = (name: string, content: string): MemberSpec => ({ name, content });
const IMAGE = makeView([[file('a', '1'.repeat(3000)), file('b', '2')], [file('c', '3')], [file('c', '3')]]);

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

async function blobsOf(files: readonly ArchiveFile[]) {
  const blobs = new Map<string, Uint8Array>();
  for (const { name, bytes, open } of files) {
    const content = await bytesOf(open());
    expect(content.length).toBe(bytes);
    blobs.set(name, content);
  }
  return memoryBlobs(blobs);
}

async function namesOf(view: ImageView): Promise<string[]> {
  const indexes = await indexLayers(view, []);
  expect(indexes.every(({ isVerified }) => isVerified)).toBe(true);
  return view.layers.map(({ diffId }) => diffId);
}

/** The same image, its first layer compressed. */
async function compressed(): Promise<ImageView> {
  const tar = await bytesOf((IMAGE.layers[0] ?? makeLayer(makeTar([]))).open());
  const blob = gzipSync(tar);
  const packed = await packImage(IMAGE);
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: sha256(blob), size: blob.length };
  const manifest = JSON.parse(Buffer.from(packed.manifest.bytes).toString('utf8')) as { layers: object[] };
  manifest.layers[0] = layer;
  const bytes = Buffer.from(JSON.stringify(manifest));
  const files = layoutFiles({
    ...packed,
    manifest: { ...packed.manifest, bytes, digest: sha256(bytes), size: bytes.length },
    layers: packed.layers.with(0, {
      ...layer,
      open: async function* () {
        yield blob;
      },
    }),
  });
  return openOciLayout(await blobsOf(files), {}, INFLATER);
}

describe('an image laid down and read again is the same image', () => {
  test('OCI layout: digest, layers, names; equal layers once', async () => {
    const packed = await packImage(IMAGE);
    const files = layoutFiles(packed, { tag: 'one', name: 'x.test/app:one' });
    expect(files).toHaveLength(4 + 2);
    const view = await openOciLayout(await blobsOf(files), { tag: 'x.test/app:one' }, INFLATER);
    expect([view.digest, view.configDigest]).toEqual([packed.manifest.digest, IMAGE.configDigest]);
    expect(await namesOf(view)).toEqual(await namesOf(IMAGE));
  });

  test('a compressed layer stays as it is, and so does the digest', async () => {
    const view = await compressed();
    const packed = await packImage(view);
    expect(packed.manifest.digest).toBe(view.digest);
    const again = await openOciLayout(await blobsOf(layoutFiles(packed)), {}, INFLATER);
    expect(again.digest).toBe(view.digest);
    expect(await namesOf(again)).toEqual(await namesOf(IMAGE));
  });

  test('docker-archive: plain tars, from compressed layers too', async () => {
    for (const source of [IMAGE, await compressed()]) {
      const files = await dockerArchiveFiles(source, ['x.test/app:1']);
      const view = await openDockerArchive(await blobsOf(files), { tag: 'x.test/app:1' }, INFLATER);
      expect(view.configDigest).toBe(IMAGE.configDigest);
      expect(await namesOf(view)).toEqual(await namesOf(IMAGE));
    }
  });

  test('an archive is a tar that GNU tar and our own reader read, the same bytes each time', async () => {
    const files = layoutFiles(await packImage(IMAGE));
    const archive = await bytesOf(streamTar(files));
    expect(await bytesOf(streamTar(files))).toEqual(archive);
    const listed = execFileSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' }).trim().split('\n');
    expect(listed).toEqual(files.map(({ name }) => name));
    const members = await openTarMembers(memoryBlobs(new Map([['image.tar', archive]])), 'image.tar');
    expect((await openOciLayout(members, {}, INFLATER)).configDigest).toBe(IMAGE.configDigest);
  });

  test('a name that fits no header is written all the same', async () => {
    const name = `blobs/sha512/${'a'.repeat(128)}`;
    const one: ArchiveFile = {
      name,
      bytes: 3,
      async *open() {
        yield Buffer.from('abc');
      },
    };
    const archive = await bytesOf(streamTar([one, { ...one, name: 'b' }]));
    expect(execFileSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' }).trim().split('\n')).toEqual([
      name,
      'b',
    ]);
    const members = await openTarMembers(memoryBlobs(new Map([['image.tar', archive]])), 'image.tar');
    expect(await members.bytes(name)).toBe(3);
  });

  test('a file that gives other than it says is refused, not written', async () => {
    const liar: ArchiveFile = {
      name: 'x',
      bytes: 5,
      async *open() {
        yield Buffer.from('four');
      },
    };
    await expect(bytesOf(streamTar([liar]))).rejects.toThrow('gave 4 bytes and said 5');
  });
});
