import type { ByteText, Edit, Range } from '../model/bytes.ts';
import type { DockerfileTree, Flag, Instruction, PlainNode, Word } from './tree.ts';

/** Replaces an instruction; the new one's lines take its indentation and the file's newline. Lines are bytes as text: `wordsToText` makes them of words. */
export function replaceInstruction(tree: DockerfileTree, instruction: Instruction, lines: readonly ByteText[]): Edit {
  return { range: instruction.coreRange, text: joinLines(tree, lines, indentationOf(tree, instruction)) };
}

/** New lines above an instruction, below the comments that stand over it. */
export function insertBefore(tree: DockerfileTree, instruction: Instruction, lines: readonly ByteText[]): Edit {
  const start = instruction.range.start;
  const indent = indentationOf(tree, instruction);
  return { range: { start, end: start }, text: `${indent}${joinLines(tree, lines, indent)}${tree.newline}` };
}

/** New lines below an instruction; a last line that has no newline gets one first, and the file still ends without one. */
export function insertAfter(tree: DockerfileTree, instruction: Instruction, lines: readonly ByteText[]): Edit {
  const end = instruction.range.end;
  const indent = indentationOf(tree, instruction);
  const text = `${indent}${joinLines(tree, lines, indent)}`;
  const closed = tree.text[end - 1] === '\n';
  return { range: { start: end, end }, text: closed ? `${text}${tree.newline}` : `${tree.newline}${text}` };
}

/** Takes an instruction out, with the comment lines that stand directly over it. */
export function deleteInstruction(tree: DockerfileTree, instruction: Instruction): Edit {
  const first = attachedComments(tree, instruction)[0];
  return { range: { start: (first ?? instruction).range.start, end: instruction.range.end }, text: '' };
}

/** @param text as it is to stand there, with its quotes */
export function replaceWord(word: Word, text: ByteText): Edit {
  return { range: word.range, text };
}

/** @param text the whole flag: `--from=build` */
export function replaceFlag(flag: Flag, text: ByteText): Edit {
  return { range: flag.range, text };
}

/** Takes a flag out, with the white space before it on its line. */
export function deleteFlag(tree: DockerfileTree, flag: Flag): Edit {
  let start = flag.range.start;
  while (tree.text[start - 1] === ' ' || tree.text[start - 1] === '\t') start -= 1;
  return { range: { start, end: flag.range.end }, text: '' };
}

/** Puts a flag behind those that are there. For an ONBUILD the trigger's flags are meant. */
export function addFlag(instruction: Instruction, text: ByteText): Edit {
  const command = instruction.trigger ?? instruction;
  const at = command.flags.at(-1)?.range.end ?? command.keywordRange.end;
  return { range: { start: at, end: at }, text: ` ${text}` };
}

/** The comment lines directly over an instruction, no blank line between. Cost: linear in the nodes. */
export function attachedComments(tree: DockerfileTree, instruction: Instruction): readonly PlainNode[] {
  const at = tree.nodes.indexOf(instruction);
  const comments: PlainNode[] = [];
  for (let i = at - 1; i >= 0; i -= 1) {
    const node = tree.nodes[i];
    if (node?.kind !== 'comment') break;
    comments.unshift(node);
  }
  return comments;
}

function indentationOf(tree: DockerfileTree, instruction: Instruction): string {
  const range: Range = { start: instruction.range.start, end: instruction.coreRange.start };
  return tree.text.slice(range.start, range.end);
}

function joinLines(tree: DockerfileTree, lines: readonly ByteText[], indent: string): string {
  return lines.join(`${tree.newline}${indent}`);
}
