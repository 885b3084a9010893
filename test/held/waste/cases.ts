import type { WasteCase } from './contract.ts';
import { DELETE_CASES } from './deletes.ts';
import { DUPLICATE_CASES } from './duplicates.ts';
import { HARD_LINK_CASES, HARD_LINK_OVERWRITE_CASES } from './hard-links.ts';
import { LAYER_CASES } from './layers.ts';
import { NAME_CASES } from './names.ts';
import { OPAQUE_CASES } from './opaques.ts';
import { METADATA_CASES, OVERWRITE_CASES } from './overwrites.ts';
import { PATTERN_CASES } from './patterns.ts';
import { SAME_LAYER_WHITEOUT_CASES } from './same-layer-whiteouts.ts';
import { SPARSE_CASES } from './sparse.ts';
import { TYPE_CHANGE_CASES } from './type-changes.ts';

/** Every image whose waste is known by construction. Truths are written by hand; no routine lays layers over each other here. */
export const WASTE_CASES: readonly WasteCase[] = [
  ...DELETE_CASES,
  ...SAME_LAYER_WHITEOUT_CASES,
  ...OPAQUE_CASES,
  ...OVERWRITE_CASES,
  ...METADATA_CASES,
  ...TYPE_CHANGE_CASES,
  ...HARD_LINK_CASES,
  ...HARD_LINK_OVERWRITE_CASES,
  ...DUPLICATE_CASES,
  ...SPARSE_CASES,
  ...NAME_CASES,
  ...LAYER_CASES,
  ...PATTERN_CASES,
];
