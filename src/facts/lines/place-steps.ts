import type { ImageConfig } from '../../image/contract.ts';

/**
 * The layer each step of a history made, none for a step that made none. A history is not required to fit its layers; one that does not is not
 * believed at all.
 * @returns undefined where it does not fit
 */
export function placeSteps(
  history: ImageConfig['history'],
  layers: number,
): readonly (number | undefined)[] | undefined {
  let layer = -1;
  const places = history.map(({ emptyLayer }) => {
    if (emptyLayer) return undefined;
    layer += 1;
    return layer;
  });
  return layer + 1 === layers ? places : undefined;
}
