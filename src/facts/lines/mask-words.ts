import { listMasked, looksSecret, type MaskedValue, REDACTED, redact } from '../../record/redact.ts';

interface Argument {
  readonly word: string;
  /** The secret it is or holds as a whole: `--password X`, `--password=X`, `PASSWORD=X`. */
  readonly secret?: MaskedValue | undefined;
}

/** The arguments of a command, each a word of its own, with secrets hidden: a secret one goes as far as its word, spaces or not. */
export function maskWords(words: readonly string[]): readonly string[] {
  return readArguments(words).map(({ word, secret }) =>
    secret === undefined ? redact(word) : `${word.slice(0, word.length - secret.value.length)}${REDACTED}`,
  );
}

/** What `maskWords` hides by its names, and the words without it. */
export function listMaskedWords(words: readonly string[]): {
  readonly named: readonly MaskedValue[];
  readonly rest: readonly string[];
} {
  const read = readArguments(words).map(({ word, secret }) =>
    secret === undefined ? listMasked(word) : { named: [secret], rest: '' },
  );
  return { named: read.flatMap(({ named }) => named), rest: read.map(({ rest }) => rest) };
}

function readArguments(words: readonly string[]): readonly Argument[] {
  return words.map((word, i) => {
    const flag = /^--?([A-Za-z][\w.-]{0,200})$/.exec(words[i - 1] ?? '')?.[1];
    if (flag !== undefined && looksSecret(flag) && !word.startsWith('-'))
      return { word, secret: { name: flag, value: word } };
    const [sign = '', name = ''] = /^-{0,2}([A-Za-z_][\w.-]{0,200})=/.exec(word) ?? [];
    return looksSecret(name) ? { word, secret: { name, value: word.slice(sign.length) } } : { word };
  });
}
