import { resolve } from 'node:path';
import type { Swept } from '../../engine/contract.ts';
import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import type { FilesPort } from '../../project/contract.ts';
import { labelsOf, RUN_LABEL, RUN_REPOSITORY, repositoryOf } from '../../trial/contract.ts';
import { listRuns } from '../../trial/list-runs.ts';
import { chooseEngine } from '../choose-engine.ts';
import { composeEngine, composeFiles, composeLink, composeLock } from '../compose.ts';
import type { CliContext } from '../context.ts';
import { type CacheSwept, sweepCacheMounts } from './clean-cache.ts';
import type { EngineFlags } from './engine-flags.ts';

export interface CleanFlags extends EngineFlags {
  readonly all: boolean;
}

const NOTHING: Swept = { containers: 0, images: 0, volumes: 0, networks: 0 };

/**
 * Removes what this project's runs left on the engine and under `.plimsoll`; records and rungs stay. With `--all` everything
 * of ours on the engine, other projects' runs included, and the whole `.plimsoll`.
 */
export async function clean(context: CliContext, flags: CleanFlags, given?: string): Promise<void> {
  const files = composeFiles();
  const dir = resolve(context.cwd, given ?? '.');
  if ((await files.stat(dir, true))?.type !== 'dir') throw new Problem('usage', 'folder-not-found', { dir });
  const isKnown = (await files.stat(`${dir}/.plimsoll`))?.type === 'dir';
  const release = isKnown ? await composeLock(`${dir}/.plimsoll/lock`) : undefined;
  try {
    const runs = isKnown ? await listRuns(files, dir) : [];
    const engine = await sweepEngine(context, flags, runs).catch((error: unknown) => ({ error }));
    const folders = isKnown ? await removeFolders(files, dir, runs, flags.all) : 0;
    const done = 'error' in engine ? { swept: NOTHING, cache: { mounts: 0 } } : engine;
    report(context, flags, { ...done.swept, folders }, done.cache);
    if ('error' in engine) throw engine.error;
  } finally {
    await release?.();
  }
}

async function sweepEngine(
  context: CliContext,
  flags: CleanFlags,
  runs: readonly string[],
): Promise<{ swept: Swept; cache: CacheSwept }> {
  const { env } = context.process;
  const engine = await composeEngine(env, chooseEngine(flags));
  const wanted = flags.all
    ? [{ labels: { [RUN_LABEL]: '' }, repository: RUN_REPOSITORY }]
    : runs.map((run) => ({ labels: labelsOf(run), repository: repositoryOf(run) }));
  let swept = NOTHING;
  for (const { labels, repository } of wanted) swept = add(swept, await engine.runner.sweep(labels, repository));
  const link = await composeLink(env, chooseEngine(flags));
  return { swept, cache: await sweepCacheMounts(link, flags.all ? undefined : runs) };
}

function add(a: Swept, b: Swept): Swept {
  return {
    containers: a.containers + b.containers,
    images: a.images + b.images,
    volumes: a.volumes + b.volumes,
    networks: a.networks + b.networks,
  };
}

async function removeFolders(files: FilesPort, dir: string, runs: readonly string[], all: boolean): Promise<number> {
  const doomed = all
    ? [`${dir}/.plimsoll`]
    : runs.flatMap((run) => ['layout', 'context'].map((name) => `${dir}/.plimsoll/runs/${run}/${name}`));
  let count = 0;
  for (const path of doomed) {
    if ((await files.stat(path)) !== undefined) count += 1;
    await files.remove(path);
  }
  return count;
}

function report(
  context: CliContext,
  flags: CleanFlags,
  swept: Swept & { readonly folders: number },
  cache: CacheSwept,
): void {
  const { stdout } = context.process;
  if (flags.format === 'json') {
    stdout.write(`${JSON.stringify({ schema: 'plimsoll.dev/clean/1', ...swept, cache }, null, 2)}\n`);
    return;
  }
  stdout.write(`${context.language.say(message('swept', swept))}\n`);
  if ('reason' in cache) stdout.write(`${context.language.say(message('cache-not-swept', cache))}\n`);
  else if (cache.mounts > 0) stdout.write(`${context.language.say(message('swept-cache', cache))}\n`);
}
