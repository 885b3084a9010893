/** A line whose carriage return breaks a script. */
export interface BrokenLine {
  /** 1-based. */
  readonly number: number;
  readonly isSure: boolean;
}

/** What only counts as such without anything behind it. */
const KEYWORD = /^[ \t]*(?:(?:then|do|else|fi|done|esac)|(?:if|elif|while|until|for|case)\b[^#"'\\]*(?:then|do|in))\r$/;
const OPTIONS = /^[ \t]*set[ \t]+[-+][A-Za-z]+\r$/;
const STARTS_ALL = /^[ \t]*exec[ \t]+(?:"\$@"|\$@)[ \t]*\r$/;
const STARTS_ONE = /^[ \t]*(?:exec[ \t]+)?[\w./+-]+\r$/;
const SAYS_NOTHING = /^[ \t]*(?:#.*)?\r?$/;
const ENDS = /^[ \t]*(?:exec|exit)\b/;

/**
 * A shell takes the carriage return of a line for the end of its last word. Only texts all of whose lines have one are judged: else it may
 * stand in a text that the script writes. @param isStrict an option that is none ends the shell
 */
export function findCarriageReturn(
  text: string,
  { isStrict, args }: { readonly isStrict: boolean; readonly args: readonly string[] },
): BrokenLine | undefined {
  const lines = text.split('\n');
  const from = lines[0]?.startsWith('#!') === true ? 1 : 0;
  const rest = lines.slice(from, lines.at(-1) === '' ? -1 : undefined);
  if (rest.length === 0 || !rest.slice(0, -1).every((line) => line.endsWith('\r'))) return undefined;
  let first: number | undefined;
  for (const [i, line] of rest.entries()) {
    if (SAYS_NOTHING.test(line) || !line.endsWith('\r')) continue;
    const number = from + i + 1;
    first ??= number;
    const isBroken =
      KEYWORD.test(line) ||
      (isStrict && OPTIONS.test(line)) ||
      (STARTS_ALL.test(line) && args.length < 2) ||
      (STARTS_ONE.test(line) && /^[ \t]*exec\b/.test(line));
    if (isBroken) return { number, isSure: true };
    if (ENDS.test(line)) break;
  }
  return first === undefined ? undefined : { number: first, isSure: false };
}
