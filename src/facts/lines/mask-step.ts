import { looksSecret, REDACTED, redact } from '../../record/redact.ts';
import { listQuoted } from './list-quoted.ts';
import { maskWords } from './mask-words.ts';
import type { Step } from './read-steps.ts';
import type { Pair } from './split-pairs.ts';

/**
 * A step's words as a record may hold them: no value of a secret name stands in them. Where it cannot be known how far a value goes, too much is
 * hidden rather than too little: up to the shell (the last, where there are several, as a value may hold ` /bin/sh -c ` itself), or to the end.
 */
export function maskStep(step: Step): string {
  return redact(hideValues(step).shown);
}

/** The instruction alone, without build arguments and shell: `RUN npm ci`. @returns undefined where a step says nothing */
export function tellStep(step: Step): string | undefined {
  if (step.words === '') return undefined;
  const { shown, commandAt } = hideValues(step);
  // What no shell and no argument stands before may be a note of another builder: `bazel build …`.
  if (step.keyword !== 'RUN' || step.shell === undefined) return redact(shown).trim();
  return `RUN ${redact(shown.slice(commandAt)).trim()}`;
}

/** Up to the first secret whose end is not known: what stands behind it may be a part of it, names too. */
export function trustedPairs({ pairs }: Step): readonly Pair[] {
  const last = pairs.findIndex((pair) => !pair.isSure && isHidden(pair));
  return last < 0 ? pairs : pairs.slice(0, last + 1);
}

function isHidden({ name, value, sign, isSure }: Pair): boolean {
  return sign !== '' && looksSecret(name) && !(isSure && value === '');
}

/** @returns the words, and where the command begins in them */
export function hideValues(step: Step): { readonly shown: string; readonly commandAt: number } {
  const { words, commandAt, pairs, pairsEnd } = step;
  if (pairs.length === 0) return { shown: words.slice(0, commandAt) + maskList(step), commandAt };
  let shown = '';
  let from = 0;
  let at = commandAt;
  for (const { name, sign, start, end, isSure } of trustedPairs(step).filter(isHidden)) {
    const to = isSure ? end : pairsEnd;
    const kept = `${words.slice(from, start)}${name}${sign}`;
    shown += kept + REDACTED;
    // A command that may begin in what is hidden begins with the mark.
    if (to <= commandAt) at = commandAt - to + shown.length;
    else if (start < commandAt) at = shown.length - REDACTED.length;
    from = to;
  }
  return { shown: shown + words.slice(from), commandAt: at };
}

function maskList(step: Step): string {
  const members = listMembers(step);
  return members === undefined
    ? step.command
    : `[${maskWords(members)
        .map((word) => `"${word}"`)
        .join(', ')}]`;
}

const LISTS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN']);

/** The words of a command that is told as a list, in whatever way a builder writes one: `["a" "b"]`, `["a", "b"]`, `&{["CMD" "a"] …`. */
export function listMembers({ keyword, command }: Step): readonly string[] | undefined {
  return LISTS.has(keyword) && /^(?:&\{)?\["/.test(command) ? listQuoted(command) : undefined;
}
