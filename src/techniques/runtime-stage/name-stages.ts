import type { SourceFacts } from '../../facts/source-facts.ts';
import type { Edit } from '../../model/bytes.ts';

export interface StageNames {
  /** Name of the stage that builds. */
  readonly build: string;
  /** ` AS name` for the stage that ships, when the old one was asked for by name. */
  readonly runtimeSuffix: string;
  readonly edits: readonly Edit[];
}

/** The old stage becomes the builder; a name it had (a build target) goes to the stage that ships now. */
export function nameStages(facts: SourceFacts): StageNames {
  const taken = new Set(facts.stages.map((s) => s.name));
  const build = ['build', 'builder', 'build-stage', 'plimsoll-build'].find((n) => !taken.has(n)) ?? 'plimsoll-builder';
  const { from, name } = facts.shipped;
  const as = /[A-Z]/.test(from.keywordText) ? 'AS' : 'as';
  if (name === undefined) {
    const end = from.coreRange.end;
    return { build, runtimeSuffix: '', edits: [{ range: { start: end, end }, text: ` ${as} ${build}` }] };
  }
  const word = from.words.at(-1);
  return { build, runtimeSuffix: ` AS ${name}`, edits: word === undefined ? [] : [{ range: word.range, text: build }] };
}
