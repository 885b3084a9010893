import { addFlag, deleteInstruction, insertAfter, replaceInstruction } from '../dockerfile/edits.ts';
import type { PlacedInstruction, SourceFacts, StageFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';
import { insertAbove } from './texts.ts';

declare module '../model/message.ts' {
  interface Messages {
    'user-is-not-root': { user: string };
  }
}

/** A number needs no /etc/passwd and is what Kubernetes' runAsNonRoot can check; 65532 is the field's "nonroot". */
const USER = '65532:65532';

/** Calls by which a program makes files: then its folders must be its own, whether or not a probe comes by there. */
const WRITES =
  /\bopen\([^)\n]{0,200}["'][wax]b?\+?t?["']|\bsqlite3?[.:]|\.mkdir\(|\bmakedirs\(|FileHandler\(|\.save\(|write_(?:text|bytes)\(|\bos\.(?:Create(?:Temp)?|WriteFile|OpenFile|Mkdir(?:All|Temp)?)\(|\b(?:ParseMultipartForm|FormFile)\(|\bioutil\.WriteFile\(|\bsql\.Open\("sqlite/;

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
  const user = userBelow(facts) ?? (MADE_FOR_ONE.test(facts.shipped.base.name) ? 'nonroot' : 'root');
  return isRoot(user) ? YES : { is: 'no', because: message('user-is-not-root', { user }) };
}

function edit(facts: SourceFacts): TechniqueEdit {
  if (applies(facts).is !== 'yes') return NO_EDIT;
  if (!facts.programHas(WRITES) && volumesOf(facts).length === 0) return { dockerfile: [userLine(facts, [])] };
  // Without a shell nobody can chown: WORKDIR makes its folder for the user in force when it comes.
  if (SHELLLESS.test(facts.shipped.base.name))
    return { dockerfile: [...ownedCopies(facts), ...userBeforeFolder(facts)] };
  const folders = [...new Set([facts.workdir ?? '/', ...madeFolders(facts), ...volumesOf(facts)])].filter(
    (f) => f !== '/',
  );
  const chown = folders.length === 0 ? [] : [`RUN mkdir -p ${folders.join(' ')} && chown ${USER} ${folders.join(' ')}`];
  return { dockerfile: [...ownedCopies(facts), userLine(facts, chown)] };
}

/** Bases without a shell, and those whose own user is not root. */
const SHELLLESS = /^scratch$|distroless\/(?!.*debug)|chainguard\/static/;
const MADE_FOR_ONE = /nonroot|chainguard\//;

/** The user in force at the end: of the shipped stage, or of the one it stands on. */
function userBelow(facts: SourceFacts): string | undefined {
  let at: StageFacts | undefined = facts.shipped;
  while (at !== undefined) {
    const own = at.instructions.findLast((i) => i.instruction.keyword === 'USER');
    if (own !== undefined) return own.instruction.args.text;
    at = parentOf(at, facts);
  }
  return undefined;
}

function parentOf(stage: StageFacts, facts: SourceFacts): StageFacts | undefined {
  return stage.onImage ? undefined : facts.stages.findLast((s) => s.name === stage.base.name && s.index < stage.index);
}

/** The line before the start command where nothing behind it needs root, else at the end. */
function userLine(facts: SourceFacts, before: readonly string[]): Edit {
  const explicit = lastUser(facts);
  const lines = [...before, `USER ${USER}`];
  if (explicit && !anyAfter(facts, explicit)) return replaceInstruction(facts.tree, explicit.instruction, lines);
  const start = facts.startInstructions[0];
  if (start && !anyAfter(facts, start)) return insertAbove(facts.tree, start.instruction, lines);
  return insertAfter(facts.tree, facts.shipped.instructions.at(-1)?.instruction ?? facts.shipped.from, lines);
}

function userBeforeFolder(facts: SourceFacts): Edit[] {
  const folder = facts.shipped.instructions.find((i) => i.instruction.keyword === 'WORKDIR');
  const explicit = lastUser(facts);
  if (folder === undefined) return [userLine(facts, [])];
  // A line that names root behind it would undo it.
  const undone = explicit !== undefined && explicit.instruction.index > folder.instruction.index;
  return [
    insertAbove(facts.tree, folder.instruction, [`USER ${USER}`]),
    ...(undone ? [deleteInstruction(facts.tree, explicit.instruction)] : []),
  ];
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
