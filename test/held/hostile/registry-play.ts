import type { Files } from '../kit/image.ts';
import { json } from '../kit/image.ts';
import { type BlobLayer, imageInto, OCI, PLAIN, tar } from './build.ts';
import type { HeldHost, HeldRequest, HeldResponse, HostileCase, RegistryMedium } from './contract.ts';

/**
 * A registry of one image under `app:1`, whose answers can be changed one by one. Names end in `.test`; addresses
 * are of the ranges kept for documentation where they stand for public ones.
 */
export const REGISTRY: HeldHost = { name: 'registry.test', address: '192.0.2.10' };
export const ELSEWHERE: HeldHost = { name: 'elsewhere.test', address: '198.51.100.20' };
export const REFERENCE = 'registry.test/app:1';

export interface Served {
  readonly digest: string;
  readonly bytes: Buffer;
  readonly blobs: ReadonlyMap<string, Buffer>;
}

/** The digests and bytes of one image, as a registry keeps them. */
export function served(layer: BlobLayer): Served {
  const files: Files = new Map();
  const digest = String(imageInto(files, [layer])['digest']);
  const blobs = new Map([...files].map(([path, bytes]) => [path.slice('blobs/'.length).replace('/', ':'), bytes]));
  return { digest, bytes: blobs.get(digest) ?? Buffer.alloc(0), blobs };
}

export const IMAGE: Served = served(PLAIN);
export const LAYER_DIGEST: string = [...IMAGE.blobs.keys()][0] ?? '';
export const OTHER_IMAGE: Served = served({ blob: tar({ name: 'other', content: 'other' }) });

export function whole(bytes: Buffer, type: string, more: Readonly<Record<string, string>> = {}): HeldResponse {
  return {
    status: 200,
    headers: { 'content-type': type, 'content-length': String(bytes.length), ...more },
    body: { is: 'whole', bytes },
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): HeldResponse {
  return { status: code, headers, body: { is: 'whole', bytes: Buffer.alloc(0) } };
}

export function redirect(location: string, code = 307): HeldResponse {
  return status(code, { location });
}

export function isManifest(request: HeldRequest): boolean {
  return request.path.includes('/manifests/');
}

export function isBlob(request: HeldRequest, digest: string = LAYER_DIGEST): boolean {
  return request.path === `/v2/app/blobs/${digest}`;
}

/** What an honest registry answers, whatever host it is asked as. */
export function honest(request: HeldRequest, image: Served = IMAGE): HeldResponse {
  if (request.path === '/v2/' || request.path === '/v2') return whole(json({}), 'application/json');
  if (request.path === '/v2/app/manifests/1' || request.path === `/v2/app/manifests/${image.digest}`) {
    return manifestOf(request, image);
  }
  const blob = image.blobs.get(request.path.replace('/v2/app/blobs/', ''));
  if (blob === undefined) return status(404);
  return request.method === 'HEAD' ? headOf(blob, 'application/octet-stream') : whole(blob, 'application/octet-stream');
}

export function manifestOf(
  request: HeldRequest,
  image: Served,
  more: Readonly<Record<string, string>> = {},
): HeldResponse {
  const headers = { 'docker-content-digest': image.digest, ...more };
  if (request.method === 'HEAD') return headOf(image.bytes, OCI.manifest, headers);
  return whole(image.bytes, OCI.manifest, headers);
}

function headOf(bytes: Buffer, type: string, more: Readonly<Record<string, string>> = {}): HeldResponse {
  return status(200, { 'content-type': type, 'content-length': String(bytes.length), ...more });
}

type Handle = RegistryMedium['handle'];

/** The honest registry but for the requests `changed` has an answer of its own for. */
export function registryCase(
  about: Omit<HostileCase, 'medium' | 'source'> & { readonly source?: string },
  changed: (request: HeldRequest) => HeldResponse | undefined,
  more: Partial<Omit<RegistryMedium, 'is' | 'handle'>> = {},
): HostileCase {
  const handle: Handle = (request) => changed(request) ?? honest(request);
  return {
    source: 'the published limits and 6.5',
    ...about,
    medium: { is: 'registry', hosts: [REGISTRY, ELSEWHERE], reference: REFERENCE, ...more, handle },
    ceilings: { seconds: 60, rssMb: 250, ...about.ceilings },
  };
}
