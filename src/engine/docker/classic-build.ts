import { join } from 'node:path';
import { Problem } from '../../model/problem.ts';
import { isDigest } from '../../model/sha256.ts';
import { createRedactor, secretValues } from '../../record/redact.ts';
import type { StepTime } from '../../record/run.ts';
import type { BuildEvent, BuildRequest, Built } from '../contract.ts';
import { checkNames, splitArgs } from './build-argv.ts';
import { explainFailure } from './build-failure.ts';
import type { DockerLink } from './docker-engine.ts';
import { plainLine } from './plain-line.ts';
import { listInstructionLines } from './stage-steps.ts';
import { wasBuilt } from './was-built.ts';

const MAX_DOCKERFILE_BYTES = 4 * 1024 * 1024;
const LOG_LINES = 200;

/**
 * Builds with the builder that engines had before BuildKit. It knows no cache mounts, secrets, named contexts, nor an ignore file beside the
 * Dockerfile: a request that rests on one of them is refused, since it would build something else.
 * @throws Problem `builder-lacks` and as `Builder.build`
 */
export async function buildClassically(
  link: DockerLink,
  request: BuildRequest,
  on: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Built> {
  const { host, run } = link.ports;
  checkNames(request);
  await refuseUnknown(link, request);
  const text = (await host.readText(request.dockerfile, MAX_DOCKERFILE_BYTES)) ?? '';
  const reader = createStepReader(listInstructionLines(text), createRedactor(secretValues(request.args)), on);
  const args = splitArgs(request.args);
  return host.withTempDir(async (dir) => {
    const idFile = join(dir, 'id');
    const argv = [
      'docker',
      ...link.engine.cliOptions,
      'build',
      '--force-rm',
      `--iidfile=${idFile}`,
      `--file=${request.dockerfile}`,
      `--tag=${request.tag}`,
      ...args.argv,
      ...(request.platform === undefined ? [] : [`--platform=${request.platform}`]),
      ...(request.target === undefined ? [] : [`--target=${request.target}`]),
      ...(request.noCache ? ['--no-cache'] : []),
      '--',
      request.context,
    ];
    const result = await run(argv, {
      cwd: dir,
      env: { ...host.env, ...args.env, DOCKER_BUILDKIT: '0', DOCKER_CLI_HINTS: 'false' },
      signal,
      maxOutputBytes: 64 * 1024,
      onLine: reader.feed,
    });
    if (!wasBuilt(result, request, signal)) {
      const { url } = link.engine;
      throw explainFailure({ url, dockerfile: request.dockerfile, words: reader.words(), step: reader.failed() });
    }
    const id = (await host.readText(idFile, 200))?.trim() ?? '';
    if (!isDigest(id)) {
      throw new Problem('world', 'engine-refused', { operation: 'build', status: 0, reason: 'no image id' });
    }
    return { imageDigest: id, imageId: id, tag: request.tag, steps: reader.steps(), totalMs: result.ms };
  });
}

async function refuseUnknown(link: DockerLink, request: BuildRequest): Promise<void> {
  const lacking =
    request.secrets.length > 0
      ? 'secrets'
      : request.ssh.length > 0
        ? 'ssh'
        : Object.keys(request.namedContexts).length > 0
          ? 'named-contexts'
          : (await link.ports.host.readText(`${request.dockerfile}.dockerignore`, 1)) === undefined
            ? undefined
            : 'ignore-beside';
  if (lacking !== undefined) throw new Problem('world', 'builder-lacks', { builder: 'classic', ability: lacking });
}

interface Step {
  readonly name: string;
  readonly line: number | undefined;
  readonly started: number;
  readonly log: string[];
  cached: boolean;
  ms: number | undefined;
}

/** Reads `Step 3/5 : RUN …` and what follows; its times are those at which the lines came. */
function createStepReader(lines: readonly number[], hide: (text: string) => string, on: (event: BuildEvent) => void) {
  const steps: Step[] = [];
  const words: string[] = [];
  const finish = () => {
    const last = steps.at(-1);
    if (last === undefined || last.ms !== undefined) return;
    last.ms = performance.now() - last.started;
    on({ is: 'step', name: last.name, state: last.cached ? 'cached' : 'done' });
  };
  const readOutput = (line: string) => {
    const step = /^Step (\d{1,5})\/\d{1,5} : (.*)$/.exec(line);
    if (step !== null) {
      finish();
      const name = step[2] ?? '';
      const at = lines[Number(step[1]) - 1];
      steps.push({ name, line: at, started: performance.now(), log: [], cached: false, ms: undefined });
      on({ is: 'step', name, state: 'started' });
      return;
    }
    const current = steps.at(-1);
    if (current === undefined || /^ ---> |^Removed intermediate|^Successfully (?:built|tagged) /.test(line)) {
      if (current !== undefined && line === ' ---> Using cache') current.cached = true;
      return;
    }
    current.log.push(line);
    if (current.log.length > LOG_LINES) current.log.shift();
    on({ is: 'log', line });
  };
  return {
    feed(raw: string, stream: 'stdout' | 'stderr') {
      const line = plainLine(hide(raw));
      if (stream === 'stdout') readOutput(line);
      else if (words.length < 500) words.push(line);
    },
    words: () => words,
    steps(): readonly StepTime[] {
      finish();
      return steps.map((s) => ({
        name: s.name,
        cached: s.cached,
        ms: s.ms ?? 0,
        ...(s.line === undefined ? {} : { line: s.line }),
      }));
    },
    failed() {
      const last = steps.at(-1);
      if (last === undefined) return undefined;
      on({ is: 'step', name: last.name, state: 'failed' });
      return { name: last.name, error: words.at(-1) ?? '', line: last.line, log: last.log };
    },
  };
}
