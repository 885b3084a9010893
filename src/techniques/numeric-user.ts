import { insertAfter, insertBefore, replaceInstruction } from '../dockerfile/edits.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'user-is-not-root': { user: string };
  }
}

/** A number needs no /etc/passwd and is what Kubernetes' runAsNonRoot can check; 65532 is the field's "nonroot". */
const USER = '65532:65532';

/** The program runs without root's rights. */
export const numericUser = {
  id: 'numeric-user',
  group: 'hardening',
  after: [],
  serves: ['R23'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  const user = lastUser(facts)?.instruction.args.text ?? 'root';
  return isRoot(user) ? YES : { is: 'no', because: message('user-is-not-root', { user }) };
}

function edit(facts: SourceFacts): TechniqueEdit {
  if (applies(facts).is !== 'yes') return NO_EDIT;
  const explicit = lastUser(facts);
  const lastOwn = facts.shipped.instructions.at(-1);
  if (
    explicit &&
    !facts.shipped.instructions.some((i) => i.instruction.index > explicit.instruction.index && needsRoot(i))
  ) {
    return { dockerfile: [replaceInstruction(facts.tree, explicit.instruction, [`USER ${USER}`])] };
  }
  const start = facts.startInstructions[0];
  const isLast =
    start && !facts.shipped.instructions.some((i) => i.instruction.index > start.instruction.index && needsRoot(i));
  if (isLast) return { dockerfile: [insertBefore(facts.tree, start.instruction, [`USER ${USER}`])] };
  return {
    dockerfile: [
      insertAfter(facts.tree, (lastOwn ?? { instruction: facts.shipped.from }).instruction, [`USER ${USER}`]),
    ],
  };
}

function lastUser(facts: SourceFacts): SourceFacts['startInstructions'][number] | undefined {
  return facts.shipped.instructions.findLast((i) => i.instruction.keyword === 'USER');
}

function isRoot(user: string): boolean {
  return /^(root|0)(:.*)?$/.test(user.trim());
}

/** RUN, COPY and ADD behind the new line would run as, or give files to, somebody else. */
function needsRoot(i: { readonly instruction: { readonly keyword: string } }): boolean {
  return ['RUN', 'COPY', 'ADD', 'WORKDIR'].includes(i.instruction.keyword);
}
