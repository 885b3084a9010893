import { attachedComments, insertBefore } from '../dockerfile/edits.ts';
import type { DockerfileTree, Instruction } from '../dockerfile/tree.ts';
import type { ByteText, Edit, Range } from '../model/bytes.ts';

/** Bytes of a range as they stand. */
export function textOf(tree: DockerfileTree, range: Range): ByteText {
  return tree.text.slice(range.start, range.end);
}

/** The instruction's own bytes: keyword to last byte, no newline. */
export function coreOf(tree: DockerfileTree, instruction: Instruction): ByteText {
  return textOf(tree, instruction.coreRange);
}

export function removeRange(range: Range): Edit {
  return { range, text: '' };
}

/** New lines above an instruction and above the comments that stand over it: those are about the instruction. */
export function insertAbove(tree: DockerfileTree, instruction: Instruction, lines: readonly ByteText[]): Edit {
  const first = attachedComments(tree, instruction)[0];
  const edit = insertBefore(tree, instruction, lines);
  return first === undefined ? edit : { ...edit, range: { start: first.range.start, end: first.range.start } };
}

/** The comment lines over an instruction and the instruction itself, each without its newline. */
export function linesWithComments(tree: DockerfileTree, instruction: Instruction): readonly ByteText[] {
  const comments = attachedComments(tree, instruction).map((c) => textOf(tree, c.range).trim());
  return [...comments, coreOf(tree, instruction)];
}

/** Without `.` and `..`. */
export function absolutePath(path: string, folder: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The path itself, or what lies in it. */
export function liesIn(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
