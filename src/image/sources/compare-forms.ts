import { Problem } from '../../model/problem.ts';
import { type Digest, sha256 } from '../../model/sha256.ts';
import type { BlobReader, ImageView, Inflater, Layer, OtherForm } from '../contract.ts';
import { faultOf } from '../fault-of.ts';
import { cleanPath } from '../tar/clean-path.ts';
import { checkCount, type Descriptor, DOCUMENT_LIMITS, parseImageDocument } from './image-documents.ts';
import { openLayer } from './open-layer.ts';
import type { Found, LayoutImage } from './open-oci-layout.ts';
import { parseImageConfig } from './parse-config.ts';
import { blobName, readSmallBlob, readVerifiedBlob } from './read-document.ts';
import { isTagged, SAVED_IMAGES, type SavedImage } from './saved-images.ts';

interface Forms {
  readonly layout: LayoutImage;
  /** What `manifest.json` lists. */
  readonly saved: readonly SavedImage[];
  /** As the image was asked for. */
  readonly tag?: string | undefined;
  readonly inflater: Inflater;
}

/**
 * Holds the `manifest.json` of an archive against the image that was chosen through its index: engines with the containerd store load by the
 * one, those with graph drivers by the other, and both are to come to the same image. A list of fewer images is none of another one.
 * @returns what is wrong with the list and changes no image; undefined where nothing is
 * @throws Problem `archive-disagrees` where it has another image under the same name; `image-over-limit`. Cost: its configurations, and
 * manifests of other images only where it lists any.
 */
export async function compareForms(members: BlobReader, forms: Forms): Promise<OtherForm | undefined> {
  const { source } = members;
  const { layout, saved, tag } = forms;
  const { chosen, view } = layout;
  checkCount('descriptors', saved.length, { source, name: SAVED_IMAGES });
  const found = { problems: [] as Problem[], layers: new Map<string, Layer>() };
  const isKnown = knowOthers(members, layout);
  for (const image of saved.filter((one) => isTagged(one, tag) || isNamedAs(one, chosen))) {
    const missing = await findMissing(members, image);
    if (missing !== undefined) found.problems.push(missing);
    const config = await readConfig(members, image, view);
    if (config === undefined) continue;
    if (config.digest === view.configDigest) await compareLayers(members, image, { forms, found });
    else if (!(await isKnown(image, config))) {
      const names = { source, image: image.RepoTags?.[0] ?? image.Config };
      throw new Problem('usage', 'archive-disagrees', { ...names, index: view.configDigest, list: config.digest });
    }
  }
  const { problems, layers } = found;
  return problems.length + layers.size === 0 ? undefined : { problems, layers: [...layers.values()] };
}

/** The first file it names that the archive does not hold. */
async function findMissing(members: BlobReader, { Config, Layers }: SavedImage): Promise<Problem | undefined> {
  for (const name of [Config, ...(Layers ?? [])].map(cleanPath)) {
    if ((await members.bytes(name)) !== undefined) continue;
    return new Problem('usage', 'blob-missing', { source: members.source, name, namedBy: SAVED_IMAGES });
  }
  return undefined;
}

interface SavedConfig {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

async function readConfig(
  members: BlobReader,
  { Config }: SavedImage,
  view: ImageView,
): Promise<SavedConfig | undefined> {
  const name = cleanPath(Config);
  if (name === blobName(view.configDigest)) return { digest: view.configDigest, bytes: view.configBytes };
  if ((await members.bytes(name)) === undefined) return undefined;
  const bytes = await readSmallBlob(members, name);
  const isSame = Buffer.compare(bytes, view.configBytes) === 0;
  return { digest: isSame ? view.configDigest : sha256(bytes), bytes };
}

/**
 * Tells whether the index has an image too, and not in the place of the chosen one: under another name, or under the same name for another
 * platform.
 */
function knowOthers(members: BlobReader, { chosen, all, view }: LayoutImage) {
  const configs = new Map<Digest, Digest | undefined>();
  const platforms = new Map<string, string>();
  const configAt = async ({ descriptor }: Found) => {
    const { digest } = descriptor;
    if (!configs.has(digest)) configs.set(digest, await configOf(members, descriptor));
    return configs.get(digest);
  };
  const platformAt = (config: SavedConfig, { descriptor }: Found) => {
    const key = `${config.digest} ${descriptor.platform?.variant ?? ''}`;
    const place = { source: members.source, name: config.digest };
    const known = platforms.get(key) ?? platformOf(parseImageConfig(config.bytes, place).config, descriptor);
    platforms.set(key, known);
    return known;
  };
  const own = platformOf(view.config, chosen.descriptor);
  return async (image: SavedImage, config: SavedConfig): Promise<boolean> => {
    const isRival = isNamedAs(image, chosen);
    for (const found of all) {
      if ((await configAt(found)) !== config.digest) continue;
      if (!isRival || (isNamedAs(image, found) && platformAt(config, found) !== own)) return true;
    }
    return false;
  };
}

async function configOf(members: BlobReader, { digest, size, mediaType }: Descriptor): Promise<Digest | undefined> {
  const place = { source: members.source, name: digest };
  const document = parseImageDocument(await readVerifiedBlob(members, digest, size), mediaType ?? undefined, place);
  return document.is === 'manifest' ? document.manifest.config.digest : undefined;
}

/** By the configuration: what an index says beside it engines do not load by. Only the variant is often left out of it. */
function platformOf({ os, architecture, raw }: ImageView['config'], descriptor: Descriptor): string {
  const { variant } = raw as { readonly variant?: unknown };
  const stated = typeof variant === 'string' ? variant : descriptor.platform?.variant;
  return `${os}/${architecture}/${stated ?? ''}`;
}

function isNamedAs({ RepoTags }: SavedImage, { names }: Found): boolean {
  const whole = names.filter((name) => /[:/]/.test(name));
  // A tag alone counts where nothing else is said.
  return (RepoTags ?? []).some((tag) =>
    whole.length > 0
      ? whole.some((name) => withoutHost(name) === withoutHost(tag))
      : names.some((name) => tag.endsWith(`:${name}`)),
  );
}

/** Engines leave the default registry out of the names they show. */
function withoutHost(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** Files that only the list has for the layers, each once. */
async function compareLayers(
  members: BlobReader,
  image: SavedImage,
  {
    forms,
    found,
  }: { readonly forms: Forms; readonly found: { readonly problems: Problem[]; readonly layers: Map<string, Layer> } },
): Promise<void> {
  const { problems, layers } = found;
  const { view } = forms.layout;
  const names = (image.Layers ?? []).map(cleanPath);
  if (names.length !== view.layers.length) {
    const place = { source: members.source, name: SAVED_IMAGES };
    problems.push(new Problem('usage', 'image-document-invalid', { ...place, field: 'Layers' }));
    return;
  }
  for (const [i, { digest, diffId, mediaType }] of view.layers.entries()) {
    const name = names[i] ?? '';
    const key = `${diffId} ${name}`;
    const isNew = name !== blobName(digest) && !layers.has(key) && layers.size < DOCUMENT_LIMITS.layers;
    if (!isNew || (await members.bytes(name)) === undefined) continue;
    try {
      layers.set(
        key,
        await openLayer(members, { digest: diffId, diffId, mediaType, name, isNamedByDiffId: true }, forms.inflater),
      );
    } catch (thrown) {
      problems.push(faultOf(thrown));
    }
  }
}
