import { Problem } from '../model/problem.ts';
import type { ImageView, LayerIndex } from './contract.ts';
import { indexLayer, type LayerOptions } from './index-layer.ts';
import { mergeLayers } from './merge/merge-layers.ts';

/** Something an engine or a registry would refuse, or should. */
export interface ImageFault {
  /** From 0; absent where it is of no single layer. */
  readonly layer?: number | undefined;
  readonly problem: Problem;
}

export interface Validation {
  readonly faults: readonly ImageFault[];
  /** One a layer; undefined of those that cannot be read. */
  readonly indexes: readonly (LayerIndex | undefined)[];
}

/**
 * Reads every byte of every layer, whatever is wrong with another: compressed bytes against their digest and length, plain ones against
 * their diffId, headers, links, whiteouts, what an engine would not unpack, limits. Manifest and configuration were checked when the image
 * was opened. Layers one after the other; memory as `indexLayer`.
 */
export async function validateImage(view: ImageView, options: Pick<LayerOptions, 'limits'> = {}): Promise<Validation> {
  const faults: ImageFault[] = [];
  const indexes: (LayerIndex | undefined)[] = [];
  for (const [layer, one] of view.layers.entries()) {
    try {
      indexes.push(await indexLayer(one, [], options));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      faults.push({ layer, problem });
      indexes.push(undefined);
    }
  }
  const whole = indexes.filter((index) => index !== undefined);
  if (whole.length === indexes.length) faults.push(...findRefusal(whole));
  return { faults, indexes };
}

function findRefusal(indexes: readonly LayerIndex[]): readonly ImageFault[] {
  try {
    mergeLayers(indexes);
    return [];
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return [{ problem }];
  }
}
