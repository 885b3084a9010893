import type { Check } from './check-program.ts';

/** What a program that only starts another is to start, and in which circumstances. */
export interface Wrapped {
  readonly check: Check;
  readonly argv: readonly string[];
}

const INITS = /(?:^|\/)(?:tini|tini-static|dumb-init|catatonit|docker-init)$/;
const USER_CHANGERS = /(?:^|\/)(?:gosu|su-exec)$/;
const PLAIN = /(?:^|\/)(?:nohup|setsid)$/;
const ENV = /(?:^|\/)env$/;

/** @returns undefined for other programs, and for options that are not understood */
export function findWrapped(check: Check, argv: readonly string[]): Wrapped | undefined {
  const [program = '', ...words] = argv;
  if (INITS.test(program)) return asGiven(check, behindOptions(words));
  if (PLAIN.test(program)) return asGiven(check, words[0]?.startsWith('-') === false ? words : []);
  // Who that is, and what it may do, is told by files that may be others by then.
  if (USER_CHANGERS.test(program))
    return asGiven({ ...check, user: undefined }, words[0]?.startsWith('-') ? [] : words.slice(1));
  return ENV.test(program) ? behindVariables(check, words) : undefined;
}

function asGiven(check: Check, argv: readonly string[]): Wrapped | undefined {
  return argv.length === 0 ? undefined : { check, argv };
}

function behindOptions(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf('--');
  if (dashes >= 0) return words.slice(dashes + 1);
  return words[0]?.startsWith('-') ? [] : words;
}

/** `env A=b app` */
function behindVariables(check: Check, words: readonly string[]): Wrapped | undefined {
  const from = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (from < 0 || words[from]?.startsWith('-')) return undefined;
  const env = new Map(check.scene.env);
  for (const word of words.slice(0, from)) env.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
  return { check: { ...check, scene: { ...check.scene, env } }, argv: words.slice(from) };
}
