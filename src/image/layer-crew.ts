import type { Collector, Layer, LayerIndex } from './contract.ts';
import type { TarLimits } from './tar/tar-limits.ts';

/** How layers are to be read. */
export interface LayerJob {
  readonly collectors: readonly Collector[];
  readonly hash: boolean;
  readonly trust: boolean;
  readonly limits?: TarLimits | undefined;
  /** Layers at the same time, where more are not wanted. */
  readonly most?: number | undefined;
  /** Ends all that is being read with its reason. */
  readonly signal: AbortSignal;
}

/** Reads layers beside this thread, and finds in them what `indexLayer` would. */
export interface LayerCrew {
  /** Layers it reads at the same time. */
  readonly parallel: number;
  /**
   * @returns undefined where this process may have no threads: then it is to be read here
   * @throws Problem as `indexLayer`, `layer-reader-died`; the signal's reason
   */
  read(layer: Layer): Promise<LayerIndex | undefined>;
  /** Once it resolves, nothing of the crew runs any more. */
  end(): Promise<void>;
}

/**
 * Asked once for all layers that are to be read, none of them twice: whether threads pay is seen from all of them.
 * @returns undefined where they are better read here
 */
export type HireCrew = (layers: readonly Layer[], job: LayerJob) => LayerCrew | undefined;
