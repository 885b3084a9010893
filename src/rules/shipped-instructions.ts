import type { PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';

/** Everything that leaves something in the image, in the order it is built. */
export function shippedInstructions(facts: SourceFacts): readonly PlacedInstruction[] {
  return facts.shippedChain.flatMap((s) => s.instructions);
}
