import type { Building, Running } from './verdict.ts';

/** What a long run tells while it runs. Times are in ms; `restMs` is an estimate of what is still to come. */
export type ProgressEvent =
  /** An image's manifest and configuration are read, its layers not yet. */
  | {
      readonly is: 'image-opened';
      readonly platform: string;
      readonly layers: number;
      readonly transferBytes?: number | undefined;
    }
  | { readonly is: 'layer-read'; readonly layer: number; readonly layers: number; readonly contentBytes: number }
  /** So many of an image's layers were not read: earlier readings had them under the same digest. */
  | { readonly is: 'layers-known'; readonly known: number; readonly layers: number }
  | { readonly is: 'climb-planned'; readonly rungs: number; readonly restMs?: number | undefined }
  | { readonly is: 'rung-started'; readonly rung: number; readonly technique: string | null }
  | { readonly is: 'rung-built'; readonly rung: number; readonly ms: number }
  | { readonly is: 'rung-not-built'; readonly rung: number; readonly building: Exclude<Building, 'built'> }
  | {
      readonly is: 'rung-measured';
      readonly rung: number;
      readonly ms: number;
      readonly unpackedBytes: number;
      readonly transferBytes?: number | undefined;
    }
  | {
      readonly is: 'rung-verified';
      readonly rung: number;
      readonly ms: number;
      readonly running: Running;
      readonly restMs?: number | undefined;
    }
  /** A rung of an earlier, interrupted run whose result still holds. */
  | { readonly is: 'rung-resumed'; readonly rung: number; readonly technique: string | null }
  /** One timed rebuild of many. */
  | { readonly is: 'rebuild-timed'; readonly rung: number; readonly ms: number; readonly left: number };
