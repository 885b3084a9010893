import type { HeldBuild } from './contract.ts';
import { COPY_BUILDS } from './copies.ts';
import { RUN_BUILDS } from './runs.ts';
import { SHADOW_BUILDS } from './shadows.ts';
import { SPELLING_BUILDS } from './spelling.ts';
import { STAGE_BUILDS } from './stages.ts';

export const HELD_BUILDS: readonly HeldBuild[] = [
  ...RUN_BUILDS,
  ...COPY_BUILDS,
  ...STAGE_BUILDS,
  ...SHADOW_BUILDS,
  ...SPELLING_BUILDS,
];
