import type { CommandContext } from '@stricli/core';
import type { Language } from '../language/contract.ts';

/** What every command is given. Results go to stdout, progress to stderr. */
export interface CliContext extends CommandContext {
  readonly process: {
    readonly stdout: Output;
    readonly stderr: Output;
    readonly env: Readonly<Record<string, string | undefined>>;
    exitCode: number | null;
  };
  readonly cwd: string;
  readonly language: Language;
  readonly version: string;
  readonly signal: AbortSignal;
  /** SIGINT or SIGTERM, once it came. */
  interruptedBy(): 'SIGINT' | 'SIGTERM' | undefined;
  /** Says what went wrong and sets the exit code. */
  fail(error: unknown): void;
}

export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Text, or bytes that are to come out as they are. */
  write(text: string | Uint8Array): void;
}

/** Columns to write for: the terminal's, else what COLUMNS says, else 120. */
export function widthOf(context: CliContext): number {
  const said = Number(context.process.env['COLUMNS']);
  return context.process.stdout.columns ?? (Number.isInteger(said) && said >= 40 ? said : 120);
}

/** @see no-color.org */
export function hasColor(context: CliContext): boolean {
  const { NO_COLOR, TERM } = context.process.env;
  return context.process.stdout.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** A command whose failures are told in our own words, not in the argument parser's. */
export function guard<A extends unknown[]>(
  work: (context: CliContext, ...args: A) => Promise<void>,
): (this: CliContext, ...args: A) => Promise<void> {
  return async function guarded(this: CliContext, ...args: A): Promise<void> {
    try {
      await work(this, ...args);
    } catch (error) {
      this.fail(error);
    }
  };
}
