import { dirname, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { parseDuration } from '../config/quantities.ts';
import { emptyConfig, readConfig } from '../config/read-config.ts';
import { readProject } from '../facts/read-project.ts';
import { textToWords } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { findDockerfile } from '../project/find-dockerfile.ts';
import { createRedactor } from '../record/redact.ts';
import { configureProbes } from '../verify/configure-probes.ts';
import type { RunWish } from '../verify/verify-by-running.ts';
import { composeFiles } from './compose.ts';
import type { CliContext } from './context.ts';
import { secretsOf } from './read-wish.ts';

/**
 * How an image is to be asked. Where the file lies in a project that can be read, its routes count as known.
 * @param file in the form of plimsoll.yaml @param readsSource absent where nothing is asked: a project may be large
 * @throws Problem `given-file-missing`, `config-not-yaml`, `config-invalid`
 */
export async function readProbes(
  { cwd }: CliContext,
  file: string | undefined,
  readsSource = false,
): Promise<Pick<RunWish, 'configured' | 'aliveForMs' | 'redact' | 'known'>> {
  const path = file === undefined ? undefined : resolve(cwd, file);
  const text = path === undefined ? undefined : await composeFiles().readText(path);
  if (file !== undefined && text === undefined) throw new Problem('usage', 'given-file-missing', { file });
  const config = text === undefined ? emptyConfig() : readConfig(textToWords(text), file ?? '');
  return {
    configured: configureProbes(config, path === undefined ? cwd : dirname(path)),
    aliveForMs: config.aliveFor === undefined ? undefined : parseDuration(config.aliveFor),
    redact: createRedactor(secretsOf(config)),
    ...(path !== undefined && readsSource && { known: await readKnown(dirname(path), config) }),
  };
}

/** @returns none for a folder that is no project, or not one to be read: an image needs neither */
async function readKnown(dir: string, config: Config): Promise<readonly string[]> {
  const files = composeFiles();
  const file = config.dockerfile === undefined ? {} : { file: config.dockerfile };
  try {
    const dockerfile = await findDockerfile({ dir, cwd: dir, ...file }, files);
    const { routes } = await readProject(dir, dockerfile, { args: config.args, target: config.target }, files);
    return routes.map(({ method, path }) => `${method} ${path}`);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
