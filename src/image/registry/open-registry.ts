import { Problem } from '../../model/problem.ts';
import { type Digest, digestLike, hashLike, isDigest, sha256 } from '../../model/sha256.ts';
import type { ImageView, Inflater, Layer } from '../contract.ts';
import {
  ACCEPTED_TYPES,
  checkLayerType,
  type Descriptor,
  fitsPlatform,
  isAttestation,
  MANIFEST_TYPES,
  type ManifestDocument,
  mediaTypeOf,
  parseImageDocument,
  platformOf,
} from '../sources/image-documents.ts';
import { nameChoices } from '../sources/name-choices.ts';
import { inflateByContent } from '../sources/open-layer.ts';
import { parseImageConfig } from '../sources/parse-config.ts';
import { DOCUMENT_BYTES } from '../sources/read-document.ts';
import { attestationsOf, statementsOf } from '../sources/read-statements.ts';
import type { RegistryClient } from './registry-client.ts';
import type { RegistryPlace } from './registry-url.ts';

/**
 * Opens an image of a registry: the index where there is one, the manifest of the platform, the configuration. Layers are read when they
 * are opened, each in one stream that is never laid on a disk; their bytes are checked against digest and length.
 * Cost: 2 or 3 requests and some kB. @throws Problem `registry-…`, `image-document-invalid`, `archive-image-ambiguous`
 */
export async function openRegistryImage(
  client: RegistryClient,
  place: RegistryPlace,
  platform: string,
  inflater: Inflater,
): Promise<ImageView> {
  const source = `${place.host}/${place.repository}`;
  const top = await readManifest(client, place, place.reference, undefined);
  const document = parseImageDocument(top.data, top.mediaType, { source, name: place.reference });
  if (document.is === 'manifest') return openManifest(client, place, { ...top, manifest: document.manifest }, inflater);
  const chosen = choosePlatform(document.manifests, platform, source);
  const read = await readManifest(client, place, chosen.digest, chosen.size);
  const { digest } = read;
  const inner = parseImageDocument(read.data, chosen.mediaType ?? undefined, { source, name: digest });
  if (inner.is === 'index') {
    throw new Problem('usage', 'image-document-invalid', { source, name: digest, field: 'mediaType' });
  }
  const view = await openManifest(client, place, { ...read, manifest: inner.manifest }, inflater);
  const readOne = (descriptor: Descriptor) => readSmall(client, place, descriptor);
  return { ...view, ...statementsOf(attestationsOf(document.manifests, digest), { source, read: readOne }) };
}

/** A manifest or a small blob by its descriptor, checked. */
async function readSmall(client: RegistryClient, place: RegistryPlace, descriptor: Descriptor): Promise<Uint8Array> {
  const { digest, size, mediaType } = descriptor;
  if (MANIFEST_TYPES.includes(mediaType ?? '')) return (await readManifest(client, place, digest, size)).data;
  const response = await client.ask({ path: `blobs/${digest}` });
  const data = await readDocument(response.body, place, digest, size);
  if (digestLike(digest, data) !== digest) throw wrongBytes(place, digest, 'digest');
  return data;
}

/** Exact platform only; which of several is meant is asked, never guessed. */
function choosePlatform(manifests: readonly Descriptor[], platform: string, source: string): Descriptor {
  const images = manifests.filter((descriptor) => !isAttestation(descriptor));
  const fitting = images.filter((descriptor) => fitsPlatform(descriptor, platform));
  const first = fitting[0];
  const available = nameChoices(
    (first === undefined ? images : fitting).map((d) => ({ names: [], platform: platformOf(d), digest: d.digest })),
  );
  if (first === undefined)
    throw new Problem('usage', 'archive-image-not-found', { source, wanted: platform, available });
  if (new Set(fitting.map((d) => d.digest)).size > 1) {
    throw new Problem('usage', 'archive-image-ambiguous', { source, available });
  }
  return first;
}

interface ReadManifest {
  readonly data: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string | undefined;
}

/** The bytes decide what was sent: a digest in a header is never believed. */
async function readManifest(
  client: RegistryClient,
  place: RegistryPlace,
  reference: string,
  saidBytes: number | undefined,
): Promise<ReadManifest> {
  const response = await client.ask({ path: `manifests/${reference}`, headers: { accept: ACCEPTED_TYPES.join(', ') } });
  const data = await readDocument(response.body, place, reference, saidBytes);
  const digest = isDigest(reference) ? digestLike(reference, data) : sha256(data);
  if (isDigest(reference) && digest !== reference) throw wrongBytes(place, reference, 'digest');
  const mediaType = response.headers['content-type']?.split(';')[0]?.trim();
  return { data, digest, mediaType: mediaType === '' ? undefined : mediaType };
}

async function readDocument(
  body: AsyncIterable<Uint8Array>,
  place: RegistryPlace,
  name: string,
  saidBytes: number | undefined,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop closes the body.
  for await (const part of body) {
    bytes += part.length;
    if (bytes > DOCUMENT_BYTES) {
      throw new Problem('usage', 'blob-too-large', { source: place.host, name, bytes, allowed: DOCUMENT_BYTES });
    }
    parts.push(part);
  }
  if (saidBytes !== undefined && bytes !== saidBytes) throw wrongBytes(place, name, 'length');
  return Buffer.concat(parts);
}

async function openManifest(
  client: RegistryClient,
  place: RegistryPlace,
  { digest, data, mediaType, manifest }: ReadManifest & { readonly manifest: ManifestDocument },
  inflater: Inflater,
): Promise<ImageView> {
  const source = `${place.host}/${place.repository}`;
  const { config: configAt } = manifest;
  const configBytes = await readSmall(client, place, configAt);
  const { config, diffIds } = parseImageConfig(configBytes, { source, name: configAt.digest });
  if (diffIds.length !== manifest.layers.length) {
    throw new Problem('usage', 'image-document-invalid', { source, name: digest, field: 'layers' });
  }
  const layers = manifest.layers.map((layer, i): Layer => {
    checkLayerType(layer.mediaType ?? '', source);
    const diffId = diffIds[i] ?? layer.digest;
    return {
      digest: layer.digest,
      diffId,
      mediaType: layer.mediaType ?? '',
      transferBytes: layer.size,
      inflateLimits: inflater.limits,
      openStored: () => checkedBlob(client, place, layer),
      open: (onWaste, signal) =>
        inflateByContent(checkedBlob(client, place, layer), layer, inflater, { onWaste, signal }),
    };
  });
  return {
    digest,
    manifest: { mediaType: mediaTypeOf(data, mediaType), bytes: data },
    config,
    configDigest: configAt.digest,
    configBytes,
    layers,
  };
}

/**
 * One blob, its bytes checked. @throws Problem `registry-bytes-wrong` as soon as there are too many bytes, or at the end; `registry-…`
 */
async function* checkedBlob(
  client: RegistryClient,
  place: RegistryPlace,
  { digest, size }: Descriptor,
): AsyncGenerator<Uint8Array> {
  const hash = hashLike(digest);
  let bytes = 0;
  for await (const chunk of resumedBlob(client, digest)) {
    bytes += chunk.length;
    if (bytes > size) throw wrongBytes(place, digest, 'length');
    hash.update(chunk);
    yield chunk;
  }
  if (bytes !== size) throw wrongBytes(place, digest, 'length');
  if (hash.finish() !== digest) throw wrongBytes(place, digest, 'digest');
}

/** Times a blob is gone on with after its connection broke. */
const RESUMES = 4;

/** "Range not satisfiable". */
const NOTHING_LEFT = 416;

/** A blob's bytes as they come; where the connection breaks, the rest is asked for by range. */
async function* resumedBlob(client: RegistryClient, digest: Digest): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for (let resumes = 0; ; resumes++) {
    const rest = bytes > 0 ? { headers: { range: `bytes=${bytes}-` }, okay: [200, 206, NOTHING_LEFT] } : undefined;
    const response = await client.ask({ path: `blobs/${digest}`, ...rest });
    try {
      // It broke off after the last byte; whether all came is found out by who counts them.
      if (response.status === NOTHING_LEFT) return;
      // A registry that knows no ranges begins anew.
      for await (const chunk of skipBytes(response.body, response.status === 206 ? 0 : bytes)) {
        bytes += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      const isBroken = error instanceof Problem && error.code === 'registry-unreachable';
      if (!isBroken || resumes >= RESUMES) throw error;
    } finally {
      response.close();
    }
  }
}

async function* skipBytes(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of source) {
    const rest = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

function wrongBytes({ host }: RegistryPlace, digest: string, reason: 'digest' | 'length'): Problem {
  return new Problem('usage', 'registry-bytes-wrong', { host, digest, reason });
}
