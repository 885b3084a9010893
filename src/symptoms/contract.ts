import type { Message } from '../model/message.ts';
import type { TechniqueId } from '../techniques/contract.ts';

/** What is the matter, and what mends it. */
export interface Told {
  readonly message: Message;
  readonly cure?: Message | undefined;
}

/** How one line shows a failure. */
export interface Signature {
  /** Bounded, and without parts that backtrack: lines are hostile. Quotes arrive as ASCII, prefixes of log drivers are gone. */
  readonly pattern: RegExp;
  /** @returns undefined where the line is another failure after all */
  readonly read: (groups: readonly string[], line: string) => Told | undefined;
}

/** One known failure: what shows it, and by which words people look for it. */
export interface Symptom {
  /** Names what is wrong: `go-sum-entry-missing`. */
  readonly id: string;
  /** `nowhere`: no log tells it. */
  readonly shows: 'build' | 'run' | 'either' | 'nowhere';
  /** Lines as programs write them; each is a test, the first is printed in the docs. */
  readonly examples: readonly string[];
  readonly signatures: readonly Signature[];
  /** What is told of it where there is no line to read. */
  readonly told?: Told;
  /** It follows from another failure where the log tells one: that one is told first. */
  readonly isConsequence?: true;
  /** The program goes on after it, so that later signs of life do not clear it. */
  readonly goesOn?: true;
  /** Its line may say that it is a warning, or that it is tried again. */
  readonly isSaidInWarnings?: true;
  readonly related?: { readonly rules?: readonly string[]; readonly techniques?: readonly TechniqueId[] };
  /** What users type. */
  readonly words: { readonly en: readonly string[]; readonly ko: readonly string[] };
}
