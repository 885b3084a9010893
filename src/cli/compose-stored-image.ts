import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileBlob, folderBlobs } from '../adapters/blobs/file-blobs.ts';
import { fileIndexCache } from '../adapters/blobs/file-index-cache.ts';
import { layerWorkers } from '../adapters/blobs/layer-workers.ts';
import { nodeInflater } from '../adapters/blobs/node-inflater.ts';
import type { ImageView, LayerIndexCache } from '../image/contract.ts';
import type { InflateLimits } from '../image/sources/inflate-limits.ts';
import { openDockerArchive } from '../image/sources/open-docker-archive.ts';
import { openOciLayout } from '../image/sources/open-oci-layout.ts';
import { openTarMembers } from '../image/sources/open-tar-members.ts';
import type { StoredName } from '../model/image-name.ts';
import { parseReference } from '../model/reference.ts';
import type { ReadLimits } from './read-limits.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface OpenImage {
  readonly view: ImageView;
  /** Its layers come over a network. */
  readonly isRemote?: true | undefined;
  close(): Promise<void>;
}

export function cacheDir(env: Env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'plimsoll');
}

export function composeIndexCache(env: Env): LayerIndexCache {
  return fileIndexCache(join(cacheDir(env), 'layers'));
}

/**
 * A view whose layers lie in files, with threads for the large ones. Run from its sources the program has no file that a thread could
 * load: then there are none.
 */
export function withCrew(view: ImageView, env: Env, limits?: InflateLimits): ImageView {
  const entry = () => (existsSync(fileURLToPath(WORKER)) ? WORKER : undefined);
  return { ...view, hireCrew: layerWorkers({ entry, inflate: { path: env['PATH'] ?? '', limits } }) };
}

/** Built beside the program and beside the library. */
const WORKER = new URL('./layer-worker.js', import.meta.url);

/** An image that lies in a file or a folder. Needs no engine and no network, and loads nothing that does. */
export async function openStoredImage(
  typed: StoredName,
  wish: { readonly env: Env; readonly platform?: string | undefined; readonly limits?: ReadLimits | undefined },
): Promise<OpenImage> {
  const { from, path, tag } = settle(typed);
  const inflater = nodeInflater(wish.env['PATH'] ?? '', wish.limits?.inflate);
  const choice = { tag, platform: wish.platform };
  if (from === 'oci') {
    const layout = folderBlobs(path);
    const view = await openOciLayout(layout, choice, inflater);
    return { view: withCrew(view, wish.env, wish.limits?.inflate), close: () => layout.close() };
  }
  const { blobs, name } = fileBlob(path);
  const members = await openTarMembers(blobs, name);
  const view = await (from === 'oci-archive' ? openOciLayout : openDockerArchive)(members, choice, inflater);
  return { view: withCrew(view, wish.env, wish.limits?.inflate), close: () => blobs.close() };
}

/** A path may hold colons, and so may what follows it (`FILE:registry.example/app:1`): the longest path that is there is meant. */
function settle(name: StoredName): StoredName {
  const { from, path, tag } = name;
  if (existsSync(path)) return name;
  const text = tag === undefined ? path : `${path}:${tag}`;
  for (let colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
    const [before, behind] = [text.slice(0, colon), text.slice(colon + 1)];
    if (existsSync(before) && parseReference(behind) !== undefined) return { from, path: before, tag: behind };
  }
  return name;
}
