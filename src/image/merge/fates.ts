import type { LayerIndex } from '../contract.ts';
import { NONE, NOWHERE, type Place } from './node-arena.ts';

/**
 * What took the last path to a content away: a whiteout, another file of its name, or something else of its name or of a folder's above it.
 */
export type Death = 'deleted' | 'overwritten' | 'replaced';

export type Fate =
  | { readonly is: 'alive' }
  /** No container has ever shown it: a whiteout's own body, or a member whose parent is no folder. */
  | { readonly is: 'never' }
  | {
      readonly is: 'dead';
      readonly how: Death;
      /** The layer that did it: its own where a later member of the same tar took the name. */
      readonly by: number;
      /** The content that has its name instead. */
      readonly instead?: Place | undefined;
    };

/** 0 stands for none. */
const DEATHS: readonly Death[] = ['deleted', 'overwritten', 'replaced'];
const ALIVE: Fate = { is: 'alive' };
const NEVER: Fate = { is: 'never' };

/** Collects what happens to contents while layers are merged; the last event that befalls a content counts. */
export interface FateLog {
  lose(content: Place, how: Death, by: number, instead?: Place): void;
  /** Says that a path of the finished tree leads to it. */
  keep(content: Place): void;
  fate(content: Place): Fate;
}

interface LayerFates {
  readonly hows: Uint8Array;
  readonly bys: Uint16Array;
  readonly insteadRows: Int32Array;
  readonly insteadLayers: Uint16Array;
}

/** Memory: a bit per entry, and 9 bytes per entry of the layers that lost any. */
export function makeFateLog(indexes: readonly LayerIndex[]): FateLog {
  const losses: (LayerFates | undefined)[] = [];
  const kept = indexes.map((index) => new Uint8Array((index.columns.count + 7) >> 3));

  function lossesOf(layer: number): LayerFates {
    const count = indexes[layer]?.columns.count ?? 0;
    losses[layer] ??= {
      hows: new Uint8Array(count),
      bys: new Uint16Array(count),
      insteadRows: new Int32Array(count).fill(NONE),
      insteadLayers: new Uint16Array(count),
    };
    return losses[layer];
  }

  return {
    lose({ layer, row }, how, by, instead = NOWHERE) {
      const of = lossesOf(layer);
      of.hows[row] = DEATHS.indexOf(how) + 1;
      of.bys[row] = by;
      of.insteadRows[row] = instead.row;
      of.insteadLayers[row] = instead.layer;
    },
    keep({ layer, row }) {
      const bits = kept[layer];
      if (bits !== undefined) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    },
    fate({ layer, row }) {
      if (((kept[layer]?.[row >> 3] ?? 0) & (1 << (row & 7))) !== 0) return ALIVE;
      const of = losses[layer];
      const how = DEATHS[(of?.hows[row] ?? 0) - 1];
      if (of === undefined || how === undefined) return NEVER;
      const insteadRow = of.insteadRows[row] ?? NONE;
      return {
        is: 'dead',
        how,
        by: of.bys[row] ?? layer,
        ...(insteadRow !== NONE && { instead: { layer: of.insteadLayers[row] ?? 0, row: insteadRow } }),
      };
    },
  };
}
