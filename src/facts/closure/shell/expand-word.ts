import type { ShellWord } from '../../../dockerfile/shell/read-commands.ts';

/** What is known of a shell's variables at one place of its text. */
export interface Variables {
  /** @returns undefined where nothing is known; `null` where it is surely not set */
  value(name: string): string | null | undefined;
  /** `$1` and so on; undefined where the text may have changed them. */
  readonly args: readonly string[] | undefined;
}

const ALL_ARGS = /^(?:"\$@"|"\$\{@\}"|\$@|\$\*)$/;
const ONE = /^(")?\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::-([\w./:@%+,=-]*))?\})(")?$/;

/**
 * The words a shell makes of one, as far as that is sure.
 * @returns undefined where it is not: commands, patterns, variables that the text or the run may set
 */
export function expandWord(word: ShellWord, variables: Variables): readonly string[] | undefined {
  if (word.value !== undefined) return word.pattern ? undefined : [word.value];
  if (word.pattern) return undefined;
  if (ALL_ARGS.test(word.text))
    return variables.args?.every(isPlain) === false && !word.text.startsWith('"') ? undefined : variables.args;
  const one = word.text.length > 1024 ? null : ONE.exec(word.text);
  if (one === null) return expandWithin(word.text, variables);
  const [, open, bare, braced, fallback, close] = one;
  const value = variables.value(bare ?? braced ?? '');
  if (value === undefined || open !== close) return undefined;
  const text = value === null || value === '' ? (fallback ?? '') : value;
  if (open !== undefined) return [text];
  return /["'*?[\\]/.test(text) ? undefined : text.split(/[ \t\n]+/).filter((part) => part !== '');
}

function isPlain(word: string): boolean {
  return /^[\w./:@%+,=-]+$/.test(word);
}

/** `"$APP_HOME/bin/run"`: plain text around variables that are set. */
function expandWithin(text: string, variables: Variables): readonly string[] | undefined {
  const inner = /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
  if (inner.length > 4096 || !/^(?:[\w./:@%+,=-]|\$\{?[A-Za-z_]\w*\}?)*$/.test(inner)) return undefined;
  let isKnown = true;
  const expanded = inner.replace(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g, (_, bare?: string, braced?: string) => {
    const value = variables.value(bare ?? braced ?? '');
    isKnown &&= typeof value === 'string' && isPlain(value);
    return value ?? '';
  });
  return isKnown && !expanded.includes('$') ? [expanded] : undefined;
}
