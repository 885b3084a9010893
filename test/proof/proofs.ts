import { bytes } from './bytes.ts';
import { context } from './context.ts';
import type { Part } from './contract.ts';
import { corpus } from './corpus/corpus.ts';

/** Parts in the order they are run; quick ones first. */
export const PROOFS: Readonly<Record<string, readonly Part[]>> = {
  3: [bytes, corpus, context],
};
