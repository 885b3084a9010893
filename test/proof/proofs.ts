import { bytes } from './bytes.ts';
import { context } from './context.ts';
import type { Part } from './contract.ts';
import { corpus } from './corpus/corpus.ts';
import { killed } from './killed.ts';
import { ladders } from './ladders.ts';
import { overhead } from './overhead.ts';
import { planted } from './planted.ts';
import { trials } from './trials.ts';

/** Parts in the order they are run; quick ones first. */
export const PROOFS: Readonly<Record<string, readonly Part[]>> = {
  3: [bytes, context, corpus, planted, trials, overhead, killed, ladders],
};
