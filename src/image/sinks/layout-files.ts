import type { ArchiveFile } from './contract.ts';
import type { PackedImage } from './pack-image.ts';

/** Names an image goes by in an OCI layout. */
export interface LayoutNames {
  /** `latest` */
  readonly tag?: string | undefined;
  /** The whole name, as engines load it: `registry.example/app:1`. */
  readonly name?: string | undefined;
}

/** The files of an OCI layout that holds one image; each blob once. */
export function layoutFiles(
  { manifest, config, layers }: PackedImage,
  names: LayoutNames = {},
): readonly ArchiveFile[] {
  const { bytes, ...descriptor } = manifest;
  const annotations = {
    ...(names.tag !== undefined && { 'org.opencontainers.image.ref.name': names.tag }),
    ...(names.name !== undefined && { 'io.containerd.image.name': names.name }),
  };
  const index = { schemaVersion: 2, manifests: [{ ...descriptor, annotations }] };
  const blobs = new Map(layers.map((layer) => [blobPath(layer.digest), layer]));
  return [
    textFile('oci-layout', Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' }))),
    textFile('index.json', Buffer.from(JSON.stringify(index))),
    textFile(blobPath(manifest.digest), bytes),
    textFile(blobPath(config.digest), config.bytes),
    ...[...blobs].map(([name, { size, open }]) => ({ name, bytes: size, open })),
  ];
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

export function textFile(name: string, content: Uint8Array): ArchiveFile {
  return {
    name,
    bytes: content.length,
    async *open() {
      yield content;
    },
  };
}
