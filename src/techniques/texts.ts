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
