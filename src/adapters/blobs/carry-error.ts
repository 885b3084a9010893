import type { Message, MessageCode, Messages } from '../../model/message.ts';
import { Problem, type ProblemKind } from '../../model/problem.ts';
import { asError } from './as-error.ts';

/** An error as plain data: what is posted to another thread loses its class and its own fields. */
export type CarriedError =
  | {
      readonly is: 'problem';
      readonly kind: ProblemKind;
      readonly code: MessageCode;
      readonly args: unknown;
      readonly hint: Message | undefined;
      readonly cause: CarriedError | undefined;
    }
  | {
      readonly is: 'other';
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      /** What the system says of a refusal: `code`, `syscall`, `path`. */
      readonly fields: Readonly<Record<string, string | number>>;
    };

export function packError(thrown: unknown): CarriedError {
  if (thrown instanceof Problem) {
    const { kind, code, args, hint, cause } = thrown;
    return { is: 'problem', kind, code, args, hint, cause: cause === undefined ? undefined : packError(cause) };
  }
  const error = asError(thrown);
  const plain = Object.entries(error).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  const { name, message, stack } = error;
  return { is: 'other', name, message, stack, fields: Object.fromEntries(plain) };
}

/** What was packed: a problem says the same with the same exit code, anything else keeps the stack it had. */
export function unpackError(carried: CarriedError): Error {
  if (carried.is === 'problem') {
    const { kind, code, args, hint, cause } = carried;
    const more = { ...(hint && { hint }), ...(cause && { cause: unpackError(cause) }) };
    return new Problem(kind, code, args as Messages[MessageCode], more);
  }
  const { name, message, stack, fields } = carried;
  return Object.assign(new Error(message), { name, stack, ...fields });
}
