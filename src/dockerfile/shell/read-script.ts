import { parseHeredocWord } from '../heredocs.ts';
import { joinMapped, type MappedText, type Piece } from '../mapped-text.ts';
import type { Heredoc, Instruction } from '../tree.ts';

const POSIX_SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh']);

/** What an instruction in shell form hands to its shell, put together as BuildKit does it. */
export type Script = Pick<Instruction, 'args' | 'heredocs'>;

/** @returns the script a RUN gives to its shell; undefined where the body names another interpreter (`#!/usr/bin/env python3`) */
export function readScript(instruction: Script): MappedText | undefined {
  const [first] = instruction.heredocs;
  if (first === undefined) return instruction.args;
  if (typeof parseHeredocWord(instruction.args.text) !== 'object') return joinBodies(instruction);
  const body = first.chomp ? chompTabs(first.body) : first.body;
  return namesOtherInterpreter(body.text) ? undefined : body;
}

/** @param shell the argument list of SHELL, e.g. `['/bin/bash', '-c']` */
export function isPosixShell(shell: readonly string[]): boolean {
  const name = (shell[0] ?? '').split(/[/\\]/).at(-1) ?? '';
  return POSIX_SHELLS.has(name);
}

function namesOtherInterpreter(body: string): boolean {
  if (!body.startsWith('#!')) return false;
  const line = body.slice(2, body.indexOf('\n') < 0 ? undefined : body.indexOf('\n'));
  const words = line.trim().split(/[ \t]+/);
  const program = words[0]?.endsWith('/env') === true ? words.slice(1).find((w) => !w.startsWith('-')) : words[0];
  return !isPosixShell([program ?? '']);
}

/** `cat <<A <<B` and then the bodies: the shell reads the here-documents itself. */
function joinBodies(instruction: Script): MappedText {
  const parts = instruction.heredocs.flatMap((heredoc) => [
    pointAt('\n', heredoc.bodyRange.start - 1),
    heredoc.body,
    pointAt(heredoc.name, endNameStart(heredoc)),
  ]);
  return joinMapped([instruction.args, ...parts]);
}

function pointAt(text: string, start: number): MappedText {
  return { text, pieces: [{ at: 0, start }] };
}

function endNameStart(heredoc: Heredoc): number {
  return heredoc.endRange.start;
}

/** `<<-`: every line without its leading tabs. */
function chompTabs(body: MappedText): MappedText {
  const start = body.pieces[0]?.start ?? 0;
  const pieces: Piece[] = [];
  const texts: string[] = [];
  let length = 0;
  let at = 0;
  while (at < body.text.length) {
    const newline = body.text.indexOf('\n', at);
    const end = newline < 0 ? body.text.length : newline + 1;
    while (body.text[at] === '\t') at += 1;
    pieces.push({ at: length, start: start + at });
    texts.push(body.text.slice(at, end));
    length += end - at;
    at = end;
  }
  return { text: texts.join(''), pieces: pieces.length === 0 ? [{ at: 0, start }] : pieces };
}
