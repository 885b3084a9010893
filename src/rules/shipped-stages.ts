import type { PlacedInstruction, SourceFacts, StageFacts } from '../facts/source-facts.ts';

/** The stage that ships and those it stands on by FROM, the lowest first: what they write is in the image. */
export function shippedStages(facts: SourceFacts): readonly StageFacts[] {
  const chain: StageFacts[] = [facts.shipped];
  for (;;) {
    const lowest = chain[0];
    const below =
      lowest === undefined || lowest.onImage
        ? undefined
        : facts.stages.find((s) => s.name === lowest.base.name && s.index < lowest.index);
    if (below === undefined) return chain;
    chain.unshift(below);
  }
}

/** Everything that leaves something in the image, in the order it is built. */
export function shippedInstructions(facts: SourceFacts): readonly PlacedInstruction[] {
  return shippedStages(facts).flatMap((s) => s.instructions);
}

/** The stage whose FROM names the image under the shipped one. */
export function rootStage(facts: SourceFacts): StageFacts {
  return shippedStages(facts)[0] ?? facts.shipped;
}
