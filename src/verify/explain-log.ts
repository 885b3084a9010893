import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import { LOG_SIGNATURES } from './log-signatures.ts';

export interface LogContext {
  readonly exitCode?: number | undefined;
  readonly oomKilled?: boolean | undefined;
  readonly limitBytes?: number | undefined;
  /** Of the image, where it is known: a crash on musl has a likely cause. */
  readonly libc?: 'musl' | 'glibc' | undefined;
}

/** Bounds for hostile logs: the patterns look at no more than this. */
const LOG_LENGTH = 262_144;
const LINE_LENGTH = 500;
const EVIDENCE_LENGTH = 300;
const CAUSES = 5;

/**
 * Known failures in the log of a build or of a dead container.
 *
 * @param log as the engine gave it, redacted @returns the last ones first, each once, at most five; none where nothing is known.
 * Cost: one pass over
 * the last 256 KiB.
 */
export function explainLog(log: string, context: LogContext = {}): readonly Cause[] {
  const causes = new Map<string, Cause>();
  const keep = (cause: Cause) => {
    const key = JSON.stringify(cause.message);
    if (!causes.has(key)) causes.set(key, cause);
  };
  for (const cause of explainEnd(context)) keep(cause);
  for (const line of log.slice(-LOG_LENGTH).split('\n').toReversed()) {
    const cause = explainLine(line.slice(0, LINE_LENGTH).trim());
    if (cause) keep(cause);
  }
  return [...causes.values()].slice(0, CAUSES);
}

/** @param line one line of a log, trimmed */
export function explainLine(line: string): Cause | undefined {
  if (line === '') return undefined;
  for (const signature of LOG_SIGNATURES) {
    const found = signature.pattern.exec(line);
    const read = found && signature.read([...found].slice(1), line);
    if (read) return { ...read, evidence: line.slice(0, EVIDENCE_LENGTH) };
  }
  return undefined;
}

function explainEnd(context: LogContext): readonly Cause[] {
  if (context.oomKilled) {
    return [
      {
        message: message('oom-killed', { limitBytes: context.limitBytes }),
        cure: message('cure-more-memory', {}),
      },
    ];
  }
  const evidence = `exit ${context.exitCode}`;
  if (context.exitCode === 139) {
    const segfault = { message: message('log-segfault', {}), evidence };
    return [context.libc === 'musl' ? { ...segfault, cure: message('cure-glibc-base', {}) } : segfault];
  }
  if (context.exitCode === 132) {
    return [{ message: message('log-illegal-instruction', {}), evidence, cure: message('cure-older-cpu-build', {}) }];
  }
  return [];
}
