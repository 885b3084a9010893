import { computeClosure } from '../facts/closure/compute-closure.ts';
import { computeSurface } from '../facts/closure/compute-surface.ts';
import { tellLayers } from '../facts/lines/tell-layers.ts';
import { computeTransferBytes, TRANSFER_METHOD } from '../image/compute-transfer-bytes.ts';
import type { ImageView, LayerIndex, LayerIndexCache } from '../image/contract.ts';
import { TYPES } from '../image/entries/entry-table.ts';
import { type ImageSurvey, surveyImage } from '../image/survey-image.ts';
import { measureOf } from '../model/measure.ts';
import type { Cause } from '../model/verdict.ts';
import type { LayerRow, Rung } from '../record/run.ts';

/** What can be said of an image without running it. */
export interface StaticLook {
  readonly layers: readonly LayerRow[];
  readonly measures: Rung['measures'];
  /** Needs that nothing in the image provides; each alone breaks it. */
  readonly closure: readonly Cause[];
  readonly surface: NonNullable<Rung['surface']>;
}

/**
 * Both sizes of an image from its own manifest and layers; the table of `docker images` is never asked. Unpacked = file
 * contents of all layers, hidden ones included, without tar padding. Transfer = what the manifest says, or computed by one
 * named method where the store keeps plain tars. Cost: one pass over the layers that no earlier rung had.
 */
export async function lookAtImage(
  view: ImageView,
  cache: LayerIndexCache,
  redact: (text: string) => string,
): Promise<StaticLook> {
  const survey = await surveyImage(view, { cache });
  const layers = await readLayers(survey, redact);
  const transfer = layers.reduce((sum, l) => sum + (l.transferBytes ?? 0), 0);
  const isTold = view.layers.every((l) => l.transferBytes !== undefined);
  return {
    layers,
    measures: {
      unpackedBytes: measureOf([survey.unpackedBytes], 'byte', 'measured', 'layer-contents'),
      transferBytes: isTold
        ? measureOf([transfer], 'byte', 'measured', 'manifest')
        : measureOf([transfer], 'byte', 'computed', TRANSFER_METHOD),
      layers: measureOf([layers.length], 'count', 'measured', 'manifest'),
    },
    closure: computeClosure(survey)
      .filter((f) => f.sure && f.of !== 'healthcheck')
      .map((f) => f.cause),
    surface: computeSurface(survey.tree, view.config),
  };
}

async function readLayers({ view, indexes }: ImageSurvey, redact: (text: string) => string): Promise<LayerRow[]> {
  const said = tellLayers(view);
  const transfers = await Promise.all(view.layers.map((l) => l.transferBytes ?? computeTransferBytes(l)));
  return view.layers.map(
    (layer, i): LayerRow => ({
      digest: layer.digest,
      diffId: layer.diffId,
      transferBytes: transfers[i],
      contentBytes: indexes[i]?.contentBytes ?? 0,
      files: countFiles(indexes[i]),
      ...(said[i] === undefined ? {} : { createdBy: redact(said[i]).slice(0, 200) }),
    }),
  );
}

function countFiles(index: LayerIndex | undefined): number {
  return index?.columns.types.reduce((count, type) => count + Number(TYPES[type] === 'file'), 0) ?? 0;
}
