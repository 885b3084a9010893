import type { Store } from '../engine/contract.ts';
import type { ImageView } from '../image/contract.ts';
import { dockerArchiveFiles } from '../image/sinks/docker-archive-files.ts';
import { streamTar } from '../image/sinks/stream-tar.ts';
import type { ImageName } from '../model/image-name.ts';

/**
 * Makes an image one that the engine can run: those it has are run under their own name, all others are loaded under one of ours.
 * Cost of those: all their layers, read once or twice. @param as a name that a sweep removes
 * @returns the name to run @throws Problem `image-not-loaded`
 */
export async function putInEngine(store: Store, view: ImageView, name: ImageName, as: string): Promise<string> {
  if ('name' in name && name.from !== 'registry' && name.from !== 'podman' && (await store.has(name.name))) {
    return name.name;
  }
  await store.load(streamTar(await dockerArchiveFiles(view, [as])));
  return as;
}
