import { cacheMounts } from './cache-mounts.ts';
import { contextTrimmed } from './context-trimmed.ts';
import type { Technique } from './contract.ts';
import { dependenciesFirst } from './dependencies-first.ts';
import { numericUser } from './numeric-user.ts';
import { runtimeStageSplit } from './runtime-stage-split.ts';
import { slimBase } from './slim-base.ts';

/** In the order of the climb: compatibility, then size and time, then hardening. */
export const TECHNIQUES: readonly Technique[] = [
  contextTrimmed,
  slimBase,
  dependenciesFirst,
  cacheMounts,
  runtimeStageSplit,
  numericUser,
];
