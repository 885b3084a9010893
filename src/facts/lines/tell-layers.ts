import type { ImageView } from '../../image/contract.ts';
import { tellStep } from './mask-step.ts';
import { placeSteps } from './place-steps.ts';
import { readSteps, type Step } from './read-steps.ts';

/** The history's words for each layer, base first, without secrets. @returns one entry a layer, undefined where the history says nothing */
export function tellLayers(
  { config, layers }: Pick<ImageView, 'config' | 'layers'>,
  steps: readonly Step[] = readSteps(config),
  places = placeSteps(config.history, layers.length),
): readonly (string | undefined)[] {
  const said = layers.map((): string | undefined => undefined);
  for (const [i, layer] of places?.entries() ?? []) {
    const step = steps[i];
    if (layer !== undefined && step !== undefined) said[layer] = tellStep(step);
  }
  return said;
}
