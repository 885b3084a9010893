import type { RungFiles } from '../../../src/facts/source-facts.ts';
import { Problem } from '../../../src/model/problem.ts';
import { applyTechnique } from '../../../src/techniques/apply-technique.ts';
import type { TechniqueId } from '../../../src/techniques/contract.ts';
import { TECHNIQUES } from '../../../src/techniques/registry.ts';
import { findBreaches } from './compare-configuration.ts';
import { factsFor } from './synthesise-project.ts';

export interface Applied {
  readonly files: RungFiles;
  /** What stood after each technique that changed something. */
  readonly steps: readonly { readonly technique: TechniqueId; readonly files: RungFiles }[];
  readonly breaches: readonly { readonly technique: TechniqueId; readonly what: string }[];
  /** Edits that the guard of every splice refused: none of them reaches a rung. */
  readonly refused: readonly { readonly technique: TechniqueId; readonly why: string }[];
  /** Why the others did not apply: code of their message. */
  readonly declined: Readonly<Partial<Record<TechniqueId, string>>>;
}

/** Every technique in the order of the climb, each on top of those before it. */
export function applyAll(dockerfile: Uint8Array, project: Readonly<Record<string, string>>): Applied {
  let files: RungFiles = { dockerfile, ignore: undefined };
  const steps: { technique: TechniqueId; files: RungFiles }[] = [];
  const breaches: { technique: TechniqueId; what: string }[] = [];
  const refused: { technique: TechniqueId; why: string }[] = [];
  const declined: Partial<Record<TechniqueId, string>> = {};
  for (const technique of TECHNIQUES) {
    const facts = factsFor(files, project);
    const applies = technique.applies(facts);
    if (applies.is !== 'yes') {
      declined[technique.id] = applies.because.code;
      continue;
    }
    const edit = technique.edit(facts);
    const say = (what: string) => breaches.push({ technique: technique.id, what });
    try {
      const next = applyTechnique(facts, edit);
      const after = factsFor(next, project);
      for (const what of findBreaches(technique.id, edit, facts, after)) say(what);
      const again = technique.applies(after).is === 'yes' ? technique.edit(after) : { dockerfile: [] };
      if (again.dockerfile.length > 0 || again.ignore !== undefined) say('a second run finds more to do');
      if (edit.dockerfile.length === 0 && edit.ignore === undefined) say('applies, but edits nothing');
      else steps.push({ technique: technique.id, files: next });
      files = next;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ technique: technique.id, why: error.code });
    }
  }
  return { files, steps, breaches, refused, declined };
}
