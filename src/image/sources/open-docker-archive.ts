import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import { sha256 } from '../../model/sha256.ts';
import type { BlobReader, ImageView, Inflater } from '../contract.ts';
import { cleanPath } from '../tar/clean-path.ts';
import { openLayer } from './open-layer.ts';
import { type ImageChoice, openOciLayout } from './open-oci-layout.ts';
import { parseImageConfig } from './parse-config.ts';
import { parseDocument, readSmallBlob } from './read-document.ts';

const SavedImages = v.array(
  v.object({ Config: v.string(), RepoTags: v.nullish(v.array(v.string())), Layers: v.nullish(v.array(v.string())) }),
);
type SavedImage = v.InferOutput<typeof SavedImages>[number];

/**
 * Opens one image of what `docker save` writes: an OCI layout where the archive holds one (Docker 25 and later), else the older form with
 * `manifest.json` alone. The older form has no manifest digest: the view's digest is then the configuration's.
 * @param members the archive's members, @see openTarMembers
 * @throws Problem as `openOciLayout`
 */
export async function openDockerArchive(
  members: BlobReader,
  choice: ImageChoice,
  inflater: Inflater,
): Promise<ImageView> {
  const { source } = members;
  if ((await members.bytes('oci-layout')) !== undefined) return openOciLayout(members, choice, inflater);
  if ((await members.bytes('manifest.json')) === undefined) throw new Problem('usage', 'not-an-image', { source });
  const data = await readSmallBlob(members, 'manifest.json');
  const image = chooseImage(parseDocument(SavedImages, data, { source, name: 'manifest.json' }), choice, source);
  const configName = cleanPath(image.Config);
  const configData = await readSmallBlob(members, configName);
  const configDigest = sha256(configData);
  const { config, diffIds } = parseImageConfig(configData, { source, name: configName });
  const names = image.Layers ?? [];
  if (names.length !== diffIds.length) {
    throw new Problem('usage', 'image-document-invalid', { source, name: 'manifest.json', field: 'Layers' });
  }
  const mediaType = 'application/vnd.docker.image.rootfs.diff.tar';
  const layers = diffIds.map((diffId, i) =>
    openLayer(members, { digest: diffId, diffId, mediaType, name: cleanPath(names[i] ?? '') }, inflater),
  );
  return { digest: configDigest, config, configDigest, layers: await Promise.all(layers) };
}

function chooseImage(images: readonly SavedImage[], choice: ImageChoice, source: string): SavedImage {
  const fitting = images.filter((image) => fits(image, choice));
  const first = fitting[0];
  const available = (first === undefined ? images : fitting).map((image) =>
    (image.RepoTags ?? [image.Config]).join(','),
  );
  if (first === undefined) {
    const wanted = [choice.digest, choice.tag].filter((part) => part !== undefined).join(' ');
    throw new Problem('usage', 'archive-image-not-found', { source, wanted, available });
  }
  if (fitting.length > 1) throw new Problem('usage', 'archive-image-ambiguous', { source, available });
  return first;
}

function fits(image: SavedImage, choice: ImageChoice): boolean {
  const tags = image.RepoTags ?? [];
  const { tag, digest } = choice;
  const isTagged = tag === undefined || tags.some((name) => name === tag || name.endsWith(`:${tag}`));
  const isNamed = digest === undefined || image.Config.includes(digest.slice('sha256:'.length));
  return isTagged && isNamed;
}
