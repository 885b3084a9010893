import type { Message, MessageCode, Messages } from './message.ts';

/** Who has to act: the caller (exit 2), the world: engine, network, disk (exit 3), the project's own state: red baseline (exit 1), nobody can tell (exit 5). */
export type ProblemKind = 'usage' | 'world' | 'project' | 'unknown';

/**
 * A known failure: printed as one line (code, what, where, what to do), never with a stack. Anything else that is thrown is
 * our own fault and keeps its stack.
 */
export class Problem<C extends MessageCode = MessageCode> extends Error {
  readonly kind: ProblemKind;
  readonly code: C;
  readonly args: Messages[C];
  /** What to do about it, when there is one thing to do. */
  readonly hint: Message | undefined;

  constructor(kind: ProblemKind, code: C, args: Messages[C], more: { hint?: Message; cause?: unknown } = {}) {
    super(`${code} ${JSON.stringify(args)}`, more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'Problem';
    this.kind = kind;
    this.code = code;
    this.args = args;
    this.hint = more.hint;
  }
}
