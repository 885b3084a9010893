import { applyEdits } from '../dockerfile/splice.ts';
import type { RungFiles, SourceFacts } from '../facts/source-facts.ts';
import type { TechniqueEdit } from './contract.ts';

/** The next rung's files. @throws Problem where an edit would change what it did not mean to: no rung is made of it */
export function applyTechnique(facts: SourceFacts, edit: TechniqueEdit): RungFiles {
  const moves = edit.dockerfile.some((e) => /(^|\n)[ \t]*FROM /i.test(e.text));
  const dockerfile =
    edit.dockerfile.length === 0
      ? facts.files.dockerfile
      : applyEdits(facts.tree, edit.dockerfile, { mayMoveStages: moves });
  return { dockerfile, ignore: edit.ignore ?? facts.files.ignore };
}
