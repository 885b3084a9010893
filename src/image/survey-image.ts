import { dotnetCollector } from './collectors/dotnet-collector.ts';
import { goCollector } from './collectors/go-collector.ts';
import { type FileHead, type FileHeads, headCollector } from './collectors/head-collector.ts';
import { javaCollector } from './collectors/java-collector.ts';
import { nodeCollector } from './collectors/node-collector.ts';
import { pythonCollector } from './collectors/python-collector.ts';
import { scriptCollector } from './collectors/script-collector.ts';
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
  /** What a collector by offset kept of a file; undefined also where it was not asked for. */
  kept<T>(collector: Collector<Readonly<Record<number, T>>>, node: TreeNode): T | undefined;
}

/** What the closure reads of files, all in one pass. */
export const CLOSURE_COLLECTORS: readonly Collector[] = [
  headCollector,
  textCollector,
  scriptCollector,
  javaCollector,
  dotnetCollector,
  goCollector,
  nodeCollector,
  pythonCollector,
];

/** Reads what the cache does not know of the image. @throws Problem as `indexLayers` and `mergeLayers` */
export async function surveyImage(
  view: ImageView,
  options: IndexOptions & { readonly collectors?: readonly Collector[] | undefined } = {},
): Promise<ImageSurvey> {
  const collectors = [...CLOSURE_COLLECTORS, ...(options.collectors ?? [])];
  const indexes = await indexLayers(view, collectors, options);
  const kept = <T>(collector: Collector<Readonly<Record<number, T>>>, { content }: TreeNode): T | undefined => {
    if (content === undefined) return undefined;
    const found = indexes[content.layer]?.collected[collector.name] as Readonly<Record<number, T>> | undefined;
    return found?.[content.entry.offset];
  };
  return {
    view,
    indexes,
    tree: mergeLayers(indexes),
    unpackedBytes: sumUnpackedBytes(indexes),
    head: (node) => kept<FileHeads[number]>(headCollector, node),
    text: (node) => kept<FileTexts[number]>(textCollector, node),
    kept,
  };
}
