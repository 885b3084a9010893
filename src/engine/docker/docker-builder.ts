import { join } from 'node:path';
import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import type { Digest } from '../../model/sha256.ts';
import { createRedactor } from '../../record/redact.ts';
import type { BuildEvent, Builder, BuildRequest, Built, EngineFacts } from '../contract.ts';
import { asRecord, asText } from './api-client.ts';
import { buildxCommand } from './build-argv.ts';
import { explainFailure } from './build-failure.ts';
import { buildClassically } from './classic-build.ts';
import { isDigest } from './digest.ts';
import type { DockerLink } from './docker-engine.ts';
import { readDockerFacts } from './docker-facts.ts';
import { createProgressReader } from './progress-reader.ts';
import { collectSecrets } from './secret-sources.ts';
import { listStageSteps } from './stage-steps.ts';
import { wasBuilt } from './was-built.ts';

const MAX_DOCKERFILE_BYTES = 4 * 1024 * 1024;

/** Builds through `docker buildx build`, or the classic builder where there is no buildx. */
export function createDockerBuilder(link: DockerLink): Builder {
  let known: Promise<EngineFacts> | undefined;
  const facts = (signal?: AbortSignal) => {
    known ??= readDockerFacts(link, signal).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    facts,
    async build(request, on, signal) {
      const able = await facts(signal);
      try {
        return able.builder === 'classic'
          ? await buildClassically(link, request, on, signal)
          : await buildWithBuildx(link, able, request, on, signal);
      } catch (error) {
        throw asDiskFull(error) ?? error;
      }
    },
  };
}

/** The temporary folder and the metadata file are written on this machine. */
function asDiskFull(error: unknown): Problem | undefined {
  const code = (error as { code?: unknown }).code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined;
  return new Problem(
    'world',
    'disk-full',
    { where: 'here', reason: String(code) },
    { hint: message('hint-free-disk', {}) },
  );
}

async function buildWithBuildx(
  link: DockerLink,
  able: EngineFacts,
  request: BuildRequest,
  on: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Built> {
  const { host, run } = link.ports;
  const hide = createRedactor(await collectSecrets(request, host));
  const stages = listStageSteps((await host.readText(request.dockerfile, MAX_DOCKERFILE_BYTES)) ?? '');
  const progress = createProgressReader(stages, hide, on);
  return host.withTempDir(async (dir) => {
    const metadataFile = join(dir, 'metadata.json');
    const output = able.builder === 'buildx/docker' && able.store === 'containerd' ? 'image' : 'docker';
    const command = buildxCommand({
      request: able.abilities.ociLayout ? request : { ...request, layoutDir: undefined },
      metadataFile,
      cliOptions: link.engine.cliOptions,
      builder: link.builder,
      output,
    });
    const result = await run(command.argv, {
      cwd: dir,
      env: { ...host.env, ...QUIET, ...command.env },
      signal,
      maxOutputBytes: 64 * 1024,
      onLine: (line, stream) => stream === 'stderr' && progress.feed(line),
    });
    if (!wasBuilt(result, request, signal)) {
      const { url } = link.engine;
      const { dockerfile } = request;
      throw explainFailure({
        url,
        dockerfile,
        builder: link.builder,
        words: progress.words(),
        step: progress.failed(),
      });
    }
    const metadata = asRecord(parseJson((await host.readText(metadataFile, 16 * 1024 * 1024)) ?? ''));
    const imageDigest =
      digestIn(metadata, 'containerimage.digest') ?? digestIn(metadata, 'containerimage.config.digest');
    const imageId = digestIn(metadata, 'containerimage.config.digest') ?? imageDigest;
    if (imageDigest === undefined || imageId === undefined) {
      throw new Problem('world', 'engine-refused', {
        operation: 'build',
        status: 0,
        reason: 'no image digest in the metadata',
      });
    }
    return { imageDigest, imageId, tag: request.tag, steps: progress.steps(), totalMs: result.ms };
  });
}

/** The metadata would hold the values of all arguments; nothing in the terminal's style; no git calls in the user's folder. */
const QUIET = {
  BUILDX_METADATA_PROVENANCE: 'disabled',
  BUILDX_METADATA_WARNINGS: '0',
  BUILDX_GIT_INFO: '0',
  BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
  DOCKER_CLI_HINTS: 'false',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function digestIn(metadata: Readonly<Record<string, unknown>>, key: string): Digest | undefined {
  const text = asText(metadata[key]);
  return text !== undefined && isDigest(text) ? text : undefined;
}
