import { Problem } from '../model/problem.ts';
import { LANGUAGE_IDS, type LanguageId } from './contract.ts';
import type {} from './messages.ts';

/** Where POSIX looks for the language of messages, the first that is set and not empty decides. */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

const KOREAN_LOCALE = /^ko(?:[_.@-]|$)/i;

/**
 * @param from what was asked for by `--lang`, and the environment
 * @returns the flag's language, else Korean where the locale says so, else English
 * @throws Problem `unknown-language` (usage) on any other flag
 */
export function chooseLanguage(from: {
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): LanguageId {
  if (from.flag !== undefined) return knownLanguage(from.flag);
  const locale = VARIABLES.map((name) => from.env[name]).find((value) => value !== undefined && value !== '');
  return KOREAN_LOCALE.test(locale ?? '') ? 'ko' : 'en';
}

function knownLanguage(flag: string): LanguageId {
  const known = LANGUAGE_IDS.find((id) => id === flag.toLowerCase());
  if (known === undefined) throw new Problem('usage', 'unknown-language', { given: flag, known: LANGUAGE_IDS });
  return known;
}
