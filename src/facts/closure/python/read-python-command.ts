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

type Run = PythonCommand['run'];

/** @param argv with the interpreter as its first word @returns undefined where the words are none that Python knows */
export function readPythonCommand(argv: readonly string[]): PythonCommand | undefined {
  const options = new Set<string>();
  const end = (run: Run, from: number): PythonCommand => ({ run, args: argv.slice(from), options });
  let i = 1;
  while (i < argv.length) {
    const word = argv[i] ?? '';
    i += 1;
    if (!word.startsWith('-')) return end({ is: 'script', what: word }, i);
    const cluster = readWord(word, options);
    if (cluster === undefined || cluster.is === 'end') return cluster && end(undefined, argv.length);
    if (cluster.is === 'flags') continue;
    const [what] = cluster.rest === '' ? argv.slice(i, i + 1) : [cluster.rest];
    i += cluster.rest === '' ? 1 : 0;
    if (cluster.is !== 'value') return runOf(cluster.is, what, end, i);
  }
  return end(undefined, argv.length);
}

function runOf(
  is: 'text' | 'module',
  what: string | undefined,
  end: (run: Run, from: number) => PythonCommand,
  from: number,
) {
  return what === undefined ? undefined : end({ is, what }, from);
}

function readWord(word: string, options: Set<string>): Cluster | undefined {
  if (word === '--check-hash-based-pycs') return { is: 'value', rest: '' };
  return word === '-' || word.startsWith('--') ? { is: 'end', rest: '' } : readCluster(word.slice(1), options);
}

interface Cluster {
  readonly is: 'flags' | 'value' | 'text' | 'module' | 'end';
  /** What follows the letter that takes a value. */
  readonly rest: string;
}

/** Letters behind one dash. @returns undefined where one is unknown */
function readCluster(letters: string, options: Set<string>): Cluster | undefined {
  for (const [at, letter] of [...letters].entries()) {
    const rest = letters.slice(at + 1);
    if (letter === 'c') return { is: 'text', rest };
    if (letter === 'm') return { is: 'module', rest };
    if (WITH_VALUE.includes(letter)) return { is: 'value', rest };
    if (!NO_VALUE.includes(letter)) return undefined;
    if ('hV?'.includes(letter)) return { is: 'end', rest };
    options.add(letter);
  }
  return { is: 'flags', rest: '' };
}
