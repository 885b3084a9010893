import { addFlag, insertAfter, insertBefore, replaceInstruction } from '../dockerfile/edits.ts';
import type { PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'user-is-not-root': { user: string };
  }
}

/** A number needs no /etc/passwd and is what Kubernetes' runAsNonRoot can check; 65532 is the field's "nonroot". */
const USER = '65532:65532';

/** Calls by which a program makes files: then its folders must be its own, whether or not a probe comes by there. */
const WRITES =
  /\bopen\([^)\n]{0,200}["'][wax]b?\+?t?["']|\bsqlite3?[.:]|\.mkdir\(|\bmakedirs\(|FileHandler\(|\.save\(|write_(?:text|bytes)\(|\bos\.(?:Create|WriteFile|OpenFile|Mkdir(?:All)?)\(|\bioutil\.WriteFile\(|\bsql\.Open\("sqlite/;

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
  if (!facts.programHas(WRITES) && volumesOf(facts).length === 0) return { dockerfile: [userLine(facts, [])] };
  // Without a shell nobody can chown: WORKDIR makes its folder for the user in force when it comes.
  if (facts.shipped.base.name === 'scratch') return { dockerfile: [...ownedCopies(facts), userBeforeFolder(facts)] };
  const folders = [...new Set([facts.workdir ?? '/', ...madeFolders(facts), ...volumesOf(facts)])].filter(
    (f) => f !== '/',
  );
  const chown = folders.length === 0 ? [] : [`RUN mkdir -p ${folders.join(' ')} && chown ${USER} ${folders.join(' ')}`];
  return { dockerfile: [...ownedCopies(facts), userLine(facts, chown)] };
}

/** The line before the start command where nothing behind it needs root, else at the end. */
function userLine(facts: SourceFacts, before: readonly string[]): Edit {
  const explicit = lastUser(facts);
  const lines = [...before, `USER ${USER}`];
  if (explicit && !anyAfter(facts, explicit)) return replaceInstruction(facts.tree, explicit.instruction, lines);
  const start = facts.startInstructions[0];
  if (start && !anyAfter(facts, start)) return insertBefore(facts.tree, start.instruction, lines);
  return insertAfter(facts.tree, facts.shipped.instructions.at(-1)?.instruction ?? facts.shipped.from, lines);
}

function userBeforeFolder(facts: SourceFacts): Edit {
  const folder = facts.shipped.instructions.find((i) => i.instruction.keyword === 'WORKDIR');
  return folder ? insertBefore(facts.tree, folder.instruction, [`USER ${USER}`]) : userLine(facts, []);
}

/** Files of the project become the user's where they are copied: a later chown would carry them twice. */
function ownedCopies(facts: SourceFacts): Edit[] {
  const copies = facts.shipped.instructions.filter(
    (i) => i.copy !== undefined && isBelow(i.copy.target, facts.workdir),
  );
  const bare = copies.filter((i) => !i.instruction.flags.some((f) => f.name === 'chown'));
  return bare.map((i) => addFlag(i.instruction, `--chown=${USER}`));
}

function isBelow(path: string | undefined, folder: string | undefined): boolean {
  return (
    path !== undefined && folder !== undefined && folder !== '/' && (path === folder || path.startsWith(`${folder}/`))
  );
}

/** Folders that a RUN makes for the program. */
function madeFolders(facts: SourceFacts): string[] {
  const commands = facts.shipped.instructions.flatMap(
    (i) => i.run?.commands?.map((c) => ({ words: c.words, at: i })) ?? [],
  );
  const made = commands.filter((c) => c.words[0]?.text === 'mkdir');
  return made
    .flatMap(({ words, at }) =>
      words
        .slice(1)
        .flatMap((w) =>
          w.text === undefined || w.text.startsWith('-')
            ? []
            : [w.text.startsWith('/') ? w.text : `${at.workdir ?? ''}/${w.text}`],
        ),
    )
    .filter((f) => !/^\/(etc|usr|var\/lib\/apt|opt\/venv)(\/|$)/.test(f));
}

function volumesOf(facts: SourceFacts): string[] {
  return facts.shipped.instructions
    .filter((i) => i.instruction.keyword === 'VOLUME')
    .flatMap((i) => i.instruction.words.map((w) => w.text))
    .filter((v) => v.startsWith('/'));
}

function anyAfter(facts: SourceFacts, i: PlacedInstruction): boolean {
  return facts.shipped.instructions.some((o) => o.instruction.index > i.instruction.index && needsRoot(o));
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
