import { bytes } from './bytes.ts';
import { context } from './context.ts';
import type { Part } from './contract.ts';
import { corpus } from './corpus/corpus.ts';
import { imageCauses } from './image-causes.ts';
import { imageFuzz } from './image-fuzz.ts';
import { imageHostile } from './image-hostile.ts';
import { imageLinear } from './image-linear.ts';
import { imagePackages } from './image-packages.ts';
import { imageRegistry } from './image-registry.ts';
import { imageSpeed } from './image-speed.ts';
import { imageWaste } from './image-waste.ts';
import { killed } from './killed.ts';
import { ladders } from './ladders.ts';
import { overhead } from './overhead.ts';
import { planted } from './planted.ts';
import { trials } from './trials.ts';
import { verdictOrdinary } from './verdict-ordinary.ts';
import { verdictPairs } from './verdict-pairs.ts';

/** Parts in the order they are run; quick ones first. */
export const PROOFS: Readonly<Record<string, readonly Part[]>> = {
  3: [bytes, context, corpus, planted, trials, overhead, killed, ladders],
  4: [imageWaste, imageCauses, imagePackages, imageHostile, imageRegistry, imageLinear, imageSpeed, imageFuzz],
  5: [...verdictPairs, ...verdictOrdinary],
};
