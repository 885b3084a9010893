import type { SimpleCommand } from '../../../dockerfile/shell/read-commands.ts';
import { readShellText } from '../../../dockerfile/shell/read-commands.ts';
import { isExpectedToSucceed, isQuiet, SHELL_BUILTINS } from './command-kinds.ts';
import { expandWord } from './expand-word.ts';
import { openShellState, type ShellState } from './shell-state.ts';
import { fails, type PlacedCommand, placeCommands } from './split-statements.ts';

/** A command that a script starts. */
export interface StartedCommand {
  /** What of its words is sure, from the first on. */
  readonly argv: readonly string[];
  /** These are all. */
  readonly isWhole: boolean;
  /** The script surely comes to it, and fails where it fails. */
  readonly isDecisive: boolean;
  /** The script surely comes to it with the image as it is. */
  readonly isReached: boolean;
  /** The script goes on without it, or may; it would still say so. */
  readonly isOrdinary: boolean;
  /** A file that is read into the script, not a program. */
  readonly isSourced: boolean;
  /** As the script stands when it starts it. */
  readonly env: ReadonlyMap<string, string>;
  /** Undefined where the script may be anywhere. */
  readonly workingDir: string | undefined;
  /** Rights and owners of files may be others by then. */
  readonly hasChangedModes: boolean;
  /** Byte of the script. */
  readonly at: number;
}

export interface ScriptRun {
  readonly text: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly workingDir: string;
  readonly stopsAtFailure: boolean;
}

const MOST_COMMANDS = 2000;
/** Of a script or a text in the image's configuration; longer ones are not followed. */
const MOST_BYTES = 64 << 10;

/** The commands a script starts in any case, or may be about to. @returns none where the text is not understood. Cost: linear. */
export function followScript(run: ScriptRun): readonly StartedCommand[] {
  if (run.text.length > MOST_BYTES) return [];
  const commands = readShellText({ text: run.text, pieces: [{ at: 0, start: 0 }] });
  if (commands === undefined || commands.length > MOST_COMMANDS) return [];
  const end = commands.at(-1)?.range.end ?? 0;
  const isLastInBackground = /^[\s)}]*&(?!&)/.test(run.text.slice(end, end + 64));
  const state = openShellState(run, commands);
  const started: StartedCommand[] = [];
  for (const placed of placeCommands(commands, isLastInBackground)) {
    if (state.reach === 'none') break;
    const next = step(state, placed);
    if (next !== undefined) started.push(next);
  }
  return started;
}

/** One command: what it starts, and what it leaves behind. */
function step(state: ShellState, placed: PlacedCommand): StartedCommand | undefined {
  const { command, runs } = placed;
  if (command.inside.includes('function')) return undefined;
  if (command.argv.length === 0) {
    for (const assignment of command.assignments) state.assign(assignment, placed.isInShell, runs === 'surely');
    return undefined;
  }
  const words = readWords(state, command);
  const [name] = words.known;
  // Which program it is, nobody knows: it may run for ever, or bring what is missed later.
  if (name === undefined) state.lower('hint');
  else if (state.isFunction(name)) {
    if (state.functionsEnd || !state.functionsAreQuiet) state.lower('none');
  } else if (name === 'exec') return stepExec(state, placed, words);
  else if (name === '.' || name === 'source') return stepSource(state, placed, words);
  else if (SHELL_BUILTINS.has(name)) stepBuiltin(state, placed, words);
  else return stepProgram(state, placed, words);
  return undefined;
}

function stepProgram(state: ShellState, placed: PlacedCommand, words: Words): StartedCommand | undefined {
  const [name = ''] = words.known;
  const isMeant = isSurelyRun(placed) && !placed.command.negated && placed.failure !== 'guarded';
  const begun = isMeant && state.isPathKnown(name) ? startOf(state, placed, words, 0) : undefined;
  if (!isQuiet(name, words.known)) state.lower('hint');
  if (/^ch(?:mod|own|grp)$/.test(name)) state.hasChangedModes = true;
  return begun;
}

/** What follows may be anything that the file sets. */
function stepSource(state: ShellState, placed: PlacedCommand, words: Words): StartedCommand | undefined {
  const isRun = isSurelyRun(placed) && placed.isInShell;
  const isMeant = isRun && /^ends/.test(placed.failure) && words.known[1] !== undefined;
  const begun = isMeant ? { ...startOf(state, placed, words, 1), isSourced: true, isOrdinary: false } : undefined;
  state.lower('none');
  return begun;
}

function isSurelyRun({ runs, behind }: PlacedCommand): boolean {
  if (runs !== 'joined') return runs === 'surely';
  return behind.every(({ argv, negated }) => {
    const [name, ...args] = argv.map((word) => word.value);
    return argv.length === 0 || (!negated && name !== undefined && isExpectedToSucceed(name, args));
  });
}

interface Words {
  readonly known: readonly string[];
  readonly isWhole: boolean;
}

function readWords(state: ShellState, { argv }: SimpleCommand): Words {
  const known: string[] = [];
  for (const word of argv) {
    const expanded = expandWord(word, state);
    // A variable that is not set may be meant to hold the program.
    const isProgram = known.length === 0 || (known.length === 1 && known[0] === 'exec');
    if (expanded === undefined || (isProgram && expanded.length === 0)) return { known, isWhole: false };
    known.push(...expanded);
    if (known[0] === '') return { known: [], isWhole: false };
  }
  return { known, isWhole: true };
}

function startOf(state: ShellState, placed: PlacedCommand, words: Words, from: number): StartedCommand {
  const { command, failure } = placed;
  const argv = words.known.slice(from);
  const ends = failure === 'ends' || (failure === 'ends-under-e' && state.stopsAtFailure);
  const env = new Map(state.env);
  for (const { name, value } of command.assignments) if (value !== undefined) env.set(name, value);
  const isPathUnsure = command.assignments.some(({ name, value }) => name === 'PATH' && value === undefined);
  const isOwn = argv.some((word) => mayBeWritten(state, word));
  const isReached = state.reach === 'sure' && !isPathUnsure && !isOwn;
  return {
    argv,
    isWhole: words.isWhole && !isOwn,
    isReached,
    isDecisive: ends && isReached,
    isOrdinary: failure !== 'ends',
    isSourced: false,
    env,
    workingDir: state.workingDir,
    hasChangedModes: state.hasChangedModes,
    at: command.range.start,
  };
}

function mayBeWritten({ written }: ShellState, word: string): boolean {
  return written === undefined ? word.includes('/') : written.has(word.slice(word.lastIndexOf('/') + 1));
}

/** `exec app`: where there is none, any shell that runs a script ends. */
function stepExec(state: ShellState, placed: PlacedCommand, words: Words): StartedCommand | undefined {
  const { command, failure } = placed;
  if (command.argv.length === 1) return undefined;
  const from = words.known[1] === '-a' ? 3 : words.known[1] === '--' ? 2 : 1;
  const program = words.known[from] ?? '-';
  const isMeant = isSurelyRun(placed) && placed.isInShell && !/^-|^$/.test(program) && state.isPathKnown(program);
  const decided = { ...placed, failure: failure === 'ends-under-e' ? ('ends' as const) : failure };
  const begun = isMeant ? { ...startOf(state, decided, words, from), isOrdinary: false } : undefined;
  if (placed.isInShell) state.lower('none');
  return begun;
}

const FOLDER_CHANGES: ReadonlySet<string> = new Set(['cd', 'chdir', 'pushd', 'popd']);
const EXPORTS: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);
const ENDS: ReadonlySet<string> = new Set(['exit', 'return', 'logout']);

/** They set variables that they name. */
const SETTERS: ReadonlySet<string> = new Set(['read', 'getopts', 'printf', 'unset']);

function stepBuiltin(state: ShellState, placed: PlacedCommand, words: Words): void {
  const [name = '', ...args] = words.known;
  if (!placed.isInShell) return;
  const isSure = isSurelyRun(placed);
  if (FOLDER_CHANGES.has(name)) {
    state.changeFolder(isSure && words.isWhole && /^c/.test(name) && args.length === 1 ? args[0] : undefined);
  } else if (name === 'set') state.setOptions(args, words.isWhole, isSure);
  else if (name === 'shift') state.shift(args, words.isWhole, isSure);
  else if (EXPORTS.has(name)) state.exportWords(placed.command, isSure);
  else if (SETTERS.has(name)) for (const word of placed.command.argv) state.forget(word.value ?? '');
  else if (mayDivert(name, args, words.isWhole) && (isSure || !fails(placed.command))) state.lower('none');
}

/** It ends the script, or what follows may mean something else: `eval`, aliases, options of one shell. */
function mayDivert(name: string, args: readonly string[], isWhole: boolean): boolean {
  if (name === 'trap') return !isWhole || args.some((word) => /^(?:EXIT|ERR|0)$/.test(word));
  return ENDS.has(name) || !isQuiet(name, []);
}
