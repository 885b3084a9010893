import { dirname, resolve } from 'node:path';
import { parseDuration } from '../config/quantities.ts';
import { emptyConfig, readConfig } from '../config/read-config.ts';
import { textToWords } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { createRedactor } from '../record/redact.ts';
import { configureProbes } from '../verify/configure-probes.ts';
import type { RunWish } from '../verify/verify-by-running.ts';
import { composeFiles } from './compose.ts';
import type { CliContext } from './context.ts';
import { secretsOf } from './read-wish.ts';

/** How an image is to be asked. @param file in the form of plimsoll.yaml @throws Problem `given-file-missing`, `config-not-yaml`, `config-invalid` */
export async function readProbes(
  { cwd }: CliContext,
  file: string | undefined,
): Promise<Pick<RunWish, 'configured' | 'aliveForMs' | 'redact'>> {
  const path = file === undefined ? undefined : resolve(cwd, file);
  const text = path === undefined ? undefined : await composeFiles().readText(path);
  if (file !== undefined && text === undefined) throw new Problem('usage', 'given-file-missing', { file });
  const config = text === undefined ? emptyConfig() : readConfig(textToWords(text), file ?? '');
  return {
    configured: configureProbes(config, path === undefined ? cwd : dirname(path)),
    aliveForMs: config.aliveFor === undefined ? undefined : parseDuration(config.aliveFor),
    redact: createRedactor(secretsOf(config)),
  };
}
