import { type Message, message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { nearWords } from './near-words.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** Hint behind a word that is neither a verb nor a folder. */
    'look-see-help': Record<string, never>;
  }
}

const VERBS = [
  'look',
  'optimize',
  'apply',
  'report',
  'inspect',
  'diff',
  'validate',
  'verify',
  'explain',
  'doctor',
  'clean',
] as const;
export type Verb = (typeof VERBS)[number];

/** A word like `optimise` is more likely a verb gone wrong than a folder. */
export function tellUnknownVerb(word: string): Problem {
  const near = nearWords(word, VERBS);
  const hint: Message = near.length === 0 ? message('look-see-help', {}) : message('did-you-mean', { near });
  return new Problem('usage', 'unknown-verb', { word }, { hint });
}

/**
 * The first word of a command line, where it reads like a verb and is none. Asked before the words are parsed: what follows it would be told
 * as wrong words of the verb that may be left out.
 */
export function findMistypedVerb(argv: readonly string[]): string | undefined {
  const [word] = argv;
  const asksHelp = argv.some((one) => /^(--help|--help-all|-h|-H)$/.test(one));
  if (word === undefined || asksHelp || !isVerbLike(word)) return undefined;
  return VERBS.some((verb) => verb === word) ? undefined : word;
}

export function isVerbLike(word: string): boolean {
  return /^[a-z]+(-[a-z]+)*$/i.test(word);
}
