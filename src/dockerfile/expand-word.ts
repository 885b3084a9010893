import type { ByteText } from '../model/bytes.ts';
import { lexWord } from './lex-word.ts';
import type { EscapeCharacter } from './tree.ts';

/** A value read from text; not complete where a part of it comes from somewhere the text does not show (the base image). */
export interface Known {
  readonly value: ByteText;
  readonly complete: boolean;
}

export interface Scope {
  readonly values: ReadonlyMap<string, Known>;
  /** A variable that is not among the values is known to be unset: nothing below the text can have set it. */
  readonly closed: boolean;
  readonly escape: EscapeCharacter;
}

export interface Expansion extends Known {
  /** Variables the word asks for that the scope does not have. */
  readonly missing: readonly string[];
}

/** Expands variables in a Dockerfile's word and removes its quotes. @returns the reason where BuildKit refuses it */
export function expandWord(word: ByteText, scope: Scope): Expansion | { readonly failure: string } {
  const env = new Map([...scope.values].map(([name, known]) => [name, known.value]));
  const lexed = lexWord(word, { escape: scope.escape, env });
  if ('failure' in lexed) return lexed;
  const missing = [...lexed.missing];
  const usedComplete = [...lexed.used].every((name) => scope.values.get(name)?.complete === true);
  return { value: lexed.text, complete: usedComplete && (scope.closed || missing.length === 0), missing };
}
