import { spawnSync } from 'node:child_process';
import type { PartContext } from '../contract.ts';

/** What runs leave in an engine, all of them or one. */
export interface EngineObjects {
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
  readonly tags: readonly string[];
}

export function docker(context: PartContext, argv: readonly string[], input?: string): { code: number; out: string } {
  const run = spawnSync('docker', argv, { env: context.env, encoding: 'utf8', input, maxBuffer: 1 << 26 });
  return { code: run.status ?? 1, out: `${run.stdout}${run.status === 0 ? '' : run.stderr}`.trim() };
}

/** @param run its id; absent = every run's */
export function listObjects(context: PartContext, run?: string): EngineObjects {
  const label = `label=dev.plimsoll.run${run === undefined ? '' : `=${run}`}`;
  const lines = (argv: readonly string[]) =>
    docker(context, argv)
      .out.split('\n')
      .filter((l) => l !== '');
  const repository = `plimsoll.invalid/run${run === undefined ? '' : `/${run}`}`;
  return {
    containers: lines(['ps', '--all', '--quiet', '--filter', label]).length,
    networks: lines(['network', 'ls', '--quiet', '--filter', label]).length,
    volumes: lines(['volume', 'ls', '--quiet', '--filter', label]).length,
    tags: listTags(context).filter((t) => t.startsWith(`${repository}:`) || t.startsWith(`${repository}/`)),
  };
}

export function listTags(context: PartContext): readonly string[] {
  const told = docker(context, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']).out;
  return told.split('\n').filter((t) => t !== '' && !t.includes('<none>'));
}

/** Every image the engine has, also those without a name. @throws Error where the engine does not tell */
export function listImageIds(context: PartContext): ReadonlySet<string> {
  const told = docker(context, ['image', 'ls', '--all', '--quiet', '--no-trunc']);
  if (told.code !== 0) throw new Error(`the engine's images: ${told.out}`);
  return new Set(told.out.split('\n').filter((id) => id !== ''));
}
