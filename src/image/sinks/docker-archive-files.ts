import type { ImageView } from '../contract.ts';
import type { ArchiveFile } from './contract.ts';
import { textFile } from './layout-files.ts';
import { countBytes } from './pack-image.ts';

/**
 * The files of what `docker save` wrote before it wrote layouts: plain tars, each once, and `manifest.json`. Every engine loads it.
 * @param tags whole names; may be empty. Cost: compressed layers are read twice, once to know their length.
 */
export async function dockerArchiveFiles(view: ImageView, tags: readonly string[]): Promise<readonly ArchiveFile[]> {
  const nameOf = (digest: string) => digest.slice(digest.indexOf(':') + 1);
  const configName = `${nameOf(view.configDigest)}.json`;
  const layers = new Map(view.layers.map((layer) => [`${nameOf(layer.diffId)}/layer.tar`, layer]));
  const manifest = [
    { Config: configName, RepoTags: tags, Layers: view.layers.map(({ diffId }) => `${nameOf(diffId)}/layer.tar`) },
  ];
  const tars: ArchiveFile[] = [];
  for (const [name, layer] of layers) {
    tars.push({ name, bytes: layer.tarBytes ?? (await countBytes(layer.open())), open: () => layer.open() });
  }
  return [
    ...tars,
    textFile(configName, view.configBytes),
    textFile('manifest.json', Buffer.from(JSON.stringify(manifest))),
  ];
}
