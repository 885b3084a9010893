import type { HeldPair, HeldTree } from './contract.ts';
import { ENTRY_PAIRS } from './entry.ts';

/** All pairs, in the order of their files. */
export const HELD_PAIRS: readonly HeldPair[] = [...ENTRY_PAIRS];

/** What could not be built here, recorded. */
export const HELD_TREES: readonly HeldTree[] = [];
