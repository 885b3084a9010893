import type { Check, Program } from './check-program.ts';
import type { ClosureFinding } from './closure-input.ts';

/** An interpreter that is to be started, and its words. */
export interface InterpreterRun {
  readonly check: Check;
  /** As it lies in the image; behind links and version names. */
  readonly program: Program;
  /** The first is the interpreter as it was called; a script that was started by its own name stands among the others. */
  readonly argv: readonly string[];
  /** Checks what it starts in its turn. @param isWhole false: only these first words of it are known */
  follow(check: Check, argv: readonly string[], isWhole: boolean): readonly ClosureFinding[];
}

/** Knows what a language's programs need besides what kernel and loader look at. */
export interface Interpreter {
  /** Whether a program is this interpreter, by its names. */
  runs(program: Program): boolean;
  check(run: InterpreterRun): readonly ClosureFinding[];
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a program goes by this name, where it was found or where that leads to. */
export function goesBy(program: Program, name: RegExp): boolean {
  return name.test(baseName(program.path)) || name.test(baseName(program.node.path));
}
