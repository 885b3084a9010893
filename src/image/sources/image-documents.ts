import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import { DigestText, parseDocument } from './read-document.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const Descriptor = v.object({
  mediaType: v.nullish(v.string()),
  digest: DigestText,
  size: Count,
  annotations: v.nullish(v.record(v.string(), v.string())),
  platform: v.nullish(
    v.object({ os: v.nullish(v.string()), architecture: v.nullish(v.string()), variant: v.nullish(v.string()) }),
  ),
});
export type Descriptor = v.InferOutput<typeof Descriptor>;

export const IndexDocument = v.object({ manifests: v.nullish(v.array(Descriptor), () => []) });

export const ManifestDocument = v.object({
  config: Descriptor,
  layers: v.nullish(v.array(Descriptor), () => []),
});
export type ManifestDocument = v.InferOutput<typeof ManifestDocument>;

/** Older writers leave the media type out; then the shape tells an index from a manifest. */
const Either = v.object({
  schemaVersion: v.nullish(v.number()),
  mediaType: v.nullish(v.string()),
  manifests: v.nullish(v.unknown()),
  layers: v.nullish(v.unknown()),
  config: v.nullish(v.unknown()),
});

const INDEX_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

export const MANIFEST_TYPES: readonly string[] = [OCI_MANIFEST, 'application/vnd.docker.distribution.manifest.v2+json'];

/** What a manifest is to be called: by its descriptor, else by itself. @param data a manifest that was parsed */
export function mediaTypeOf(data: Uint8Array, stated: string | null | undefined): string {
  const own = (JSON.parse(Buffer.from(data).toString('utf8')) as { readonly mediaType?: unknown }).mediaType;
  return stated || (typeof own === 'string' && own !== '' ? own : OCI_MANIFEST);
}

/** What a client asks a registry for. */
export const ACCEPTED_TYPES: readonly string[] = [...INDEX_TYPES, ...MANIFEST_TYPES];

/** Published limits of one image's documents. */
export const DOCUMENT_LIMITS = { descriptors: 1000, indexDepth: 3, layers: 500 } as const;

export type ImageDocument =
  | { readonly is: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly is: 'manifest'; readonly manifest: ManifestDocument };

interface Place {
  readonly source: string;
  readonly name: string;
}

/**
 * Tells an index from a manifest. What could be read as both is neither (CVE-2021-41190).
 * @param stated the media type its descriptor or the registry says
 * @throws Problem `image-document-invalid`, `image-over-limit`
 */
export function parseImageDocument(data: Uint8Array, stated: string | undefined, place: Place): ImageDocument {
  const either = parseDocument(Either, data, place);
  const invalid = (field: string) => new Problem('usage', 'image-document-invalid', { ...place, field });
  // Version 1 has its layers elsewhere; without a number the shape decides.
  if ((either.schemaVersion ?? 2) !== 2) throw invalid('schemaVersion');
  const own = either.mediaType ?? undefined;
  if (own !== undefined && stated !== undefined && own !== stated) throw invalid('mediaType');
  const hasManifest = either.layers !== undefined && either.layers !== null;
  if (either.manifests && (hasManifest || either.config)) throw invalid('manifests');
  const type = stated ?? own;
  const isIndex = type === undefined ? Boolean(either.manifests) : INDEX_TYPES.has(type);
  if (!isIndex && type !== undefined && !MANIFEST_TYPES.includes(type)) throw invalid('mediaType');
  if (isIndex) {
    const { manifests } = parseDocument(IndexDocument, data, place);
    checkCount('descriptors', manifests.length, place);
    return { is: 'index', manifests };
  }
  const manifest = parseDocument(ManifestDocument, data, place);
  checkCount('layers', manifest.layers.length, place);
  return { is: 'manifest', manifest };
}

export function checkCount(limit: 'descriptors' | 'layers', count: number, { source }: Place): void {
  const allowed = DOCUMENT_LIMITS[limit];
  if (count > allowed) throw new Problem('usage', 'image-over-limit', { source, limit, allowed });
}

const LAYER_TYPE =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+gzip|\+zstd)?|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar(?:\.gzip|\.zstd)?)$/;

/** @throws Problem `layer-type-unknown` for what is no layer of files (a chart, a signature) */
export function checkLayerType(mediaType: string, source: string): void {
  if (mediaType !== '' && !LAYER_TYPE.test(mediaType))
    throw new Problem('usage', 'layer-type-unknown', { source, mediaType });
}

/** Attestations stand beside the images they are about. */
export function isAttestation(descriptor: Descriptor): boolean {
  const platform = descriptor.platform;
  const isUnknown = platform?.os === 'unknown' && platform.architecture === 'unknown';
  return isUnknown || descriptor.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

/** `linux/arm64/v8`, as far as the descriptor says it. */
export function platformOf(descriptor: Descriptor): string {
  const { os, architecture, variant } = descriptor.platform ?? {};
  return [os, architecture, variant].filter(Boolean).join('/');
}

/** `linux/arm64` also means its variants; a descriptor that says nothing fits all. */
export function fitsPlatform(descriptor: Descriptor, wanted: string | undefined): boolean {
  const stated = platformOf(descriptor);
  return wanted === undefined || stated === '' || stated === wanted || stated.startsWith(`${wanted}/`);
}
