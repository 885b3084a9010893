import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { Symptom, Told } from './contract.ts';
import { type LogLine, readLines } from './read-lines.ts';
import { SYMPTOMS } from './registry.ts';

export interface LogContext {
  readonly exitCode?: number | undefined;
  readonly oomKilled?: boolean | undefined;
  readonly limitBytes?: number | undefined;
  /** Of the image, where it is known: a crash on musl has a likely cause. */
  readonly libc?: 'musl' | 'glibc' | undefined;
}

/** A cause with the symptom that told it and the line that showed it. */
export interface NamedCause extends Cause {
  readonly symptom: string;
  /** 1-based; none where no line showed it. */
  readonly line?: number | undefined;
}

/** Bounds for hostile logs: the patterns look at no more than this. The end of a log is what counts. */
export const LOG_LENGTH = 1_048_576;
const EVIDENCE_LENGTH = 300;
const CAUSES = 5;

/**
 * Known failures in the log of a build or of a dead container.
 *
 * @param log as the engine gave it, redacted @returns the decisive one first: causes before what follows from them, the last before those
 * before it, each once, at most five; none where nothing is known. Cost: one pass over the last mebibyte.
 */
export function explainLog(log: string, context: LogContext = {}): readonly Cause[] {
  return findSymptoms(log, context).map(({ symptom: _, line: __, ...cause }) => cause);
}

/** As `explainLog`, with the names of the symptoms. */
export function findSymptoms(log: string, context: LogContext = {}): readonly NamedCause[] {
  const causes = new Map<string, NamedCause & { readonly isConsequence: boolean }>();
  const keep = (cause: NamedCause, isConsequence: boolean) => {
    const key = JSON.stringify(cause.message);
    if (!causes.has(key)) causes.set(key, { ...cause, isConsequence });
  };
  for (const cause of explainEnd(context)) keep(cause, false);
  const lines = readLines(log.slice(-LOG_LENGTH));
  const survived = new Survivors();
  for (const line of lines.toReversed()) {
    survived.note(line);
    const found = readSymptom(line);
    if (found === undefined || survived.clears(line, found.symptom)) continue;
    keep(nameCause(found, line), found.symptom.isConsequence === true);
  }
  const all = [...causes.values()];
  const ranked = [...all.filter((c) => !c.isConsequence), ...all.filter((c) => c.isConsequence)];
  return ranked.slice(0, CAUSES).map(({ isConsequence: _, ...cause }) => cause);
}

/** @param text one line of a log */
export function explainLine(text: string): Cause | undefined {
  const [line] = readLines(text);
  const found = line && readSymptom(line);
  if (line === undefined || found === undefined) return undefined;
  const { symptom: _, line: __, ...cause } = nameCause(found, line);
  return cause;
}

interface Found {
  readonly symptom: Symptom;
  readonly told: Told;
  /** Where in the line it is told. */
  readonly at: number;
}

function readSymptom(line: LogLine): Found | undefined {
  const npm = /^npm (?:ERR!|error) /.exec(line.text);
  return readText(line.text, line) ?? (npm ? readText(line.text.slice(npm[0].length), line) : undefined);
}

function readText(text: string, line: LogLine): Found | undefined {
  for (const symptom of SYMPTOMS) {
    if (line.isMuted && !symptom.isSaidInWarnings) continue;
    for (const { pattern, read } of symptom.signatures) {
      const found = pattern.exec(text);
      const told =
        found &&
        read(
          [...found].slice(1).map((group) => group ?? ''),
          text,
        );
      if (found && told) return { symptom, told, at: found.index };
    }
  }
  return undefined;
}

function nameCause({ symptom, told, at }: Found, line: LogLine): NamedCause {
  const from = at + 200 < EVIDENCE_LENGTH ? 0 : at;
  const cure = told.cure === undefined ? {} : { cure: told.cure };
  const evidence = line.shown.slice(from, from + EVIDENCE_LENGTH);
  return { symptom: symptom.id, line: line.number, message: told.message, evidence, ...cure };
}

const STEP_DONE = /^#\d{1,5} (?:DONE \d|CACHED\b)/;
/** The classic builder's words for a step, or a whole build, that ended well. */
const CLASSIC_DONE = /^(?: {0,2}---> [0-9a-f]{12}$|Successfully (?:built|tagged) \S|Removing intermediate container )/;
const ALIVE =
  /Application startup complete|Uvicorn running on |Listening at: http|^(?:\S{1,40} )?[Ll]istening (?:on|at) |[Ss]erver (?:is )?(?:listening|running|started) (?:on|at) |Now listening on: |Started \S{1,100} in \d[\d.]* seconds|ready for start up$| \* Running on http/;

/** Signs of life that come after a line: what is read backwards was survived. */
class Survivors {
  readonly #steps = new Set<string>();
  readonly #alive = new Set<string>();
  #isBuilt = false;

  note({ text, shown, origin }: LogLine): void {
    if (STEP_DONE.test(shown)) this.#steps.add(origin);
    if (CLASSIC_DONE.test(shown)) this.#isBuilt = true;
    if (ALIVE.test(text)) this.#alive.add(origin);
  }

  clears({ origin }: LogLine, symptom: Symptom): boolean {
    if (this.#isBuilt || this.#steps.has(origin)) return true;
    return symptom.goesOn !== true && this.#alive.has(origin);
  }
}

function explainEnd(context: LogContext): readonly NamedCause[] {
  if (context.oomKilled) {
    return [
      {
        symptom: 'out-of-memory',
        message: message('oom-killed', { limitBytes: context.limitBytes }),
        cure: message('cure-more-memory', {}),
      },
    ];
  }
  const evidence = `exit ${context.exitCode}`;
  if (context.exitCode === 139) {
    const segfault = { symptom: 'segmentation-fault', message: message('log-segfault', {}), evidence };
    return [context.libc === 'musl' ? { ...segfault, cure: message('cure-glibc-base', {}) } : segfault];
  }
  if (context.exitCode === 132) {
    const cure = message('cure-older-cpu-build', {});
    return [{ symptom: 'illegal-instruction', message: message('log-illegal-instruction', {}), evidence, cure }];
  }
  return [];
}
