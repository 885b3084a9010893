import { compileIgnore, readIgnorePatterns } from '../project/ignore-patterns.ts';
import { type StagedContext, stageContext } from '../project/stage-context.ts';
import { buildRung } from './build-rung.ts';
import { commentLine } from './comment-line.ts';
import { dockerfileOf, type TrialPlan, type TrialWorld, tagOf } from './contract.ts';
import { keepLast, lastOf } from './keep-last.ts';

/** A copy of the context in which one source file may be edited, again and again; the user's own tree is never touched. */
export interface EditBench {
  /** One rebuild of rung `n` after one comment line more in the entry module. @returns its ms, undefined where it does not build */
  time(n: number): Promise<number | undefined>;
  close(): Promise<void>;
}

/** @returns undefined where there is no source file whose comment syntax is known */
export async function openEditBench(
  world: TrialWorld,
  plan: TrialPlan,
  entry: string | undefined,
): Promise<EditBench | undefined> {
  if (entry === undefined || commentLine(entry, '') === undefined) return undefined;
  const to = `${plan.folder.root}/context`;
  await world.files.remove(to);
  const staged = await stageContext(
    { from: plan.basics.context, to, ignore: compileIgnore(readIgnorePatterns('')) },
    world.files,
  );
  const original = await world.files.read(`${to}/${entry}`);
  let isWarm = false;
  const build = async (n: number): Promise<number | undefined> => {
    const outcome = await buildRung(world, plan, {
      name: 'edit',
      dockerfile: dockerfileOf(plan.folder, n),
      context: to,
    });
    if (outcome.is !== 'built') return undefined;
    await keepLast(world, outcome.built.tag, lastOf(plan, 'edited', n));
    return outcome.built.totalMs;
  };
  return {
    async time(n) {
      // The first build from another folder sends the whole context; a developer's second build does not. Neither does it unpack
      // layers that the image built before has.
      if (!isWarm || !(await hasImage(world, plan, n))) await build(n);
      isWarm = true;
      await editFile(staged, entry, original, `${world.clock.nowMs()}`);
      return build(n);
    },
    close: () => staged.remove(),
  };
}

async function hasImage({ engine: { store } }: TrialWorld, plan: TrialPlan, n: number): Promise<boolean> {
  return (await store.has(lastOf(plan, 'edited', n))) || store.has(tagOf(plan.folder.id, n));
}

async function editFile(staged: StagedContext, entry: string, original: Uint8Array, nonce: string): Promise<void> {
  const joint = original.length > 0 && original.at(-1) !== 0x0a ? '\n' : '';
  const text = Buffer.concat([original, Buffer.from(joint + (commentLine(entry, nonce) ?? ''))]);
  await staged.replaceFile(entry, text);
}
