import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type TarEntry, tarEntry, tarOf } from './tar.ts';

/** One layer: members, or the bytes of its tar as they are. Base first. */
export interface HeldLayer {
  readonly entries?: readonly TarEntry[] | undefined;
  readonly tar?: Uint8Array | undefined;
  /** What the history says made it. */
  readonly createdBy?: string | undefined;
}

export interface HeldImage {
  readonly layers: readonly HeldLayer[];
  /** The `config` object of the image configuration. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/** A file of a medium by its relative path. */
export type Files = Map<string, Buffer>;

export interface LayoutOptions {
  readonly compression?: 'none' | 'gzip' | undefined;
  /** Written as `org.opencontainers.image.ref.name`. */
  readonly tag?: string | undefined;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function layerTar(layer: HeldLayer): Buffer {
  return layer.tar === undefined ? tarOf(layer.entries ?? []) : Buffer.from(layer.tar);
}

/** The configuration whose rootfs and history fit the layers. */
export function configOf(image: HeldImage, tars: readonly Uint8Array[] = image.layers.map(layerTar)): Buffer {
  return json({
    architecture: 'amd64',
    os: 'linux',
    created: '2024-01-01T00:00:00Z',
    config: image.config ?? {},
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
    history: image.layers.map((layer, i) => ({
      created: '2024-01-01T00:00:00Z',
      created_by: layer.createdBy ?? `layer ${i}`,
    })),
  });
}

/** An OCI layout: `oci-layout`, `index.json`, `blobs/sha256/…`. */
export function ociLayout(image: HeldImage, options: LayoutOptions = {}): Files {
  const files: Files = new Map();
  const add = (bytes: Buffer, mediaType: string) => {
    const digest = digestOf(bytes);
    files.set(`blobs/sha256/${digest.slice(7)}`, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const tars = image.layers.map(layerTar);
  const isGzip = options.compression === 'gzip';
  const type = `application/vnd.oci.image.layer.v1.tar${isGzip ? '+gzip' : ''}`;
  const layers = tars.map((tar) => add(isGzip ? gzipSync(tar) : tar, type));
  const config = add(configOf(image, tars), 'application/vnd.oci.image.config.v1+json');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = add(json({ schemaVersion: 2, mediaType, config, layers }), mediaType);
  const annotations = options.tag === undefined ? {} : { 'org.opencontainers.image.ref.name': options.tag };
  files.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
  files.set('index.json', json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }));
  return files;
}

/** What `docker save` of the older engines writes: `manifest.json`, `<config>.json`, `<n>/layer.tar`. */
export function dockerArchiveFiles(image: HeldImage, tags: readonly string[] = []): Files {
  const tars = image.layers.map(layerTar);
  const config = configOf(image, tars);
  const configName = `${digestOf(config).slice(7)}.json`;
  const names = tars.map((_, i) => `${i}/layer.tar`);
  const files: Files = new Map(tars.map((tar, i) => [names[i] ?? '', tar]));
  files.set(configName, config);
  files.set('manifest.json', json([{ Config: configName, RepoTags: tags, Layers: names }]));
  return files;
}

/** The files as one archive, in the order given. */
export function archiveOf(
  files: ReadonlyMap<string, Uint8Array>,
  order: readonly string[] = [...files.keys()],
): Buffer {
  const members = order.map((name) => tarEntry({ name, content: files.get(name) ?? '' }));
  return Buffer.concat([...members, Buffer.alloc(1024)]);
}
