import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import type { Digest } from '../../model/sha256.ts';
import type { BlobReader, ImageView, Inflater } from '../contract.ts';
import {
  checkCount,
  checkLayerType,
  type Descriptor,
  DOCUMENT_LIMITS,
  fitsPlatform,
  IndexDocument,
  isAttestation,
  MANIFEST_TYPES,
  mediaTypeOf,
  parseImageDocument,
  platformOf,
} from './image-documents.ts';
import { type Choice, checkPlatform, nameChoices } from './name-choices.ts';
import { openLayer } from './open-layer.ts';
import { parseImageConfig } from './parse-config.ts';
import { blobName, parseDocument, readSmallBlob, readVerifiedBlob } from './read-document.ts';
import { attestationsOf, statementsOf } from './read-statements.ts';

/** Which image of a medium is meant; with several left, the platform decides. */
export interface ImageChoice {
  /** Digest of a manifest or of an index. */
  readonly digest?: Digest | undefined;
  /** `latest`, or a whole name as the engine writes it. */
  readonly tag?: string | undefined;
  /** `linux/arm64/v8`. */
  readonly platform?: string | undefined;
}

const Layout = v.object({ imageLayoutVersion: v.pipe(v.string(), v.regex(/^1\./)) });
/** An image manifest found in the layout, with what its index says about it. */
export interface Found {
  readonly descriptor: Descriptor;
  readonly names: readonly string[];
  /** Digests of the indexes it was reached through. */
  readonly through: readonly Digest[];
  /** What its index holds. */
  readonly beside: readonly Descriptor[];
}

/** One image of a layout, and the others beside it. */
export interface LayoutImage {
  readonly view: ImageView;
  readonly chosen: Found;
  /** Manifests whose blobs are there, the chosen one included. */
  readonly all: readonly Found[];
}

/**
 * Opens one image of an OCI layout: a folder, or the members of an OCI archive. Attestations and manifests whose blobs are not there
 * are not counted; manifest and configuration are checked against their digests.
 * @throws Problem `not-an-image`, `archive-image-not-found`, `archive-image-ambiguous`, `image-document-invalid`, `blob-…`, `zstd-missing`
 */
export async function openOciLayout(blobs: BlobReader, choice: ImageChoice, inflater: Inflater): Promise<ImageView> {
  return (await openLayoutImage(blobs, choice, inflater)).view;
}

/** As `openOciLayout`, with what else there is to choose from. */
export async function openLayoutImage(
  blobs: BlobReader,
  choice: ImageChoice,
  inflater: Inflater,
): Promise<LayoutImage> {
  if ((await blobs.bytes('oci-layout')) === undefined)
    throw new Problem('usage', 'not-an-image', { source: blobs.source });
  const { source } = blobs;
  parseDocument(Layout, await readSmallBlob(blobs, 'oci-layout'), { source, name: 'oci-layout' });
  const top = parseDocument(IndexDocument, await readSmallBlob(blobs, 'index.json'), { source, name: 'index.json' });
  checkCount('descriptors', top.manifests.length, { source, name: 'index.json' });
  const walk: Walk = { blobs, found: [], looked: 0, read: new Map() };
  await collectManifests(walk, top.manifests, { names: [], through: [] });
  if (walk.found.length === 0 && walk.missing !== undefined) {
    throw new Problem('usage', 'blob-missing', { source, name: blobName(walk.missing), namedBy: 'index.json' });
  }
  const chosen = chooseManifest(walk.found, choice, source);
  const { descriptor, beside } = chosen;
  const read = ({ digest, size }: Descriptor) => readVerifiedBlob(blobs, digest, size);
  const view = await openManifest(blobs, descriptor, inflater);
  if (platformOf(descriptor) === '') checkPlatform(view.config, choice.platform, source);
  const statements = statementsOf(attestationsOf(beside, descriptor.digest), { source, read });
  return { view: { ...view, ...statements }, chosen, all: walk.found };
}

/** Going through a layout's indexes. */
interface Walk {
  readonly blobs: BlobReader;
  readonly found: Found[];
  /** Descriptors in all: an index may be named many times, also by indexes that are. */
  looked: number;
  /** The first that is not there: a copy of one platform may lack the others, but not all. */
  missing?: Digest;
  /** Documents that were read, by digest. */
  readonly read: Map<Digest, { readonly descriptor: Descriptor; readonly nested: readonly Descriptor[] | undefined }>;
}

/** Cost: at most `DOCUMENT_LIMITS.descriptors` looks, and each document is read once. */
async function collectManifests(
  walk: Walk,
  descriptors: readonly Descriptor[],
  above: { readonly names: readonly string[]; readonly through: readonly Digest[] },
): Promise<void> {
  const { blobs, found } = walk;
  const over = (limit: 'indexDepth' | 'descriptors') =>
    new Problem('usage', 'image-over-limit', { source: blobs.source, limit, allowed: DOCUMENT_LIMITS[limit] });
  if (above.through.length > DOCUMENT_LIMITS.indexDepth) throw over('indexDepth');
  for (const descriptor of descriptors) {
    walk.looked += 1;
    if (walk.looked > DOCUMENT_LIMITS.descriptors) throw over('descriptors');
    if (isAttestation(descriptor)) continue;
    if ((await blobs.bytes(blobName(descriptor.digest))) === undefined) {
      walk.missing ??= descriptor.digest;
      continue;
    }
    const names = [...above.names, ...namesOf(descriptor)];
    const nested = await readNestedIndex(walk, descriptor);
    if (nested === undefined) found.push({ descriptor, names, through: above.through, beside: descriptors });
    else await collectManifests(walk, nested, { names, through: [...above.through, descriptor.digest] });
  }
}

function namesOf(descriptor: Descriptor): string[] {
  const { annotations } = descriptor;
  const names = [annotations?.['org.opencontainers.image.ref.name'], annotations?.['io.containerd.image.name']];
  return names.filter((name) => name !== undefined);
}

/** @returns undefined for what is no index @throws Problem also where two descriptors say different things of one document */
async function readNestedIndex(
  { blobs, read }: Walk,
  descriptor: Descriptor,
): Promise<readonly Descriptor[] | undefined> {
  const { digest, size, mediaType } = descriptor;
  if (MANIFEST_TYPES.includes(mediaType ?? '')) return undefined;
  const place = { source: blobs.source, name: digest };
  const known = read.get(digest);
  if (known !== undefined) {
    const { size: bytes } = known.descriptor;
    const lengths = { source: blobs.source, digest, bytes, saidBytes: size };
    if (bytes !== size) throw new Problem('usage', 'blob-length-mismatch', lengths);
    if (known.descriptor.mediaType === mediaType) return known.nested;
    throw new Problem('usage', 'image-document-invalid', { ...place, field: 'mediaType' });
  }
  const document = parseImageDocument(await readVerifiedBlob(blobs, digest, size), mediaType ?? undefined, place);
  const nested = document.is === 'index' ? document.manifests : undefined;
  read.set(digest, { descriptor, nested });
  return nested;
}

function chooseManifest(all: readonly Found[], choice: ImageChoice, source: string): Found {
  const unique = [...new Map(all.map((found) => [`${found.descriptor.digest} ${found.names.join()}`, found])).values()];
  const fitting = unique.filter((found) => fits(found, choice));
  const digests = new Set(fitting.map((found) => found.descriptor.digest));
  const first = fitting[0];
  if (first !== undefined && digests.size === 1) return first;
  const listed = nameChoices((first === undefined ? unique : fitting).map(toChoice));
  if (first !== undefined) throw new Problem('usage', 'archive-image-ambiguous', { source, available: listed });
  const wanted = [choice.digest, choice.tag, choice.platform].filter((part) => part !== undefined).join(' ');
  throw new Problem('usage', 'archive-image-not-found', { source, wanted, available: listed });
}

function toChoice({ names, descriptor }: Found): Choice {
  return { names, platform: platformOf(descriptor), digest: descriptor.digest };
}

function fits(found: Found, choice: ImageChoice): boolean {
  const { digest, tag, platform } = choice;
  const isNamed = digest === undefined || found.descriptor.digest === digest || found.through.includes(digest);
  const isTagged =
    tag === undefined ||
    found.names.some((name) => name === tag || name.endsWith(`:${tag}`) || name.endsWith(`/${tag}`));
  return isNamed && isTagged && fitsPlatform(found.descriptor, platform);
}

/** @throws Problem `blob-length-mismatch`, `blob-missing` */
async function checkLength(blobs: BlobReader, { digest, size }: Descriptor): Promise<void> {
  const { source } = blobs;
  const bytes = await blobs.bytes(blobName(digest));
  if (bytes === undefined) throw new Problem('usage', 'blob-missing', { source, name: blobName(digest) });
  if (bytes !== size) throw new Problem('usage', 'blob-length-mismatch', { source, digest, bytes, saidBytes: size });
}

/** Also for a manifest that was found elsewhere. Order of the layers: the manifest's. */
async function openManifest(blobs: BlobReader, descriptor: Descriptor, inflater: Inflater): Promise<ImageView> {
  const place = { source: blobs.source, name: descriptor.digest };
  const data = await readVerifiedBlob(blobs, descriptor.digest, descriptor.size);
  const document = parseImageDocument(data, descriptor.mediaType ?? undefined, place);
  if (document.is === 'index') throw new Problem('usage', 'image-document-invalid', { ...place, field: 'mediaType' });
  const { manifest } = document;
  const configData = await readVerifiedBlob(blobs, manifest.config.digest, manifest.config.size);
  const { config, diffIds } = parseImageConfig(configData, { source: blobs.source, name: manifest.config.digest });
  if (diffIds.length !== manifest.layers.length) {
    throw new Problem('usage', 'image-document-invalid', { ...place, field: 'layers' });
  }
  const layers = manifest.layers.map(async (layer, i) => {
    checkLayerType(layer.mediaType ?? '', blobs.source);
    await checkLength(blobs, layer);
    const diffId = diffIds[i] ?? layer.digest;
    const mediaType = layer.mediaType ?? '';
    const isPlain = layer.digest === diffId;
    const blob = { digest: layer.digest, diffId, mediaType, name: blobName(layer.digest) };
    return openLayer(blobs, isPlain ? blob : { ...blob, transferBytes: layer.size }, inflater);
  });
  return {
    digest: descriptor.digest,
    manifest: { mediaType: mediaTypeOf(data, descriptor.mediaType), bytes: data },
    config,
    configDigest: manifest.config.digest,
    configBytes: configData,
    layers: await Promise.all(layers),
  };
}
