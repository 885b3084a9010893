import { digestOf, type Files, type HeldImage, json, ociLayout } from '../kit/image.ts';
import type { DiffCase, DiffSide, Platform } from './contract.ts';

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

/** Both images as OCI layouts, compressed and for the platform the case says. */
export function layoutsOf(diffCase: DiffCase): { readonly a: Files; readonly b: Files } {
  return { a: layoutOf(diffCase.a, diffCase.sides?.a), b: layoutOf(diffCase.b, diffCase.sides?.b) };
}

function layoutOf(image: HeldImage, side: DiffSide = {}): Files {
  const files = ociLayout(image, { compression: side.compression });
  return side.platform === undefined ? files : withPlatform(files, side.platform);
}

/** The kit's images are amd64/linux; another platform is another configuration, so another manifest and index. */
function withPlatform(files: Files, platform: Platform): Files {
  const changed: Files = new Map(files);
  const read = (name: string) => JSON.parse((changed.get(name) ?? Buffer.from('{}')).toString('utf8'));
  const replace = (old: Descriptor, value: unknown): Descriptor => {
    const bytes = json(value);
    changed.delete(blobName(old));
    changed.set(blobName({ digest: digestOf(bytes), size: bytes.length }), bytes);
    return { ...old, digest: digestOf(bytes), size: bytes.length };
  };
  const index = read('index.json');
  const old: Descriptor = index.manifests[0];
  const manifest = read(blobName(old));
  const config = replace(manifest.config, { ...read(blobName(manifest.config)), ...platform });
  changed.set('index.json', json({ ...index, manifests: [replace(old, { ...manifest, config })] }));
  return changed;
}

function blobName(descriptor: Descriptor): string {
  return `blobs/sha256/${descriptor.digest.slice(7)}`;
}
