import { type Digest, sha256 } from '../../model/sha256.ts';
import type { ImageView, Layer } from '../contract.ts';
import { OCI_MANIFEST } from '../sources/image-documents.ts';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

/** An image as manifest, configuration and blobs, ready to be laid down anywhere. */
export interface PackedImage {
  readonly manifest: Descriptor & { readonly bytes: Uint8Array };
  readonly config: Descriptor & { readonly bytes: Uint8Array };
  /** Base first; one for each layer, equal ones too. */
  readonly layers: readonly (Descriptor & { open(): AsyncIterable<Uint8Array> })[];
}

const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';

/**
 * Nothing is compressed anew and nothing rewritten: where the medium has a manifest, it stays, and so does the image's digest. What has none
 * (an older docker-archive) gets an OCI manifest over its plain tars. Cost: layers of unknown length are read once to count them.
 */
export async function packImage(view: ImageView): Promise<PackedImage> {
  const layers: PackedImage['layers'][number][] = [];
  // One after the other: some are read to be counted.
  for (const layer of view.layers) layers.push(await packLayer(layer));
  const config = {
    mediaType: configTypeOf(view),
    digest: view.configDigest,
    size: view.configBytes.length,
    bytes: view.configBytes,
  };
  const { mediaType, bytes } = view.manifest ?? makeManifest(config, layers);
  return { manifest: { mediaType, digest: sha256(bytes), size: bytes.length, bytes }, config, layers };
}

async function packLayer(layer: Layer): Promise<PackedImage['layers'][number]> {
  const { openStored, digest, diffId, mediaType } = layer;
  if (openStored !== undefined) {
    const size = layer.transferBytes ?? (await countBytes(openStored()));
    return { mediaType, digest, size, open: openStored };
  }
  const size = layer.tarBytes ?? (await countBytes(layer.open()));
  return { mediaType: digest === diffId ? mediaType : OCI_LAYER, digest: diffId, size, open: () => layer.open() };
}

function configTypeOf({ manifest }: ImageView): string {
  if (manifest === undefined) return OCI_CONFIG;
  const { config } = JSON.parse(Buffer.from(manifest.bytes).toString('utf8')) as {
    readonly config?: { readonly mediaType?: string };
  };
  return config?.mediaType || OCI_CONFIG;
}

function makeManifest(config: Descriptor, layers: readonly Descriptor[]): NonNullable<ImageView['manifest']> {
  const tell = ({ digest, size }: Descriptor, mediaType: string) => ({ mediaType, digest, size });
  const document = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: tell(config, OCI_CONFIG),
    layers: layers.map((layer) => tell(layer, OCI_LAYER)),
  };
  return { mediaType: OCI_MANIFEST, bytes: Buffer.from(JSON.stringify(document)) };
}

export async function countBytes(source: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of source) bytes += chunk.length;
  return bytes;
}
