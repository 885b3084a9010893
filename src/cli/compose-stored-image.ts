import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileBlob, folderBlobs } from '../adapters/blobs/file-blobs.ts';
import { fileIndexCache } from '../adapters/blobs/file-index-cache.ts';
import { layerWorkers } from '../adapters/blobs/layer-workers.ts';
import { nodeInflater } from '../adapters/blobs/node-inflater.ts';
import type { BlobReader, ImageView, LayerIndexCache } from '../image/contract.ts';
import type { InflateLimits } from '../image/sources/inflate-limits.ts';
import { openDockerArchive } from '../image/sources/open-docker-archive.ts';
import { openOciLayout } from '../image/sources/open-oci-layout.ts';
import { openTarMembers } from '../image/sources/open-tar-members.ts';
import type { StoredName } from '../model/image-name.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { parseReference } from '../model/reference.ts';
import { checkStored } from './check-stored.ts';
import { closeOnFailure } from './close-on-failure.ts';
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
function withCrew(view: ImageView, env: Env, limits?: InflateLimits): ImageView {
  const entry = () => (existsSync(fileURLToPath(WORKER)) ? WORKER : undefined);
  return { ...view, hireCrew: layerWorkers({ entry, inflate: { path: env['PATH'] ?? '', limits } }) };
}

/** Built beside the program and beside the library. */
const WORKER = new URL('./layer-worker.js', import.meta.url);

export interface StoredWish {
  readonly env: Env;
  readonly platform?: string | undefined;
  readonly limits?: ReadLimits | undefined;
  /** Paths are told from here; default: the process's own folder. */
  readonly cwd?: string | undefined;
  /** Ends the listing of an archive with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Names the image in problems where its path would say nothing to the user. Default: the path as it was typed. */
  readonly shownAs?: string | undefined;
}

/** An image that lies in a file or a folder. Needs no engine and no network, and loads nothing that does. */
export async function openStoredImage(typed: StoredName, wish: StoredWish): Promise<OpenImage> {
  const at = (path: string) => resolve(wish.cwd ?? '.', path);
  const name = settle(typed, at);
  const { from, path, tag } = name;
  const kind = checkStored(name, at(path));
  const shown = wish.shownAs ?? path;
  const inflater = nodeInflater(wish.env['PATH'] ?? '', wish.limits?.inflate);
  const choice = { tag, platform: wish.platform };
  if (kind === 'folder') {
    const layout = folderBlobs(at(path), shown);
    const view = await closeOnFailure(layout, () => openOciLayout(layout, choice, inflater));
    return { view: withCrew(view, wish.env, wish.limits?.inflate), close: () => layout.close() };
  }
  const { blobs, name: file } = fileBlob(at(path), shown);
  const view = await closeOnFailure(blobs, async () => {
    const members = await openTarMembers(blobs, file, wish.signal);
    const isSaved = from === 'docker-archive' || (from === 'path' && (await holdsSavedImage(members)));
    if (!isSaved) await checkLayout(members);
    return (isSaved ? openDockerArchive : openOciLayout)(members, choice, inflater);
  });
  return { view: withCrew(view, wish.env, wish.limits?.inflate), close: () => blobs.close() };
}

/** Newer engines save an OCI layout with the older form beside it: it is read as they load it. */
async function holdsSavedImage(members: BlobReader): Promise<boolean> {
  return (await members.bytes('manifest.json')) !== undefined;
}

/** @throws Problem `not-an-image` with what it is instead */
async function checkLayout(members: BlobReader): Promise<void> {
  if ((await members.bytes('oci-layout')) !== undefined || !(await holdsSavedImage(members))) return;
  const { source } = members;
  const hint = message('did-you-mean', { near: [`docker-archive:${source}`] });
  throw new Problem('usage', 'not-an-image', { source }, { hint });
}

/** What an archive is to be read as. @returns undefined for what holds no image, or is no archive @throws the signal's reason */
export async function sniffArchive(
  path: string,
  signal: AbortSignal,
): Promise<'docker-archive' | 'oci-archive' | undefined> {
  const { blobs, name } = fileBlob(path);
  try {
    const members = await openTarMembers(blobs, name, signal);
    if (await holdsSavedImage(members)) return 'docker-archive';
    return (await members.bytes('oci-layout')) === undefined ? undefined : 'oci-archive';
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    await blobs.close();
  }
}

/** A path may hold colons, and so may what follows it (`FILE:registry.example/app:1`): the longest path that is there is meant. */
export function settle(name: StoredName, at: (path: string) => string): StoredName {
  const { from, path, tag } = name;
  const text = tag === undefined ? path : `${path}:${tag}`;
  if (existsSync(at(text))) return { from, path: text };
  for (let colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
    const [before, behind] = [text.slice(0, colon), text.slice(colon + 1)];
    if (existsSync(at(before)) && (behind === tag || parseReference(behind) !== undefined)) {
      return { from, path: before, tag: behind };
    }
  }
  return name;
}
