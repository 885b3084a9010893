/** What a shell was told to run. */
export type ShellCall = {
  /** `$1` and so on. */
  readonly args: readonly string[];
  /** `-e`. */
  readonly stopsAtFailure: boolean;
} & ({ readonly is: 'text'; readonly text: string } | { readonly is: 'file'; readonly file: string });

const TAKES_FILE = /^--(?:rcfile|init-file)$/;
/** They change nothing of what a script finds. */
const HARMLESS = /^--(?:norc|noprofile|posix|verbose|restricted|rcfile|init-file)$/;

const SHORT = /^[-+][abCcefhikmptuvxBHP]*o?$/;

interface Options {
  isText: boolean;
  stopsAtFailure: boolean;
}

/** @param words behind the shell's own name @returns undefined where it reads from elsewhere, or was told what is not understood */
export function readShellCall(words: readonly string[]): ShellCall | undefined {
  const options: Options = { isText: false, stopsAtFailure: false };
  let at = 0;
  for (; /^[-+]./.test(words[at] ?? '') && words[at] !== '--'; at++) {
    const word = words[at] ?? '';
    // A login shell reads files first that may set anything.
    if (!HARMLESS.test(word) && !SHORT.test(word)) return undefined;
    if (!word.startsWith('--')) readShort(word, words[at + 1], options);
    if (TAKES_FILE.test(word) || (SHORT.test(word) && word.endsWith('o'))) at += 1;
  }
  if (words[at] === '--' || words[at] === '-') at += 1;
  const [first, ...rest] = words.slice(at);
  if (first === undefined) return undefined;
  const { isText, stopsAtFailure } = options;
  return isText
    ? { is: 'text', text: first, args: rest.slice(1), stopsAtFailure }
    : { is: 'file', file: first, args: rest, stopsAtFailure };
}

function readShort(word: string, next: string | undefined, options: Options): void {
  if (word.includes('e') || (word.endsWith('o') && next === 'errexit')) options.stopsAtFailure = word.startsWith('-');
  options.isText ||= word.includes('c');
}
