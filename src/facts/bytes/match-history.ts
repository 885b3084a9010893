import type { ImageConfig } from '../../image/contract.ts';

/**
 * The history's words for each layer, base first. Histories are not required to fit their layers; one that does not is not believed at all.
 * @returns one entry a layer, undefined where the history says nothing
 */
export function matchHistory(history: ImageConfig['history'], layers: number): readonly (string | undefined)[] {
  const steps = history.filter((step) => !step.emptyLayer);
  if (steps.length !== layers) return Array.from({ length: layers }, () => undefined);
  return steps.map((step) => (step.createdBy === '' ? undefined : readableStep(step.createdBy)));
}

/** Builders write the shell, the values of build arguments and a mark of their own around the instruction. */
function readableStep(createdBy: string): string {
  const words = createdBy
    .replace(/ # buildkit$/, '')
    .replace(/^(RUN )?\|\d+ .*? (?=\/\S+ -\w*c )/s, 'RUN ')
    .replace(/^(?:RUN )?\/bin\/(?:ba)?sh -\w*c (?:#\(nop\)\s*)?/, (all) => (all.includes('#(nop)') ? '' : 'RUN '));
  return words.trim();
}
