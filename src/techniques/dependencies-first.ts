import { deleteInstruction, insertAfter, insertBefore } from '../dockerfile/edits.ts';
import { cleanPath } from '../dockerfile/stage-environment.ts';
import { groupBy } from '../facts/group-by.ts';
import { findMovableInstalls, type MissingDownload, type MovableInstall } from '../facts/movable-install.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, noneToRead, type Technique, type TechniqueEdit, YES } from './contract.ts';
import { insertAbove, linesWithComments } from './texts.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** Every install step already comes before the sources, or needs them. */
    'dependencies-are-first': Record<string, never>;
  }
}

/**
 * Manifests enter before the sources, so that an edit of a source leaves the installed packages in the cache. The broad COPY
 * moves behind the last install; where Go only compiles, a download step is put in front.
 */
export const dependenciesFirst = {
  id: 'dependencies-first',
  group: 'trunk',
  after: ['context-trimmed', 'slim-base'],
  serves: ['R02'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return findMovableInstalls(facts).length === 0 ? noneToRead(facts, message('dependencies-are-first', {})) : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const moves = findMovableInstalls(facts);
  return moves.length === 0 ? NO_EDIT : { dockerfile: moves.flatMap((m) => editMove(m, facts)) };
}

function editMove(move: MovableInstall, { tree }: SourceFacts): Edit[] {
  const { instruction } = move.broad;
  const download = move.download === undefined ? [] : downloadLines(move, move.download);
  if (move.install === undefined) return [insertAbove(tree, instruction, download)];
  const manifests = copyLines(move, move.manifests);
  const gone = deleteInstruction(tree, instruction);
  const first = insertBefore(tree, instruction, manifests);
  return [
    manifests.length === 0 ? gone : { ...first, range: gone.range },
    insertAfter(tree, move.install.instruction, [...download, ...linesWithComments(tree, instruction)]),
  ];
}

function downloadLines(move: MovableInstall, { manifests, folder }: MissingDownload): string[] {
  // Behind an install the working folder is the install's.
  const at = cleanPath((move.install ?? move.broad).workdir ?? '');
  const step = cleanPath(folder) === at ? 'RUN go mod download' : `RUN cd ${folder} && go mod download`;
  return [...copyLines(move, manifests), step];
}

/** One COPY a folder, with the flags of the broad one; `requirements/base.txt` goes to `requirements/`. */
function copyLines({ broad, copy }: MovableInstall, manifests: readonly string[]): string[] {
  const flags = broad.instruction.flags.map((f) => ` ${f.text}`).join('');
  const folder =
    copy.destination === '.' || copy.destination === './' ? './' : `${copy.destination.replace(/\/$/, '')}/`;
  const byFolder = groupBy(manifests, folderOf);
  return [...byFolder].map(([of, paths]) => `COPY${flags} ${paths.join(' ')} ${folder}${of}`);
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
}
