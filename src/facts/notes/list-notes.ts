import type { ImageView, LayerIndex, MergedTree } from '../../image/contract.ts';
import { textToName } from '../../model/bytes.ts';
import type { NoteRecord } from '../../record/inspection.ts';
import { placeSteps } from '../lines/place-steps.ts';
import { findLinkLoops } from './find-link-loops.ts';

const FOREIGN = /\.foreign\.|\.nondistributable\./;

/** What is odd about an image that is read all the same; layers in their order. Cost: a walk of the tree and of its symlinks. */
export function listNotes(
  view: ImageView,
  indexes: readonly LayerIndex[],
  tree: MergedTree,
  unreadStatements = 0,
): NoteRecord[] {
  return [
    ...noteHistory(view),
    ...(unreadStatements > 0 ? [{ code: 'attestation-unread' as const, count: unreadStatements }] : []),
    ...(view.isReordered ? [{ code: 'layer-order' as const, count: 1 }] : []),
    ...indexes.flatMap(({ notes }, layer) =>
      notes.map(({ code, count, path, bytes }) => ({
        code,
        layer,
        count,
        ...(path !== undefined && { path: textToName(path) }),
        ...(bytes !== undefined && { bytes }),
      })),
    ),
    ...tree.doubled.map(({ layer, count, path }) => ({
      code: 'duplicate-path' as const,
      layer,
      count,
      path: textToName(path),
    })),
    ...view.layers.flatMap(({ mediaType, compression }, layer) => [
      ...(isMismatch(mediaType, compression) ? [{ code: 'media-type-mismatch' as const, layer, count: 1 }] : []),
      ...(FOREIGN.test(mediaType) ? [{ code: 'foreign-layer' as const, layer, count: 1 }] : []),
    ]),
    ...noteLoops(tree),
  ];
}

/** A history is not required to fit its layers; then no layer's step is known by it. */
function noteHistory({ config, layers }: ImageView): NoteRecord[] {
  const isFitting = config.history.length === 0 || placeSteps(config.history, layers.length) !== undefined;
  return isFitting ? [] : [{ code: 'history-mismatch', count: 1 }];
}

function isMismatch(mediaType: string, compression: 'plain' | 'gzip' | 'zstd' | undefined): boolean {
  if (compression === undefined || mediaType === '') return false;
  const said = /[+.](gzip|zstd)$/.exec(mediaType)?.[1] ?? 'plain';
  return said !== compression;
}

function noteLoops(tree: MergedTree): NoteRecord[] {
  const loops = findLinkLoops(tree);
  return loops === undefined ? [] : [{ code: 'link-loop', count: loops.count, path: textToName(loops.path) }];
}
