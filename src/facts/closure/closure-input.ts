import type { FileHead } from '../../image/collectors/head-collector.ts';
import type { Collector, ImageConfig, MergedTree, TreeNode } from '../../image/contract.ts';
import { type Lookup, lookUpPath } from '../../image/resolve-path.ts';
import type { Message } from '../../model/message.ts';
import type { Cause } from '../../model/verdict.ts';

/** What the closure reads of files; `undefined` means that nothing is known, not that nothing is there. */
export interface FileFacts {
  head(node: TreeNode): FileHead | undefined;
  text(node: TreeNode): string | undefined;
  /** What one of `CLOSURE_COLLECTORS` kept of a file. */
  kept<T>(collector: Collector<Readonly<Record<number, T>>>, node: TreeNode): T | undefined;
}

/** What a run changes of what the image says. */
export interface RunChanges {
  /** In place of CMD. */
  readonly command?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Folders or files laid over the image from outside: nothing is concluded from what lies there. */
  readonly mountTargets?: readonly string[] | undefined;
}

/** One gap between what a start needs and what the image has. */
export interface ClosureFinding {
  /** True: the kernel, the runtime or the loader refuses; false: a hint that may be wrong or harmless. */
  readonly sure: boolean;
  /** What it breaks: the first process, only the HEALTHCHECK, only what it is asked for later, or nothing in particular. */
  readonly of: 'start' | 'healthcheck' | 'later' | 'image';
  readonly cause: Cause;
}

/** The container as its first process meets it. */
export interface Scene {
  readonly tree: MergedTree;
  readonly config: ImageConfig;
  readonly files: FileFacts;
  readonly env: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly workingDir: string;
  readonly mountTargets: readonly string[];
}

/** What runtimes set where the image has no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What every runtime lays over an image. */
const RUNTIME_MOUNTS = ['/dev', '/proc', '/sys'];

export function openScene(tree: MergedTree, config: ImageConfig, files: FileFacts, changes: RunChanges): Scene {
  const env = new Map([['PATH', DEFAULT_PATH]]);
  for (const pair of config.env) {
    const equals = pair.indexOf('=');
    if (equals > 0) env.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  for (const [key, value] of Object.entries(changes.env ?? {})) env.set(key, value);
  const workingDir = `/${config.workingDir.replace(/^\/+/, '')}`;
  return { tree, config, files, env, workingDir, mountTargets: [...RUNTIME_MOUNTS, ...(changes.mountTargets ?? [])] };
}

/** A path as a process in the working directory means it. */
export function absolutePath(scene: Scene, path: string): string {
  return path.startsWith('/') ? path : `${scene.workingDir}/${path}`;
}

export function lookUp(scene: Scene, path: string): Lookup {
  return lookUpPath(scene.tree, absolutePath(scene, path));
}

/** Whether something laid over the image may be what lies at this path. */
export function isMounted(scene: Scene, path: string): boolean {
  const full = `${absolutePath(scene, path)}/`.replace(/\/+/g, '/');
  return scene.mountTargets.some((target) => full.startsWith(`${target.replace(/\/+$/, '')}/`));
}

export function found(sure: boolean, of: ClosureFinding['of'], message: Message, evidence: string): ClosureFinding {
  return { sure, of, cause: { message, evidence } };
}
