import { type FileHead, type FileHeads, headCollector } from './collectors/head-collector.ts';
import { type FileTexts, textCollector } from './collectors/text-collector.ts';
import type { Collector, ImageView, LayerIndex, MergedTree, TreeNode } from './contract.ts';
import { type IndexOptions, indexLayers, sumUnpackedBytes } from './index-layers.ts';
import { mergeLayers } from './merge/merge-layers.ts';

/** All that later looks at an image need, from one pass over its layers. */
export interface ImageSurvey {
  readonly view: ImageView;
  readonly indexes: readonly LayerIndex[];
  readonly tree: MergedTree;
  readonly unpackedBytes: number;
  /** Head of a file; undefined for other nodes, and where it was not kept: then nothing is known. */
  head(node: TreeNode): FileHead | undefined;
  /** Text of one of the small files of `textCollector`. */
  text(node: TreeNode): string | undefined;
}

/** Reads what the cache does not know of the image. @throws Problem as `indexLayers` and `mergeLayers` */
export async function surveyImage(
  view: ImageView,
  options: IndexOptions & { readonly collectors?: readonly Collector[] | undefined } = {},
): Promise<ImageSurvey> {
  const collectors = [headCollector, textCollector, ...(options.collectors ?? [])];
  const indexes = await indexLayers(view, collectors, options);
  const found = <T>(collector: Collector<Readonly<Record<number, T>>>, { content }: TreeNode): T | undefined => {
    if (content === undefined) return undefined;
    const kept = indexes[content.layer]?.collected[collector.name] as Readonly<Record<number, T>> | undefined;
    return kept?.[content.entry.offset];
  };
  return {
    view,
    indexes,
    tree: mergeLayers(indexes),
    unpackedBytes: sumUnpackedBytes(indexes),
    head: (node) => found<FileHeads[number]>(headCollector, node),
    text: (node) => found<FileTexts[number]>(textCollector, node),
  };
}
