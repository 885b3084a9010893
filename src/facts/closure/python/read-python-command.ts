/** What an interpreter's words tell it to run, and how. */
export interface PythonCommand {
  readonly run: { readonly is: 'script' | 'module' | 'text'; readonly what: string } | undefined;
  /** Words behind what is run. */
  readonly args: readonly string[];
  /** Single letters that change where modules are looked for: E, I, P, s, S. */
  readonly options: ReadonlySet<string>;
}

const NO_VALUE = 'bBdEhiIOPqRsSuvVx?';
const WITH_VALUE = 'WX';

/** @param argv with the interpreter as its first word @returns undefined where the words are none that Python knows */
export function readPythonCommand(argv: readonly string[]): PythonCommand | undefined {
  const options = new Set<string>();
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '-') return { run: undefined, args: [], options };
    if (word.startsWith('--')) {
      if (word === '--check-hash-based-pycs') i += 1;
      else return { run: undefined, args: [], options };
      continue;
    }
    if (!word.startsWith('-')) return { run: { is: 'script', what: word }, args: argv.slice(i + 1), options };
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] ?? '';
      const rest = word.slice(at + 1);
      if (letter === 'c' || letter === 'm') {
        const what = rest === '' ? argv[i + 1] : rest;
        const args = argv.slice(i + (rest === '' ? 2 : 1));
        return what === undefined
          ? undefined
          : { run: { is: letter === 'c' ? 'text' : 'module', what }, args, options };
      }
      if (WITH_VALUE.includes(letter)) {
        if (rest === '') i += 1;
        break;
      }
      if (!NO_VALUE.includes(letter)) return undefined;
      if ('hV?'.includes(letter)) return { run: undefined, args: [], options };
      options.add(letter);
    }
  }
  return { run: undefined, args: [], options };
}
