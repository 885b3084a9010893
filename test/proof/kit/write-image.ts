import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { tarEntry } from '../../held/kit/tar.ts';

/** A plain tar on disk, as an image's layer. */
export interface MadeLayer {
  readonly file: string;
  readonly diffId: string;
  readonly bytes: number;
}

function configOf(layers: readonly MadeLayer[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      created: '2024-01-01T00:00:00Z',
      config: {},
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map((_, i) => ({ created: '2024-01-01T00:00:00Z', created_by: `COPY ${i} /` })),
    }),
  );
}

/** What `docker save` wrote before it wrote layouts: the form that all readers read. */
export async function writeDockerArchive(file: string, layers: readonly MadeLayer[]): Promise<void> {
  const config = configOf(layers);
  const name = `${createHash('sha256').update(config).digest('hex')}.json`;
  const manifest = [{ Config: name, RepoTags: ['large:1'], Layers: layers.map((_, i) => `${i}/layer.tar`) }];
  const fd = openSync(file, 'w');
  for (const [i, layer] of layers.entries()) {
    writeSync(fd, tarEntry({ name: `${i}/layer.tar`, saysBytes: layer.bytes }));
    for await (const chunk of createReadStream(layer.file, { highWaterMark: 1 << 20 })) writeSync(fd, chunk as Buffer);
    writeSync(fd, Buffer.alloc((512 - (layer.bytes % 512)) % 512));
  }
  writeSync(fd, tarEntry({ name, content: config }));
  writeSync(fd, tarEntry({ name: 'manifest.json', content: JSON.stringify(manifest) }));
  writeSync(fd, Buffer.alloc(1024));
  closeSync(fd);
}

/** An OCI layout whose layers are compressed by gzip. @returns the names of its layers' blobs */
export async function writeGzipLayout(dir: string, layers: readonly MadeLayer[]): Promise<readonly string[]> {
  const blobs = join(dir, 'blobs/sha256');
  await rm(dir, { recursive: true, force: true });
  await mkdir(blobs, { recursive: true });
  const put = (bytes: Buffer, mediaType: string) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const written = [];
  for (const layer of layers) {
    const part = join(dir, 'part.gz');
    await pipeline(createReadStream(layer.file), createGzip({ level: 6 }), createWriteStream(part));
    written.push(put(readFileSync(part), 'application/vnd.oci.image.layer.v1.tar+gzip'));
    await rm(part);
  }
  const config = put(configOf(layers), 'application/vnd.oci.image.config.v1+json');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = put(
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: written })),
    mediaType,
  );
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  return written.map(({ digest }) => join(blobs, digest.slice('sha256:'.length)));
}

export function fileBytes(file: string): number {
  return statSync(file).size;
}
