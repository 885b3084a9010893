import { Problem } from '../model/problem.ts';
import type { ImageView, LayerIndex } from './contract.ts';
import { faultOf } from './fault-of.ts';
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

export interface ValidateOptions extends Pick<LayerOptions, 'limits' | 'signal'> {
  /** Told of each layer that could be read. */
  readonly onLayer?: ((layer: number, index: LayerIndex) => void) | undefined;
}

/**
 * Reads every byte of every layer, whatever is wrong with another: compressed bytes against their digest and length, plain ones against
 * their diffId, headers, links, whiteouts, what an engine would not unpack, limits; files that only another form of the image names. Manifest and configuration were checked when the image
 * was opened. @throws Problem where not the image is to blame: the network, a missing program. Layers one after the other; memory as `indexLayer`.
 */
export async function validateImage(view: ImageView, options: ValidateOptions = {}): Promise<Validation> {
  const faults: ImageFault[] = [];
  const indexes: (LayerIndex | undefined)[] = [];
  for (const [layer, one] of view.layers.entries()) {
    try {
      const index = await indexLayer(one, [], options);
      indexes.push(index);
      options.onLayer?.(layer, index);
    } catch (thrown) {
      faults.push({ layer, problem: faultOf(thrown) });
      indexes.push(undefined);
    }
  }
  faults.push(...(await findOtherFaults(view, options)));
  const whole = indexes.filter((index) => index !== undefined);
  if (whole.length === indexes.length) faults.push(...findRefusal(whole));
  return { faults, indexes };
}

/** Of what opening an image may end with: what is wrong with its documents, and not with what was asked for or with the world. */
const OPENING_FAULTS: ReadonlySet<string> = new Set([
  'archive-disagrees',
  'blob-digest-mismatch',
  'blob-length-mismatch',
  'blob-missing',
  'blob-too-large',
  'blob-truncated',
  'image-document-invalid',
  'image-over-limit',
  'inflate-over-limit',
  'layer-compression-unsupported',
  'layer-inflate-failed',
  'layer-type-unknown',
  'registry-bytes-wrong',
  'tar-damaged',
  'tar-over-limit',
]);

/** Whether the image could not be opened because of what it is. */
export function isOpeningFault({ code, args }: Problem): boolean {
  return OPENING_FAULTS.has(code) && !('isMedium' in args);
}

/** Of the form that this reading does not go by. */
async function findOtherFaults({ otherForm }: ImageView, options: ValidateOptions): Promise<readonly ImageFault[]> {
  const problems = [...(otherForm?.problems ?? [])];
  for (const layer of otherForm?.layers ?? []) {
    try {
      await indexLayer(layer, [], options);
    } catch (thrown) {
      problems.push(faultOf(thrown));
    }
  }
  return problems.map((problem) => ({ problem }));
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
