import type { RungFiles, SourceFacts } from '../facts/source-facts.ts';
import { type Message, message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { Digest } from '../model/sha256.ts';
import { applyTechnique } from '../techniques/apply-technique.ts';
import type { Technique, TechniqueId } from '../techniques/contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** What a planned step would do to the text: edits of the Dockerfile, and whether the ignore file gets lines. */
    'plan-edits': { dockerfile: number; ignore: boolean };
    /** The technique applies, but finds nothing to change. */
    'plan-nothing-to-edit': Record<string, never>;
  }
}

/** One technique as the text alone decides it. */
export interface PlannedStep {
  readonly technique: TechniqueId;
  readonly group: Technique['group'];
  readonly applies: 'yes' | 'no' | 'impossible';
  readonly because: Message;
  readonly cure?: Message | undefined;
  /** What the user should know of it. */
  readonly notes: readonly Message[];
}

export interface ClimbPlan {
  /** The digest a run of the same input has as its `plan`. */
  readonly plan: Digest;
  readonly steps: readonly PlannedStep[];
}

/**
 * What a climb would try, in its order, decided from the source: each technique on the text as it is after those before,
 * as if every one of them were kept. Needs no engine; builds nothing.
 */
export function planClimb(
  found: RungFiles,
  readFacts: (files: RungFiles) => SourceFacts,
  techniques: readonly Technique[],
  plan: Digest,
): ClimbPlan {
  const steps: PlannedStep[] = [];
  let files = found;
  for (const technique of inClimbOrder(techniques)) {
    const planned = planStep(technique, readFacts(files));
    steps.push(planned.step);
    files = planned.files ?? files;
  }
  return { plan, steps };
}

/** Hardening is put on top of what was chosen, so it comes last. */
function inClimbOrder(techniques: readonly Technique[]): readonly Technique[] {
  return [...techniques.filter((t) => t.group === 'trunk'), ...techniques.filter((t) => t.group === 'hardening')];
}

function planStep(technique: Technique, facts: SourceFacts): { step: PlannedStep; files?: RungFiles } {
  const { id, group } = technique;
  const not = (is: 'no' | 'impossible', because: Message, cure?: Message) => ({
    step: { technique: id, group, applies: is, because, cure, notes: [] },
  });
  const applies = technique.applies(facts);
  if (applies.is === 'no') return not('no', applies.because);
  if (applies.is === 'impossible') return not('impossible', applies.because, applies.cure);
  const edit = technique.edit(facts);
  const hasIgnore = edit.ignore !== undefined;
  if (edit.dockerfile.length === 0 && !hasIgnore) return not('no', message('plan-nothing-to-edit', {}));
  try {
    const files = applyTechnique(facts, edit);
    const because = message('plan-edits', { dockerfile: edit.dockerfile.length, ignore: hasIgnore });
    return { step: { technique: id, group, applies: 'yes', because, notes: [...(edit.notes ?? [])] }, files };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return not('no', { code: error.code, args: error.args } as Message);
  }
}
