import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { VerificationRecord } from '../../../src/record/verification.ts';
import type { HeldRun } from '../../held/verdicts/contract.ts';
import { buildImage, type Recipe, removeImages } from '../../held/verdicts/kit/build-image.ts';
import type { PartContext } from '../contract.ts';
import { startPlimsoll } from './run-plimsoll.ts';

/** The built program's verdict. @throws Error with what it said where it did not come to one */
export async function verify(context: PartContext, argv: readonly string[]): Promise<VerificationRecord> {
  // Nothing is known from before: a verdict that rests on a cache would hide what reading costs and finds.
  const env = { XDG_CACHE_HOME: join(context.scratch, 'cache') };
  const done = await startPlimsoll(context, ['verify', '--format', 'json', ...argv], env).ended;
  if (done.code === null || ![0, 1, 5].includes(done.code))
    throw new Error(`verify ${argv.join(' ')} ended with ${done.code}: ${done.stderr.slice(-2000)}`);
  return v.parse(VerificationRecord, JSON.parse(done.stdout));
}

/** Builds images, and removes them afterwards. @param use is given their names @throws Error with the builder's words */
export async function withImages<T>(
  context: PartContext,
  recipes: readonly Recipe[],
  use: (names: readonly string[]) => Promise<T>,
): Promise<T> {
  try {
    for (const recipe of recipes) {
      context.say(`${recipe.tag}: building`);
      const built = buildImage(recipe, context.scratch);
      if (built.code !== 0) throw new Error(`${recipe.tag} is not built: ${built.text.slice(-2000)}`);
    }
    return await use(recipes.map(({ tag }) => `docker:${tag}`));
  } finally {
    removeImages(...recipes);
  }
}

/** What a user would write to have an image asked so. @returns the file */
export function writeProbes(
  context: PartContext,
  { command, env, user, readOnly, memoryBytes, asks }: HeldRun,
): string {
  const stops = asks.is === 'program' ? undefined : asks.stopsWithinSeconds;
  const config = {
    ...(command !== undefined && { command }),
    ...(env !== undefined && { env }),
    ...(user !== undefined && { user }),
    ...(readOnly === true && { readOnly }),
    ...(memoryBytes !== undefined && { memory: `${memoryBytes}B` }),
    ...(asks.is === 'server' && { port: asks.port }),
    ...(stops !== undefined && { stopsWithin: `${stops}s` }),
    probes: probesOf(asks),
  };
  const file = join(context.scratch, 'probes.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

function probesOf(asks: HeldRun['asks']): readonly object[] {
  if (asks.is === 'service') return [];
  if (asks.is === 'program') {
    return [{ exit: { code: asks.exitCode, ...(asks.prints !== undefined && { prints: asks.prints }) } }];
  }
  return asks.requests.map(({ path, method, body, status, contains }) => ({
    http: { path, ...(method !== undefined && { method }), ...(body !== undefined && { body: readBody(body) }) },
    expectStatus: status,
    ...(contains !== undefined && { expectBody: contains }),
  }));
}

function readBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Whether any cause speaks of what is really wrong. @param evidence words of which a right cause holds one */
export function speaksOf({ causes }: VerificationRecord, evidence: readonly string[]): boolean {
  const said = JSON.stringify(causes);
  return evidence.some((word) => said.includes(JSON.stringify(word).slice(1, -1)));
}
