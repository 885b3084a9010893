import * as v from 'valibot';
import type { BlobReader } from '../contract.ts';
import { parseDocument, readSmallBlob } from './read-document.ts';

/** Lists the images of what `docker save` writes; the older form has nothing else that does. */
export const SAVED_IMAGES = 'manifest.json';

const SavedImages = v.array(
  v.object({ Config: v.string(), RepoTags: v.nullish(v.array(v.string())), Layers: v.nullish(v.array(v.string())) }),
);
export type SavedImage = v.InferOutput<typeof SavedImages>[number];

/** @returns undefined where there is no list @throws Problem `image-document-invalid`, `blob-too-large` */
export async function readSavedImages(members: BlobReader): Promise<readonly SavedImage[] | undefined> {
  const { source } = members;
  if ((await members.bytes(SAVED_IMAGES)) === undefined) return undefined;
  return parseDocument(SavedImages, await readSmallBlob(members, SAVED_IMAGES), { source, name: SAVED_IMAGES });
}

/** @param tag `latest`, or a whole name as the engine writes it; every image where none is asked for */
export function isTagged({ RepoTags }: SavedImage, tag: string | undefined): boolean {
  return tag === undefined || (RepoTags ?? []).some((name) => name === tag || name.endsWith(`:${tag}`));
}
