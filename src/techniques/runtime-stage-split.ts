import type { SourceFacts } from '../facts/source-facts.ts';
import { type Message, message } from '../model/message.ts';
import { type Applies, NO_EDIT, noneToRead, type Technique, type TechniqueEdit, YES } from './contract.ts';
import { editGoStage, planGoStage } from './runtime-stage/go-stage.ts';
import { editPythonStage, planPythonStage } from './runtime-stage/python-stage.ts';

declare module '../model/message.ts' {
  interface Messages {
    'stage-is-split-already': Record<string, never>;
    'no-build-to-split-off': Record<string, never>;
    'stage-used-by-others': { stage: string };
  }
}

/** What builds and what runs are two stages: compilers, sources and package managers stay behind. */
export const runtimeStageSplit = {
  id: 'runtime-stage-split',
  group: 'trunk',
  after: ['cache-mounts'],
  serves: ['R07', 'R08', 'R06', 'R15'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  const plan = planSplit(facts);
  if (!('code' in plan)) return YES;
  return plan.code === 'no-build-to-split-off' ? noneToRead(facts, plan) : { is: 'no', because: plan };
}

function edit(facts: SourceFacts): TechniqueEdit {
  const plan = planSplit(facts);
  if ('code' in plan) return NO_EDIT;
  return 'compile' in plan ? editGoStage(facts, plan) : editPythonStage(facts, plan);
}

function planSplit(
  facts: SourceFacts,
): Exclude<ReturnType<typeof planGoStage> | ReturnType<typeof planPythonStage>, Message> | Message {
  const { shipped } = facts;
  if (shipped.usedByOthers) return message('stage-used-by-others', { stage: shipped.name ?? String(shipped.index) });
  if (
    shipped.instructions.some(
      (i) =>
        i.copy?.from !== undefined &&
        facts.stages.some((s) => s.name === i.copy?.from || String(s.index) === i.copy?.from),
    )
  ) {
    return message('stage-is-split-already', {});
  }
  const steps = shipped.instructions.flatMap((i) => i.run?.steps ?? []);
  if (steps.some((s) => s.does === 'compile' && s.ecosystem === 'go')) return planGoStage(facts);
  if (steps.some((s) => s.manager === 'pip')) return planPythonStage(facts);
  return message('no-build-to-split-off', {});
}
