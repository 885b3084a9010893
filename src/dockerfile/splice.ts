import { type ByteText, type Edit, textToBytes } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { DockerfileTree, Instruction, Trigger } from './tree.ts';

export interface SpliceOptions {
  /** The edits put a FROM between instructions on purpose: those after it may end up in another stage. */
  readonly mayMoveStages?: boolean;
}

/**
 * Writes edits into a file. What no edit touches comes out byte for byte, and as the same instruction.
 * @param edits in any order; those that insert at one place keep theirs
 * @throws Problem: overlapping edits, an edit outside the file, a result that does not parse, or one in which an instruction
 * no edit intersects has another keyword, flags, arguments or (unless allowed) stage
 */
export function applyEdits(tree: DockerfileTree, edits: readonly Edit[], options: SpliceOptions = {}): Uint8Array {
  const sorted = edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  checkPlaces(tree, sorted);
  const bytes = textToBytes(spliceText(tree.text, sorted));
  checkUntouched(tree, parseResult(bytes), sorted, options);
  return bytes;
}

/** @param edits ordered by their start, not overlapping */
function spliceText(text: ByteText, edits: readonly Edit[]): ByteText {
  const parts: string[] = [];
  let at = 0;
  for (const { range, text: by } of edits) {
    parts.push(text.slice(at, range.start), by);
    at = range.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function checkPlaces(tree: DockerfileTree, edits: readonly Edit[]): void {
  let last = 0;
  for (const { range, text } of edits) {
    if (/[^\0-\xff]/.test(text)) throw new RangeError('the text of an edit is bytes: use wordsToText');
    if (range.start < 0 || range.end < range.start || range.end > tree.text.length) {
      throw new Problem('unknown', 'edit-outside-file', { ...range });
    }
    if (range.start < last) throw new Problem('unknown', 'edits-overlap', { ...range });
    last = range.end;
  }
}

function parseResult(bytes: Uint8Array): DockerfileTree {
  try {
    return parseDockerfile(bytes);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem('unknown', 'edit-breaks-dockerfile', { code: error.code }, { cause: error });
  }
}

function checkUntouched(before: DockerfileTree, after: DockerfileTree, edits: readonly Edit[], o: SpliceOptions): void {
  const byStart = new Map(after.instructions.map((i) => [i.range.start, i]));
  const stageBefore = stageNumbers(before);
  const stageAfter = stageNumbers(after);
  const moved = new Map<number, number>();
  const taken = new Map<number, number>();
  let shift = 0;
  let next = 0;
  for (const old of before.instructions) {
    for (; next < edits.length && endsBefore(edits[next], old); next += 1) shift += growth(edits[next]);
    const edit = edits[next];
    if (edit !== undefined && edit.range.start < old.range.end) {
      // The edit reaches into this instruction: it may change.
      continue;
    }
    const now = byStart.get(old.range.start + shift);
    if (now === undefined || !isSame(old, now)) refuse(old);
    const [from, to] = [stageBefore[old.index] ?? -1, stageAfter[now.index] ?? -1];
    const steady = (moved.get(from) ?? to) === to && (taken.get(to) ?? from) === from;
    if (!steady && o.mayMoveStages !== true) refuse(old);
    moved.set(from, to);
    taken.set(to, from);
  }
}

function endsBefore(edit: Edit | undefined, instruction: Instruction): boolean {
  return edit !== undefined && edit.range.end <= instruction.range.start;
}

function growth(edit: Edit | undefined): number {
  return edit === undefined ? 0 : edit.text.length - (edit.range.end - edit.range.start);
}

function refuse(instruction: Instruction): never {
  const { startLine: line, keyword } = instruction;
  throw new Problem('unknown', 'edit-changes-other-instruction', { line, keyword });
}

/** For each instruction the number of its stage, -1 before the first FROM. */
function stageNumbers(tree: DockerfileTree): readonly number[] {
  let stage = -1;
  return tree.instructions.map((i) => {
    if (i.keyword === 'FROM') stage += 1;
    return stage;
  });
}

function isSame(a: Instruction, b: Instruction): boolean {
  return (
    a.logical.text === b.logical.text &&
    isSameCommand(a, b) &&
    a.heredocs.length === b.heredocs.length &&
    a.heredocs.every((h, i) => h.body.text === b.heredocs[i]?.body.text && h.name === b.heredocs[i]?.name) &&
    (a.trigger === undefined || b.trigger === undefined ? a.trigger === b.trigger : isSameCommand(a.trigger, b.trigger))
  );
}

function isSameCommand(a: Trigger, b: Trigger): boolean {
  const texts = (list: readonly { readonly text: ByteText }[]) => list.map((x) => x.text).join('\0');
  return (
    a.keyword === b.keyword &&
    a.json === b.json &&
    texts(a.flags) === texts(b.flags) &&
    texts(a.words) === texts(b.words)
  );
}
