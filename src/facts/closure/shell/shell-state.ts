import type { Assignment, SimpleCommand } from '../../../dockerfile/shell/read-commands.ts';
import { isQuiet } from './command-kinds.ts';
import type { Variables } from './expand-word.ts';
import type { ScriptRun } from './follow-script.ts';
import { fails } from './split-statements.ts';

/** Whether the script surely comes so far with the image as it is; perhaps; or nobody knows. */
export type Reach = 'sure' | 'hint' | 'none';

/** A shell on its way through a script. */
export interface ShellState extends Variables {
  readonly reach: Reach;
  lower(to: Reach): void;
  readonly env: ReadonlyMap<string, string>;
  readonly workingDir: string | undefined;
  readonly stopsAtFailure: boolean;
  hasChangedModes: boolean;
  /** Last names of files that the script writes; undefined where it may write any. */
  readonly written: ReadonlySet<string> | undefined;
  readonly functionsEnd: boolean;
  readonly functionsAreQuiet: boolean;
  isFunction(name: string): boolean;
  /** Whether it is known which file a shell would take for this name. */
  isPathKnown(program: string): boolean;
  assign(assignment: Assignment, isInShell: boolean, isSure: boolean): void;
  forget(name: string): void;
  exportWords(command: SimpleCommand, isSure: boolean): void;
  changeFolder(to: string | undefined): void;
  setOptions(args: readonly string[], isWhole: boolean, isSure: boolean): void;
  shift(args: readonly string[], isWhole: boolean, isSure: boolean): void;
}

/** What a shell or a runtime sets by itself. */
const SET_BY_OTHERS =
  /^(?:HOME|PWD|OLDPWD|HOSTNAME|USER|LOGNAME|SHELL|TERM|IFS|OPTARG|OPTIND|PPID|UID|EUID|SHLVL|_|RANDOM|SECONDS|LINENO|REPLY|PS\d|BASH\w*|KUBERNETES_\w*)$/;
const FUNCTION_NAMES = /(?:^|[\s;&|{(])(?:function[ \t]+([\w.:-]{1,128})|([\w.:-]{1,128})[ \t]{0,8}\([ \t]{0,8}\))/g;
const LOOP_NAMES = /\b(?:for|select)[ \t]{1,8}([A-Za-z_]\w{0,127})/g;
const SET_WHILE_READ = /\$\{([A-Za-z_]\w{0,127}):?=/g;
/** Loops that are not meant to end. */
const ENDLESS =
  /\bwhile[ \t]{1,8}(?::|true|sleep|date|echo|\[[ \t]{1,8}1|\(\()|\buntil[ \t]{1,8}(?:false|!)|\bfor[ \t]{0,8}\(\(/;

export function openShellState(run: ScriptRun, commands: readonly SimpleCommand[]): ShellState {
  const env = new Map(run.env);
  const unknown = new Set<string>();
  for (const pattern of [LOOP_NAMES, SET_WHILE_READ])
    for (const m of run.text.matchAll(pattern)) unknown.add(m[1] ?? '');
  const functions = new Set([...run.text.matchAll(FUNCTION_NAMES)].map((m) => m[1] ?? m[2] ?? ''));
  const inFunctions = commands.filter(({ inside }) => inside.includes('function'));
  for (const { assignments } of inFunctions) for (const { name } of assignments) unknown.add(name);
  let { stopsAtFailure, workingDir } = run as { stopsAtFailure: boolean; workingDir: string | undefined };
  let args: readonly string[] | undefined = run.args;
  let reach: Reach = commands.some(({ inside }) => inside.includes('loop')) && ENDLESS.test(run.text) ? 'hint' : 'sure';

  function setTo(name: string, value: string | undefined, isSure: boolean): void {
    if (value === undefined || !isSure) unknown.add(name);
    else if (!unknown.has(name)) env.set(name, value);
  }

  const state: ShellState = {
    env,
    written: findWritten(commands),
    hasChangedModes: false,
    functionsEnd: inFunctions.some((c) => mayEnd(c)),
    functionsAreQuiet: inFunctions.every((c) => c.argv.length === 0 || isPlainlyQuiet(c)),
    get reach() {
      return reach;
    },
    get workingDir() {
      return workingDir;
    },
    get stopsAtFailure() {
      return stopsAtFailure;
    },
    get args() {
      return args;
    },
    lower(to) {
      if (reach === 'sure' || to === 'none') reach = to;
    },
    value(name) {
      if (unknown.has(name)) return undefined;
      return env.get(name) ?? (SET_BY_OTHERS.test(name) ? undefined : null);
    },
    isFunction: (name) => functions.has(name),
    isPathKnown: (program) =>
      program.includes('/') ? program.startsWith('/') || workingDir !== undefined : !unknown.has('PATH'),
    assign({ name, value, range }, isInShell, isSure) {
      if (!isInShell) return;
      const text = run.text.slice(range.start, range.end);
      const told = value ?? (text.startsWith('PATH=') ? withPath(text.slice(5), env.get('PATH')) : undefined);
      setTo(name, told, isSure);
    },
    forget(name) {
      if (name !== '') unknown.add(name);
    },
    exportWords(command, isSure) {
      for (const { text, value } of command.argv.slice(1)) {
        const equals = text.indexOf('=');
        if (equals < 0) continue;
        const name = text.slice(0, equals);
        const raw = name === 'PATH' ? withPath(text.slice(equals + 1), env.get('PATH')) : undefined;
        setTo(name, value?.slice(equals + 1) ?? raw, isSure);
      }
    },
    changeFolder(to) {
      if (to === undefined || !/^[\w./@+-]+$/.test(to)) workingDir = undefined;
      else if (to.startsWith('/')) workingDir = to;
      else if (workingDir !== undefined) workingDir = `${workingDir}/${to}`;
    },
    setOptions(words, isWhole, isSure) {
      const isAboutArgs = words.some(
        (word) => word === '--' || (!/^[-+]./.test(word) && !/^(?:errexit|pipefail)$/.test(word)),
      );
      if (!isWhole || isAboutArgs) args = undefined;
      const told = words.filter((word, i) => isAboutFailures(word, words[i + 1])).at(-1);
      if (told?.startsWith('+') === true) stopsAtFailure = false;
      if (told?.startsWith('-') === true && isSure) stopsAtFailure = true;
    },
    shift(words, isWhole, isSure) {
      const count = words[0] === undefined ? 1 : Number(words[0]);
      args = isWhole && isSure && Number.isInteger(count) && count > 0 ? args?.slice(count) : undefined;
    },
  };
  return state;
}

function isAboutFailures(word: string, next: string | undefined): boolean {
  return /^[-+][a-z]*e/i.test(word) || (/^[-+][a-z]*o$/i.test(word) && next === 'errexit');
}

/** What any command of the script writes to. @returns last names; undefined where it may be any file */
function findWritten(commands: readonly SimpleCommand[]): ReadonlySet<string> | undefined {
  const written = new Set<string>();
  for (const { operator, target } of commands.flatMap((c) => c.redirects)) {
    if (target === undefined || !operator.includes('>') || /^(?:\d|-|"?\$\{?LOG)/.test(target.text)) continue;
    if (target.value === undefined || target.pattern) return undefined;
    if (!target.value.startsWith('/dev/')) written.add(target.value.slice(target.value.lastIndexOf('/') + 1));
  }
  return written;
}

function mayEnd(command: SimpleCommand): boolean {
  const name = command.argv[0]?.value;
  return name === 'exit' || name === 'exec'
    ? !fails(command)
    : name === undefined || name === 'eval' || name === '.' || name === 'source';
}

function isPlainlyQuiet({ argv }: SimpleCommand): boolean {
  const [name, ...args] = argv.map((word) => word.value);
  return name !== undefined && isQuiet(name, args);
}

/** `PATH=/opt/bin:$PATH`, with or without quotes. */
function withPath(text: string, path: string | undefined): string | undefined {
  if (path === undefined || text.length > 4096) return undefined;
  const inner = /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
  const told = inner.replace(/\$(?:PATH\b|\{PATH\})/g, () => path);
  return /^[\w./:@+-]*$/.test(told) ? told : undefined;
}
