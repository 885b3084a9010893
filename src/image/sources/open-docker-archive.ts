import { Problem } from '../../model/problem.ts';
import { sha256 } from '../../model/sha256.ts';
import type { BlobReader, ImageView, Inflater } from '../contract.ts';
import { cleanPath } from '../tar/clean-path.ts';
import { compareForms } from './compare-forms.ts';
import { type Choice, checkPlatform, nameChoices } from './name-choices.ts';
import { openLayer } from './open-layer.ts';
import { type ImageChoice, openLayoutImage } from './open-oci-layout.ts';
import { parseImageConfig } from './parse-config.ts';
import { readSmallBlob } from './read-document.ts';
import { isTagged, readSavedImages, SAVED_IMAGES, type SavedImage } from './saved-images.ts';

/**
 * Opens one image of what `docker save` writes: an OCI layout where the archive holds one (Docker 25 and later), else the older form with
 * `manifest.json` alone. Where both are there they are to name the same image. The older form has no manifest digest: the view's digest is then the configuration's.
 * @param members the archive's members, @see openTarMembers
 * @throws Problem as `openOciLayout`, `archive-disagrees`
 */
export async function openDockerArchive(
  members: BlobReader,
  choice: ImageChoice,
  inflater: Inflater,
): Promise<ImageView> {
  const { source } = members;
  if ((await members.bytes('oci-layout')) !== undefined) {
    const found = await openLayoutImage(members, choice, inflater);
    const layout = { ...found, view: inOrderOfConfig(found.view) };
    const saved = await readSavedImages(members);
    if (saved === undefined) return layout.view;
    const otherForm = await compareForms(members, { layout, saved, tag: choice.tag, inflater });
    return otherForm === undefined ? layout.view : { ...layout.view, otherForm };
  }
  const saved = await readSavedImages(members);
  if (saved === undefined) throw new Problem('usage', 'not-an-image', { source });
  const image = chooseImage(saved, choice, source);
  const configName = cleanPath(image.Config);
  if ((await members.bytes(configName)) === undefined) {
    throw new Problem('usage', 'blob-missing', { source, name: configName, namedBy: SAVED_IMAGES });
  }
  const configData = await readSmallBlob(members, configName);
  const configDigest = sha256(configData);
  const { config, diffIds } = parseImageConfig(configData, { source, name: configName });
  checkPlatform(config, choice.platform, source);
  const names = image.Layers ?? [];
  if (names.length !== diffIds.length) {
    throw new Problem('usage', 'image-document-invalid', { source, name: SAVED_IMAGES, field: 'Layers' });
  }
  const mediaType = 'application/vnd.docker.image.rootfs.diff.tar';
  const layers = diffIds.map((diffId, i) =>
    openLayer(
      members,
      { digest: diffId, diffId, mediaType, name: cleanPath(names[i] ?? ''), isNamedByDiffId: true },
      inflater,
    ),
  );
  return { digest: configDigest, config, configDigest, configBytes: configData, layers: await Promise.all(layers) };
}

/**
 * Docker 25.0.0 saved manifests whose plain layers stand in any order; `docker load` goes by the configuration, and so does this.
 * @see github.com/moby/moby/issues/47150
 */
function inOrderOfConfig(view: ImageView): ImageView {
  const wanted = view.layers.map(({ diffId }) => diffId);
  const byDigest = new Map(view.layers.map((layer) => [layer.digest, layer]));
  const ordered = wanted.flatMap((diffId) => byDigest.get(diffId) ?? []);
  const isPermuted = new Set(ordered).size === new Set(view.layers.map(({ digest }) => digest)).size;
  const isSame = ordered.every((layer, i) => layer === view.layers[i]);
  if (ordered.length < wanted.length || !isPermuted || isSame) return view;
  const layers = ordered.map(({ transferBytes: _, openStored: __, ...layer }) => ({ ...layer, diffId: layer.digest }));
  return { ...view, layers, isReordered: true };
}

function chooseImage(images: readonly SavedImage[], choice: ImageChoice, source: string): SavedImage {
  const fitting = images.filter((image) => fits(image, choice));
  const first = fitting[0];
  const available = nameChoices((first === undefined ? images : fitting).map(toChoice));
  if (first === undefined) {
    const wanted = [choice.digest, choice.tag].filter((part) => part !== undefined).join(' ');
    throw new Problem('usage', 'archive-image-not-found', { source, wanted, available });
  }
  if (fitting.length > 1) throw new Problem('usage', 'archive-image-ambiguous', { source, available });
  return first;
}

function toChoice({ RepoTags, Config }: SavedImage): Choice {
  return { names: RepoTags ?? [], platform: '', digest: Config };
}

function fits(image: SavedImage, choice: ImageChoice): boolean {
  const { tag, digest } = choice;
  const isNamed = digest === undefined || image.Config.includes(digest.slice('sha256:'.length));
  return isTagged(image, tag) && isNamed;
}
