import type { TreeNode } from '../../image/contract.ts';
import type { ElfHead } from '../../image/elf.ts';
import type { Lookup } from '../../image/resolve-path.ts';
import { type Message, message } from '../../model/message.ts';
import { checkLibraries } from './check-libraries.ts';
import { absolutePath, type ClosureFinding, found, isMounted, lookUp, type Scene } from './closure-input.ts';
import { findBlock, type ImageUser } from './image-user.ts';
import { readShebang } from './read-shebang.ts';

/** Who starts the program: the runtime refuses what a shell or `env` would still run as a script. */
export type Starter = 'runtime' | 'shell';

/** Circumstances of one check. */
export interface Check {
  readonly scene: Scene;
  readonly user: ImageUser | undefined;
  readonly of: ClosureFinding['of'];
}

/** A program found by its name, as it lies on the PATH. */
export interface Program {
  readonly path: string;
  readonly lookup: Lookup;
  readonly node: TreeNode;
}

/** The first of this name that may be run, else the first of this name. @returns undefined where there is none; `'unsure'` where something mounted may hold it */
export function findProgram({ scene, user }: Check, name: string): Program | 'unsure' | undefined {
  const paths = name.includes('/') ? [name] : pathDirs(scene).map((dir) => `${dir}/${name}`);
  let other: Program | undefined;
  for (const path of paths) {
    if (isMounted(scene, path)) return 'unsure';
    const lookup = lookUp(scene, path);
    const { node } = lookup;
    if (node === undefined || node.entry.type === 'dir') continue;
    const program = { path: absolutePath(scene, path), lookup, node };
    const isBlocked = user !== undefined && findBlock(user, lookup, 1) !== undefined;
    if ((node.entry.mode & 0o111) !== 0 && !isBlocked) return program;
    other ??= program;
  }
  return other;
}

export function pathDirs(scene: Scene): readonly string[] {
  return (scene.env.get('PATH') ?? '').split(':').map((dir) => (dir === '' ? '.' : dir));
}

/** The kernel follows no longer chain of scripts. */
const MAX_SCRIPTS = 5;

/** All that must hold for the kernel to start this file. */
export function checkProgram(check: Check, program: Program, starter: Starter, depth = 0): readonly ClosureFinding[] {
  const head = check.scene.files.head(program.node);
  const blocked = checkRights(check, program, head?.is === 'script');
  if (blocked !== undefined) return [blocked];
  if (head === undefined || depth > MAX_SCRIPTS) return [];
  if (head.is === 'elf') return checkElf(check, program, head.elf);
  if (head.is === 'script') return checkShebang(check, program, head.line, depth);
  const isRefused = starter === 'runtime' && head.is !== 'binary';
  const said = message('closure-entry-not-a-program', { path: program.path });
  return isRefused || head.is === 'binary' ? [found(isRefused, check.of, said, program.path)] : [];
}

function checkRights(check: Check, program: Program, isScript: boolean): ClosureFinding | undefined {
  const { path, lookup, node } = program;
  if ((node.entry.mode & 0o111) === 0) {
    return found(true, check.of, message('closure-entry-not-executable', { path }), modeOf(node));
  }
  if (check.user === undefined) return undefined;
  const user = check.scene.config.user;
  const atRun = findBlock(check.user, lookup, 1);
  if (atRun !== undefined) {
    const said = message('closure-user-may-not-run', { user, path, blockedAt: atRun });
    return found(true, check.of, said, evidenceAt(check.scene, atRun));
  }
  const atRead = isScript ? findBlock(check.user, lookup, 4) : undefined;
  if (atRead === undefined) return undefined;
  const said = message('closure-user-may-not-read', { user, path, blockedAt: atRead });
  return found(true, check.of, said, evidenceAt(check.scene, atRead));
}

function modeOf({ path, entry }: TreeNode): string {
  return `/${path} ${entry.mode.toString(8).padStart(4, '0')} ${entry.uid}:${entry.gid}`;
}

function evidenceAt(scene: Scene, path: string): string {
  const node = scene.tree.get(path.slice(1));
  return node === undefined ? path : modeOf(node);
}

/** ELF machine, by the name images give the architecture. */
const MACHINES: Readonly<Record<string, readonly number[]>> = {
  amd64: [62, 3],
  '386': [3],
  arm64: [183, 40],
  arm: [40],
  riscv64: [243],
  ppc64le: [21],
  s390x: [22],
  loong64: [258],
};
export const MACHINE_NAMES: Readonly<Record<number, string>> = {
  3: '386',
  8: 'mips',
  21: 'ppc64le',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

function checkElf(check: Check, program: Program, elf: ElfHead): readonly ClosureFinding[] {
  const { scene, of } = check;
  const expected = scene.config.architecture;
  if (MACHINES[expected]?.includes(elf.machine) === false) {
    const machine = MACHINE_NAMES[elf.machine] ?? String(elf.machine);
    const said = message('closure-architecture-mismatch', { path: program.path, machine, expected });
    return [found(true, of, said, program.path)];
  }
  const loader = elf.interpreter;
  if (loader === undefined) return [];
  if (isMounted(scene, loader)) return [];
  const { node } = lookUp(scene, loader);
  if (node?.content === undefined) {
    return [
      found(true, of, message('closure-loader-missing', { path: program.path, loader }), `/${program.node.path}`),
    ];
  }
  return checkLibraries(scene, { node: program.node, path: program.path, elf }, node, of);
}

function checkShebang(check: Check, program: Program, line: string, depth: number): readonly ClosureFinding[] {
  const { path } = program;
  const shebang = readShebang(line);
  if (shebang === undefined) return [];
  const { interpreter, envWords } = shebang;
  const next = findProgram(check, absolutePath(check.scene, interpreter));
  if (next === 'unsure') return [];
  if (next === undefined) return [missingShebang(check, path, interpreter)];
  const own = checkProgram(check, next, 'runtime', depth + 1);
  const name = envWords?.[0];
  if (own.length > 0 || name === undefined) return own;
  const target = findProgram(check, name);
  if (target === 'unsure') return [];
  return target === undefined ? [missingShebang(check, path, name)] : checkProgram(check, target, 'shell', depth + 1);
}

/** What the kernel, and `env`, start in a script's place. @returns undefined for anything but a script that says it, and where it is not sure */
export function followShebang(
  check: Check,
  program: Program,
  args: readonly string[],
): { readonly program: Program; readonly argv: readonly string[] } | undefined {
  const head = check.scene.files.head(program.node);
  const shebang = head?.is === 'script' ? readShebang(head.line) : undefined;
  if (shebang === undefined) return undefined;
  const { interpreter, argument, envWords } = shebang;
  const words = envWords ?? [absolutePath(check.scene, interpreter), ...(argument === '' ? [] : [argument])];
  const next = findProgram(check, words[0] ?? '');
  return next === undefined || next === 'unsure'
    ? undefined
    : { program: next, argv: [...words, program.path, ...args] };
}

function missingShebang(check: Check, path: string, interpreter: string): ClosureFinding {
  const said: Message = interpreter.endsWith('\r')
    ? message('closure-shebang-carriage-return', { path, interpreter: interpreter.slice(0, -1) })
    : message('closure-shebang-missing', { path, interpreter });
  return found(true, check.of, said, path);
}
