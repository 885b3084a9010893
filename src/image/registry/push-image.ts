import type { PackedImage } from '../sinks/pack-image.ts';
import { type RegistryClient, redirectOf } from './registry-client.ts';
import type { RegistryPlace } from './registry-url.ts';

interface Blob {
  readonly digest: string;
  readonly size: number;
  open(): Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * Lays an image down in a registry: blobs it lacks, then the manifest under the place's tag or digest.
 * Cost: what the registry has already is only asked for. @returns bytes that were sent @throws Problem `registry-…`
 */
export async function pushImage(client: RegistryClient, place: RegistryPlace, image: PackedImage): Promise<number> {
  const { manifest, config } = image;
  const blobs = new Map<string, Blob>(image.layers.map((layer) => [layer.digest, layer]));
  blobs.set(config.digest, { ...config, open: () => config.bytes });
  let sent = 0;
  for (const blob of blobs.values()) sent += await pushBlob(client, place, blob);
  const put = await client.ask({
    method: 'PUT',
    path: `manifests/${place.reference}`,
    headers: { 'content-type': manifest.mediaType },
    body: () => manifest.bytes,
    okay: [201],
  });
  put.close();
  return sent + manifest.size;
}

/** @returns bytes that were sent: none where the registry has it */
async function pushBlob(client: RegistryClient, place: RegistryPlace, { digest, size, open }: Blob): Promise<number> {
  // One token for all of it: one that is only good for reading would have to be bought anew.
  const known = await client.ask({ method: 'HEAD', path: `blobs/${digest}`, okay: [200, 404], access: 'push' });
  known.close();
  if (known.status === 200) return 0;
  const started = await client.ask({ method: 'POST', path: 'blobs/uploads/', okay: [202] });
  started.close();
  const from = new URL(`${place.repository}/blobs/uploads/`, place.base);
  const url = redirectOf(place, from, started.headers['location'] ?? '', 0);
  url.searchParams.set('digest', digest);
  const put = await client.ask({
    method: 'PUT',
    path: url,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
    body: open,
    okay: [201],
  });
  put.close();
  return size;
}
