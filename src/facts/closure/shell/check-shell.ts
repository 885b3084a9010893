import { scriptCollector } from '../../../image/collectors/script-collector.ts';
import { message } from '../../../model/message.ts';
import { type Check, findProgram, pathDirs } from '../check-program.ts';
import { absolutePath, type ClosureFinding, found, isMounted, lookUp } from '../closure-input.ts';
import { findBlock } from '../image-user.ts';
import { baseName, goesBy, type Interpreter, type InterpreterRun } from '../interpreter.ts';
import { BUSYBOX_APPLETS } from './busybox-applets.ts';
import { findCarriageReturn } from './find-carriage-return.ts';
import { followScript, type StartedCommand } from './follow-script.ts';
import { readShellCall, type ShellCall } from './read-shell-call.ts';

const SHELLS = /^(?:sh|ash|dash|bash|rbash|ksh|ksh93|mksh|zsh)$/;
/** They end where a file that is read in is missing, or an option is none; bash and zsh go on unless they are called `sh`. */
const STRICT = /^(?:sh|ash|dash|ksh|ksh93|mksh)$/;

/** Shells: what a script surely starts has to be there. */
export const shellInterpreter: Interpreter = {
  runs: (program) => goesBy(program, SHELLS) || goesBy(program, /^busybox$/),
  check(run) {
    const [called = '', ...words] = run.argv;
    const isBusybox = baseName(called) === 'busybox';
    const name = baseName(isBusybox ? (words[0] ?? '') : SHELLS.test(baseName(called)) ? called : run.program.path);
    if (!SHELLS.test(name)) return [];
    const call = readShellCall(isBusybox ? words.slice(1) : words);
    if (call === undefined) return [];
    const shell: Shell = { run, name, hasApplets: baseName(run.program.node.path) === 'busybox' };
    return call.is === 'text' ? checkText(shell, call, call.text, undefined) : checkFile(shell, call, call.file);
  },
};

interface Shell {
  readonly run: InterpreterRun;
  /** As it was called: the same file is stricter under some names. */
  readonly name: string;
  /** Commands may be inside of it. */
  readonly hasApplets: boolean;
}

function checkFile(shell: Shell, call: ShellCall, file: string): readonly ClosureFinding[] {
  const { check, argv } = shell.run;
  const { scene, of, user } = check;
  const paths = file.includes('/') ? [file] : [file, ...pathDirs(scene).map((dir) => `${dir}/${file}`)];
  if (paths.some((path) => isMounted(scene, path))) return [];
  const path = paths.find((p) => lookUp(scene, p).node?.content !== undefined);
  if (path === undefined) {
    if (lookUp(scene, file).node !== undefined) return [];
    return [
      found(
        true,
        of,
        message('closure-script-missing', { interpreter: shell.name, script: file }),
        JSON.stringify(argv.slice(0, 4)),
      ),
    ];
  }
  const lookup = lookUp(scene, path);
  const blockedAt = user && findBlock(user, lookup, 4);
  if (blockedAt !== undefined) {
    const said = message('closure-user-may-not-read', { user: scene.config.user, path, blockedAt });
    return [found(true, of, said, path)];
  }
  const text = lookup.node && scene.files.kept(scriptCollector, lookup.node);
  return text === undefined ? [] : checkText(shell, call, text, absolutePath(scene, path));
}

/** @param path where the text is a file's */
function checkText(shell: Shell, call: ShellCall, text: string, path: string | undefined): readonly ClosureFinding[] {
  const { scene, of } = shell.run.check;
  if (text.includes('\r\n')) {
    const line = findCarriageReturn(text, { isStrict: STRICT.test(shell.name), args: call.args });
    if (line === undefined) return [];
    const said = message('closure-script-carriage-return', { script: path ?? shell.name, line: line.number });
    return [found(line.isSure, of, said, `${path ?? shell.name}:${line.number}`)];
  }
  const { env, workingDir } = scene;
  const started = followScript({ text, args: call.args, env, workingDir, stopsAtFailure: call.stopsAtFailure });
  return started.flatMap((command) => checkStarted(shell, command, text, path));
}

const OF_RIGHTS: ReadonlySet<string> = new Set([
  'closure-entry-not-executable',
  'closure-user-may-not-run',
  'closure-user-may-not-read',
]);

function checkStarted(
  shell: Shell,
  command: StartedCommand,
  text: string,
  path: string | undefined,
): readonly ClosureFinding[] {
  const { check, follow } = shell.run;
  const { argv, env, workingDir } = command;
  const scene = { ...check.scene, env, workingDir: workingDir ?? check.scene.workingDir };
  const next: Check = { ...check, scene };
  const name = argv[0] ?? '';
  if (workingDir === undefined && name.includes('/') && !name.startsWith('/')) return [];
  const evidence = path === undefined ? undefined : `${path}:${lineAt(text, command.at)}: ${lineOf(text, command.at)}`;
  if (command.isSourced) return checkSourced(shell, next, command, evidence);
  const isInside = shell.hasApplets && BUSYBOX_APPLETS.has(name) && findProgram(next, name) === undefined;
  const findings = follow(next, argv, command.isWhole && (workingDir !== undefined || !argv.slice(1).some(isRelative)));
  const isDirect = JSON.stringify(argv.slice(0, 4));
  return findings.map((f) => {
    const code = f.cause.message.code;
    const isSure = f.sure && command.isDecisive && !isInside && !(command.hasChangedModes && OF_RIGHTS.has(code));
    const of = command.isOrdinary && !command.isDecisive && f.of === 'start' ? 'later' : f.of;
    const cause = evidence !== undefined && f.cause.evidence === isDirect ? { ...f.cause, evidence } : f.cause;
    return { sure: isSure, of, cause };
  });
}

function isRelative(word: string): boolean {
  return !/^[-/]/.test(word);
}

/** `. ./env.sh` */
function checkSourced(
  shell: Shell,
  { scene, of }: Check,
  { argv, isDecisive, isReached, workingDir }: StartedCommand,
  evidence: string | undefined,
): readonly ClosureFinding[] {
  const file = argv[0] ?? '';
  const isKnown = file.startsWith('/') || (file.includes('/') && workingDir !== undefined);
  if (!isKnown || isMounted(scene, file) || lookUp(scene, file).node !== undefined) return [];
  const said = message('closure-script-missing', { interpreter: shell.name, script: file });
  return [found(isDecisive || (isReached && STRICT.test(shell.name)), of, said, evidence ?? file)];
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

function lineOf(text: string, at: number): string {
  return text.slice(at, at + 120).split('\n', 1)[0] ?? '';
}
