import type { ImageConfig, MergedTree } from '../../image/contract.ts';
import { type Message, message } from '../../model/message.ts';
import {
  type Check,
  checkProgram,
  findProgram,
  followShebang,
  type Program,
  pathDirs,
  type Starter,
} from './check-program.ts';
import {
  type ClosureFinding,
  type FileFacts,
  found,
  isMounted,
  lookUp,
  openScene,
  type RunChanges,
  type Scene,
} from './closure-input.ts';
import { findFirstCommand } from './first-command.ts';
import { findImageUser, type ImageUser } from './image-user.ts';
import { baseName } from './interpreter.ts';
import { INTERPRETERS } from './interpreters.ts';

export type { ClosureFinding, RunChanges } from './closure-input.ts';

/** An image as the closure sees it; an `ImageSurvey` is one. */
export interface ClosureImage extends FileFacts {
  readonly view: { readonly config: ImageConfig };
  readonly tree: MergedTree;
}

/**
 * What the first process (and the HEALTHCHECK) needs to start and the image does not have; nothing is run. Only what kernel, runtime or
 * loader would surely refuse is `sure`; where a part of the image is not known or laid over from outside, it is not.
 * Cost: some hundred lookups in the tree.
 */
export function computeClosure(image: ClosureImage, changes: RunChanges = {}): readonly ClosureFinding[] {
  const { config } = image.view;
  const scene = openScene(image.tree, config, image, changes);
  const user = findImageUser(scene);
  const isUser = user !== undefined && !('code' in user);
  const refused = user !== undefined && 'code' in user && !isMounted(scene, '/etc/passwd');
  const runAs: ImageUser | undefined = isUser ? user : undefined;
  const notes = checkTmp(scene);
  if (refused) return [found(true, 'start', user as Message, `USER ${config.user}`), ...notes];
  return [...checkStart({ scene, user: runAs, of: 'start' }, changes), ...checkHealth(scene, runAs), ...notes];
}

function checkStart(check: Check, changes: RunChanges): readonly ClosureFinding[] {
  const { config } = check.scene;
  const argv = [...config.entrypoint, ...(changes.command ?? config.cmd)];
  if (argv.length === 0) return [found(false, 'start', message('closure-no-command', {}), '')];
  return checkCommand(check, argv, 'runtime');
}

/** Docker gives HEALTHCHECK as NONE, CMD with its words, or CMD-SHELL with one text. */
function checkHealth(scene: Scene, user: ImageUser | undefined): readonly ClosureFinding[] {
  const [kind, ...words] = scene.config.healthcheck ?? [];
  const argv = kind === 'CMD-SHELL' ? [...shellOf(scene.config), words.join(' ')] : kind === 'CMD' ? words : [];
  return argv.length === 0 ? [] : checkCommand({ scene, user, of: 'healthcheck' }, argv, 'runtime');
}

function shellOf(config: ImageConfig): readonly string[] {
  const raw = config.raw as { config?: { Shell?: unknown } } | null;
  const shell = raw?.config?.Shell;
  const isGiven = Array.isArray(shell) && shell.length > 0 && shell.every((word) => typeof word === 'string');
  return isGiven ? (shell as string[]) : ['/bin/sh', '-c'];
}

/** Programs that only start another; more of them in a row than this are left alone. */
const MAX_WRAPPERS = 4;

function checkCommand(check: Check, argv: readonly string[], starter: Starter, depth = 0): readonly ClosureFinding[] {
  const name = argv[0] ?? '';
  const program = findProgram(check, name);
  if (program === 'unsure' || depth > MAX_WRAPPERS) return [];
  if (program === undefined) return [missingProgram(check, argv, depth)];
  const findings = checkProgram(check, program, starter);
  if (findings.some((f) => f.sure)) return findings;
  return [...findings, ...checkArguments(check, program, argv, depth)];
}

function missingProgram(check: Check, argv: readonly string[], depth: number): ClosureFinding {
  const program = argv[0] ?? '';
  const { of, scene } = check;
  const searched = program.includes('/') ? [] : [...pathDirs(scene)];
  const evidence = JSON.stringify(argv.slice(0, 4));
  if (of === 'healthcheck')
    return found(true, of, message('closure-healthcheck-tool-missing', { tool: program }), evidence);
  if (depth > 0) return found(true, of, message('closure-command-missing', { program }), evidence);
  if (isShellForm(argv)) return found(true, of, message('closure-shell-missing', { shell: program }), evidence);
  return found(true, of, message('closure-entry-missing', { program, searched }), evidence);
}

const SHELL = /(?:^|\/)(?:sh|ash|dash|bash|ksh|zsh)$/;

function isShellForm(argv: readonly string[]): boolean {
  return SHELL.test(argv[0] ?? '') && /^-[a-z]*c$/.test(argv[1] ?? '') && argv[2] !== undefined;
}

/** What a known program does with its words: a shell runs a text, an init a command, an interpreter a file. */
function checkArguments(
  check: Check,
  program: Program,
  argv: readonly string[],
  depth: number,
): readonly ClosureFinding[] {
  if (isShellForm(argv)) return checkShellText(check, argv[2] ?? '', baseName(program.node.path), depth);
  const wrapped = findWrapped(argv);
  if (wrapped !== undefined) return checkCommand(check, wrapped, 'shell', depth + 1);
  const followed = depth > MAX_WRAPPERS ? undefined : followShebang(check, program, argv.slice(1));
  if (followed !== undefined) return checkArguments(check, followed.program, followed.argv, depth + 1);
  const runs = INTERPRETERS.filter((interpreter) => interpreter.runs(program));
  return runs.flatMap((interpreter) => interpreter.check({ check, program, argv }));
}

/** @param real name of the file the shell is: a busybox may have the command inside */
function checkShellText(check: Check, text: string, real: string, depth: number): readonly ClosureFinding[] {
  const command = findFirstCommand(text);
  if (command === undefined) return [];
  const isSure = command.isDecisive && (real !== 'busybox' || command.program.includes('/'));
  const findings = checkCommand(check, [command.program, ...command.args], 'shell', depth + 1);
  return isSure ? findings : findings.map((f) => ({ ...f, sure: false }));
}

const WRAPPERS = /(?:^|\/)(?:tini|tini-static|dumb-init|catatonit|docker-init)$/;

function findWrapped(argv: readonly string[]): readonly string[] | undefined {
  if (!WRAPPERS.test(argv[0] ?? '')) return undefined;
  const dashes = argv.indexOf('--');
  if (dashes > 0) return argv.length > dashes + 1 ? argv.slice(dashes + 1) : undefined;
  return argv[1] === undefined || argv[1].startsWith('-') ? undefined : argv.slice(1);
}

function checkTmp(scene: Scene): readonly ClosureFinding[] {
  const isThere = lookUp(scene, '/tmp').node?.entry.type === 'dir' || isMounted(scene, '/tmp');
  return isThere ? [] : [found(false, 'image', message('closure-no-tmp', {}), '/tmp')];
}
