import type { MessageCode, Messages } from '../model/message.ts';

/** The languages Plimsoll speaks. */
export const LANGUAGE_IDS = ['en', 'ko'] as const;
export type LanguageId = (typeof LANGUAGE_IDS)[number];

/** A coded sentence as a record holds it: perhaps of a version that knows other codes than ours. */
export interface Said {
  readonly code: string;
  readonly args: unknown;
}

/** What a sentence may use to put values into words. Texts among its arguments are already safe to show. */
export interface Words {
  /** Decimal units, three significant digits: `1.62 GB`. */
  bytes(count: number): string;
  /** A stretch of time inside a sentence; table cells use `formatDuration`. */
  duration(ms: number): string;
  /** `0.154` as `15.4%`. */
  percent(ratio: number): string;
  /** A whole number with its thousands apart. */
  count(value: number): string;
  /** Items joined as the language lists them; long lists are cut and say how much is left. */
  list(items: readonly string[]): string;
  /** A sentence inside a sentence. */
  say(message: Said): string;
}

/** One language in full: for every code its sentence, without the full stop. A missing one does not compile. */
export type Catalogue = { readonly [C in MessageCode]: (args: Messages[C], words: Words) => string };

/** Turns codes and numbers into words of one language. */
export interface Language extends Words {
  readonly id: LanguageId;
}
