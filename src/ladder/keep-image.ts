import { Problem } from '../model/problem.ts';
import type { Rung } from '../record/run.ts';
import { isWorking, type Learned } from '../trial/attempt-rung.ts';
import { buildRung } from '../trial/build-rung.ts';
import { dockerfileOf, type TrialPlan, type TrialWorld } from '../trial/contract.ts';
import { examineImage } from '../trial/examine-image.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** Built again for --keep, the recommended rung came out as another image, and that one does not work: nothing is tagged. */
    'kept-image-differs': { rung: number; name: string };
  }
}

/** From cache: what is tagged is the very image that was verified, or is verified now. */
export async function keepImage(
  world: TrialWorld,
  plan: TrialPlan,
  rung: Rung | undefined,
  learned: Learned | undefined,
  name: string,
): Promise<void> {
  if (rung === undefined) return;
  const layoutDir = `${plan.folder.root}/layout`;
  const outcome = await buildRung(world, plan, {
    name: rung.n,
    dockerfile: dockerfileOf(plan.folder, rung.n),
    layoutDir,
  });
  const built = outcome.is === 'built' ? outcome.built : undefined;
  const isVerified =
    built !== undefined &&
    (built.imageId === rung.imageId ||
      isWorking((await examineImage(world, plan, rung, built, layoutDir, learned)).rung));
  if (built === undefined || !isVerified) throw new Problem('project', 'kept-image-differs', { rung: rung.n, name });
  await world.engine.store.tag(built.tag, name);
}
