import { basename, relative, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { emptyConfig, readConfig } from '../config/read-config.ts';
import { type Project, readProject } from '../facts/read-project.ts';
import type { OptimizeWish } from '../ladder/optimize-project.ts';
import { Problem } from '../model/problem.ts';
import type { FilesPort } from '../project/contract.ts';
import { findDockerfile } from '../project/find-dockerfile.ts';
import { createRedactor, secretValues } from '../record/redact.ts';
import type { BuildFlags, OptimizeFlags } from './commands/optimize-flags.ts';
import { readByteSize, readDuration, readPairs } from './commands/optimize-flags.ts';
import { describeHost, readSecrets } from './compose.ts';
import type { CliContext } from './context.ts';

/** A project with what plimsoll.yaml, environment and flags say about it. */
export interface Asked {
  readonly project: Project;
  readonly config: Config;
  readonly dir: string;
  readonly dockerfileName: string;
}

/** @throws Problem for a folder or Dockerfile that is not there, a file that cannot be read */
export async function readAsked(
  context: CliContext,
  files: FilesPort,
  given: string | undefined,
  flags: BuildFlags,
): Promise<Asked> {
  const dir = resolve(context.cwd, given ?? '.');
  if ((await files.stat(dir, true))?.type !== 'dir') throw new Problem('usage', 'folder-not-found', { dir });
  const config = await findConfig(files, dir);
  const file = flags.file ?? (config.dockerfile === undefined ? undefined : resolve(dir, config.dockerfile));
  const dockerfile = await findDockerfile({ dir, cwd: context.cwd, ...(file === undefined ? {} : { file }) }, files);
  const args = { ...config.args, ...readPairs(flags.buildArg, context.process.env) };
  const inputs = { args, target: flags.target ?? config.target, ...platformInput(flags.platform ?? config.platform) };
  const project = await readProject(dir, dockerfile, inputs, files);
  // Text that cannot be read is told before any engine is asked.
  project.factsOf(project.found, true);
  return { project, config: { ...config, args }, dir, dockerfileName: relative(dir, dockerfile) };
}

export async function makeWish(context: CliContext, asked: Asked, flags: OptimizeFlags): Promise<OptimizeWish> {
  const { config, dir } = asked;
  const { optimize } = config;
  const secrets = flags.secret ?? [];
  const given = await readSecrets(context.process.env, { args: config.args, secrets });
  const redactor = createRedactor([...secretsOf(config), ...given]);
  return {
    tool: { version: context.version },
    host: describeHost(),
    startedMs: Date.now(),
    projectName: basename(dir),
    dockerfileName: asked.dockerfileName,
    config,
    basics: {
      context: dir,
      target: flags.target ?? config.target,
      platform: flags.platform ?? config.platform,
      args: config.args,
      secrets,
      ssh: flags.ssh ?? [],
      namedContexts: { ...substitutions(config), ...config.buildContexts, ...readPairs(flags.buildContext, {}) },
    },
    target: flags.choose ?? optimize.target ?? 'balanced',
    runs: flags.runs ?? optimize.runs ?? 1,
    strict: flags.strict,
    keep: flags.keep,
    maxTimeMs: readDuration('--max-time', flags.maxTime ?? optimize.maxTime),
    maxDiskBytes: readByteSize('--max-disk', flags.maxDisk ?? optimize.maxDisk),
    redact: (text) => redactor(text),
  };
}

/** Values that look secret by their names, wherever the configuration may hold them. */
export function secretsOf(config: Config): readonly string[] {
  const headers = config.probes.map((p) => ({ ...p.http?.headers, ...p.ws?.headers }));
  const services = Object.values(config.services).map((s) => s.env);
  const given = headers.flatMap((h) => Object.entries(h));
  // `Authorization: Bearer abc`: an application shows the token without its scheme.
  const tokens = given.flatMap(([name, value]) => (/^(proxy-)?authorization$/i.test(name) ? value.split(' ') : []));
  return [...[config.env, ...services, ...headers].flatMap(secretValues), ...tokens.filter((t) => t.length > 6)];
}

async function findConfig(files: FilesPort, dir: string): Promise<Config> {
  const text = await files.readText(`${dir}/plimsoll.yaml`);
  return text === undefined ? emptyConfig() : readConfig(Buffer.from(text, 'latin1').toString('utf8'), 'plimsoll.yaml');
}

/** A name without scheme is an image. */
function substitutions(config: Config): Record<string, string> {
  const entries = Object.entries(config.substitute).map(([from, to]): [string, string] => [
    from,
    to.includes('://') ? to : `docker-image://${to}`,
  ]);
  return Object.fromEntries(entries);
}

function platformInput(platform: string | undefined): { targetPlatform?: string } {
  return platform === undefined ? {} : { targetPlatform: platform };
}
