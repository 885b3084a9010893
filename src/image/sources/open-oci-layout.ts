import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import type { Digest } from '../../model/sha256.ts';
import type { BlobReader, ImageView, Inflater } from '../contract.ts';
import { openLayer } from './open-layer.ts';
import { parseImageConfig } from './parse-config.ts';
import { blobName, DigestText, parseDocument, readSmallBlob, readVerifiedBlob } from './read-document.ts';

/** Which image of a medium is meant; with several left, the platform decides. */
export interface ImageChoice {
  /** Digest of a manifest or of an index. */
  readonly digest?: Digest | undefined;
  /** `latest`, or a whole name as the engine writes it. */
  readonly tag?: string | undefined;
  /** `linux/arm64/v8`. */
  readonly platform?: string | undefined;
}

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Descriptor = v.object({
  mediaType: v.nullish(v.string()),
  digest: DigestText,
  size: Count,
  annotations: v.nullish(v.record(v.string(), v.string())),
  platform: v.nullish(
    v.object({ os: v.nullish(v.string()), architecture: v.nullish(v.string()), variant: v.nullish(v.string()) }),
  ),
});
type Descriptor = v.InferOutput<typeof Descriptor>;

const Layout = v.object({ imageLayoutVersion: v.pipe(v.string(), v.regex(/^1\./)) });
const Index = v.object({
  manifests: v.nullish(v.array(Descriptor), () => []),
});
const Manifest = v.object({
  config: Descriptor,
  layers: v.nullish(v.array(Descriptor), () => []),
});
/** Older writers leave the media type out; then the shape tells an index from a manifest. */
const Either = v.object({ mediaType: v.nullish(v.string()), manifests: v.nullish(v.array(v.unknown())) });

const INDEX_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** Bounds the walk through indexes of indexes. */
const INDEX_LIMITS = { depth: 8, manifests: 1000 } as const;

/** An image manifest found in the layout, with what its index says about it. */
interface Found {
  readonly descriptor: Descriptor;
  readonly names: readonly string[];
  /** Digests of the indexes it was reached through. */
  readonly through: readonly Digest[];
}

/**
 * Opens one image of an OCI layout: a folder, or the members of an OCI archive. Attestations and manifests whose blobs are not there
 * are not counted; manifest and configuration are checked against their digests.
 * @throws Problem `not-an-image`, `archive-image-not-found`, `archive-image-ambiguous`, `image-document-invalid`, `blob-…`, `zstd-missing`
 */
export async function openOciLayout(blobs: BlobReader, choice: ImageChoice, inflater: Inflater): Promise<ImageView> {
  if ((await blobs.bytes('oci-layout')) === undefined)
    throw new Problem('usage', 'not-an-image', { source: blobs.source });
  const { source } = blobs;
  parseDocument(Layout, await readSmallBlob(blobs, 'oci-layout'), { source, name: 'oci-layout' });
  const top = parseDocument(Index, await readSmallBlob(blobs, 'index.json'), { source, name: 'index.json' });
  const found: Found[] = [];
  await collectManifests(blobs, top.manifests, { names: [], through: [] }, found);
  return openManifest(blobs, chooseManifest(found, choice, source).descriptor, inflater);
}

async function collectManifests(
  blobs: BlobReader,
  descriptors: readonly Descriptor[],
  above: { readonly names: readonly string[]; readonly through: readonly Digest[] },
  found: Found[],
): Promise<void> {
  for (const descriptor of descriptors) {
    if (found.length >= INDEX_LIMITS.manifests || above.through.length > INDEX_LIMITS.depth) return;
    if (isAttestation(descriptor) || (await blobs.bytes(blobName(descriptor.digest))) === undefined) continue;
    const names = [...above.names, ...namesOf(descriptor)];
    const nested = await readNestedIndex(blobs, descriptor);
    if (nested === undefined) found.push({ descriptor, names, through: above.through });
    else await collectManifests(blobs, nested, { names, through: [...above.through, descriptor.digest] }, found);
  }
}

function isAttestation(descriptor: Descriptor): boolean {
  const platform = descriptor.platform;
  const isUnknown = platform?.os === 'unknown' && platform.architecture === 'unknown';
  return isUnknown || descriptor.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

function namesOf(descriptor: Descriptor): string[] {
  const { annotations } = descriptor;
  const names = [annotations?.['org.opencontainers.image.ref.name'], annotations?.['io.containerd.image.name']];
  return names.filter((name) => name !== undefined);
}

async function readNestedIndex(blobs: BlobReader, descriptor: Descriptor): Promise<readonly Descriptor[] | undefined> {
  const data = await readVerifiedBlob(blobs, descriptor.digest);
  const place = { source: blobs.source, name: descriptor.digest };
  const either = parseDocument(Either, data, place);
  const type = descriptor.mediaType ?? either.mediaType;
  const isIndex = type ? INDEX_TYPES.has(type) : Boolean(either.manifests);
  return isIndex ? parseDocument(Index, data, place).manifests : undefined;
}

function chooseManifest(all: readonly Found[], choice: ImageChoice, source: string): Found {
  const unique = [...new Map(all.map((found) => [`${found.descriptor.digest} ${found.names.join()}`, found])).values()];
  const fitting = unique.filter((found) => fits(found, choice));
  const digests = new Set(fitting.map((found) => found.descriptor.digest));
  const first = fitting[0];
  if (first !== undefined && digests.size === 1) return first;
  const listed = (first === undefined ? unique : fitting).map(describe);
  if (first !== undefined) throw new Problem('usage', 'archive-image-ambiguous', { source, available: listed });
  const wanted = [choice.digest, choice.tag, choice.platform].filter((part) => part !== undefined).join(' ');
  throw new Problem('usage', 'archive-image-not-found', { source, wanted, available: listed });
}

function describe(found: Found): string {
  return [found.names.join(','), platformOf(found.descriptor), found.descriptor.digest].filter(Boolean).join(' ');
}

function platformOf(descriptor: Descriptor): string {
  const { os, architecture, variant } = descriptor.platform ?? {};
  return [os, architecture, variant].filter(Boolean).join('/');
}

function fits(found: Found, choice: ImageChoice): boolean {
  const { digest, tag, platform } = choice;
  const isNamed = digest === undefined || found.descriptor.digest === digest || found.through.includes(digest);
  const isTagged =
    tag === undefined ||
    found.names.some((name) => name === tag || name.endsWith(`:${tag}`) || name.endsWith(`/${tag}`));
  const stated = platformOf(found.descriptor);
  const isPlatform =
    platform === undefined || stated === '' || stated === platform || stated.startsWith(`${platform}/`);
  return isNamed && isTagged && isPlatform;
}

/** Also for a manifest that was found elsewhere. Order of the layers: the manifest's. */
async function openManifest(blobs: BlobReader, descriptor: Descriptor, inflater: Inflater): Promise<ImageView> {
  const place = { source: blobs.source, name: descriptor.digest };
  const manifest = parseDocument(Manifest, await readVerifiedBlob(blobs, descriptor.digest), place);
  const configData = await readVerifiedBlob(blobs, manifest.config.digest);
  const { config, diffIds } = parseImageConfig(configData, { source: blobs.source, name: manifest.config.digest });
  if (diffIds.length !== manifest.layers.length) {
    throw new Problem('usage', 'image-document-invalid', { ...place, field: 'layers' });
  }
  const layers = manifest.layers.map((layer, i) => {
    const diffId = diffIds[i] ?? layer.digest;
    const mediaType = layer.mediaType ?? '';
    const isPlain = layer.digest === diffId;
    const blob = { digest: layer.digest, diffId, mediaType, name: blobName(layer.digest) };
    return openLayer(blobs, isPlain ? blob : { ...blob, transferBytes: layer.size }, inflater);
  });
  return { digest: descriptor.digest, config, configDigest: manifest.config.digest, layers: await Promise.all(layers) };
}
