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
import { findWrapped } from './find-wrapped.ts';
import { findImageUser, type ImageUser } from './image-user.ts';
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
const MAX_STARTS = 8;
/** Commands of all scripts together: each may start a script with many more. */
const MAX_COMMANDS = 2000;

/** How one comes to a command. */
interface Trail {
  readonly depth: number;
  /** Shared by all that start from one. */
  readonly work: { commands: number };
}

function checkCommand(
  check: Check,
  argv: readonly string[],
  starter: Starter,
  trail: Trail = { depth: 0, work: { commands: MAX_COMMANDS } },
  isWhole = true,
): readonly ClosureFinding[] {
  const name = argv[0] ?? '';
  trail.work.commands -= 1;
  if (trail.depth > MAX_STARTS || trail.work.commands < 0) return [];
  const program = findProgram(check, name);
  if (program === 'unsure') return [];
  if (program === undefined) return [missingProgram(check, argv, trail.depth)];
  const findings = checkProgram(check, program, starter);
  if (!isWhole || findings.some((f) => f.sure)) return findings;
  return [...findings, ...checkArguments(check, program, argv, { ...trail, depth: trail.depth + 1 })];
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

/** What a known program does with its words: an init starts a command, an interpreter a file. */
function checkArguments(
  check: Check,
  program: Program,
  argv: readonly string[],
  trail: Trail,
): readonly ClosureFinding[] {
  const wrapped = findWrapped(check, argv);
  if (wrapped !== undefined) return checkCommand(wrapped.check, wrapped.argv, 'shell', trail);
  const followed = trail.depth > MAX_STARTS ? undefined : followShebang(check, program, argv.slice(1));
  if (followed !== undefined) {
    return checkArguments(check, followed.program, followed.argv, { ...trail, depth: trail.depth + 1 });
  }
  const runs = INTERPRETERS.filter((interpreter) => interpreter.runs(program));
  const follow = (next: Check, words: readonly string[], isWhole: boolean) =>
    checkCommand(next, words, 'shell', trail, isWhole);
  return runs.flatMap((interpreter) => interpreter.check({ check, program, argv, follow }));
}

function checkTmp(scene: Scene): readonly ClosureFinding[] {
  const isThere = lookUp(scene, '/tmp').node?.entry.type === 'dir' || isMounted(scene, '/tmp');
  return isThere ? [] : [found(false, 'image', message('closure-no-tmp', {}), '/tmp')];
}
