import { computeClosure } from '../facts/closure/compute-closure.ts';
import type { ImageView } from '../image/contract.ts';
import { surveyImage } from '../image/survey-image.ts';
import { type ImageName, parseImageName } from '../model/image-name.ts';
import type { LookedAt } from '../verify/describe-verification.ts';
import type { ImageFlags } from './commands/image-flags.ts';
import { composeIndexCache } from './compose-stored-image.ts';
import type { CliContext } from './context.ts';
import { openNamed } from './read-image.ts';
import { withLimitHint } from './read-limits.ts';
import { tellProgress } from './tell-progress.ts';

/** An image that was looked at; whoever asked closes it. */
export interface LookedAtImage extends LookedAt {
  readonly view: ImageView;
  readonly imageName: ImageName;
  close(): Promise<void>;
}

/** Reads what the closure needs of an image, layers known from before out of the cache. Runs nothing. @throws Problem as `openNamed` */
export async function lookAtNamed(
  context: CliContext,
  flags: Pick<ImageFlags, 'engine' | 'builder' | 'platform' | 'limit'>,
  name: string,
): Promise<LookedAtImage> {
  const { view, close, limits } = await openNamed(context, { ...flags, format: 'text' }, name);
  const say = tellProgress(context);
  try {
    const survey = await surveyImage(view, {
      cache: composeIndexCache(context.process.env),
      limits: limits.tar,
      signal: context.signal,
      onLayer: (layer, { contentBytes }, isRecalled) => {
        if (!isRecalled) say({ is: 'layer-read', layer, layers: view.layers.length, contentBytes });
      },
    });
    // It was opened by this name.
    const imageName = parseImageName(name) ?? { from: 'anywhere', name };
    return { name, imageName, view, findings: computeClosure(survey), close };
  } catch (error) {
    await close();
    throw withLimitHint(error);
  }
}
