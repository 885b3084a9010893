import { join } from 'node:path';
import { Problem } from '../../model/problem.ts';
import { type Digest, isDigest } from '../../model/sha256.ts';
import { createRedactor } from '../../record/redact.ts';
import type { BuildEvent, Builder, BuildRequest, Built, EngineFacts } from '../contract.ts';
import { asRecord, asText } from './api-client.ts';
import { buildxCommand } from './build-argv.ts';
import { diskFull, explainFailure } from './build-failure.ts';
import { buildClassically } from './classic-build.ts';
import type { DockerLink } from './docker-engine.ts';
import { readDockerFacts, readFreeBytes } from './docker-facts.ts';
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
    freeBytes: (signal) => readFreeBytes(link, signal),
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
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull('here', String(code)) : undefined;
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
      throw explainFailure({
        url: link.engine.url,
        dockerfile: request.dockerfile,
        builder: link.builder,
        outputs: [dir, ...(request.layoutDir === undefined ? [] : [request.layoutDir])],
        words: progress.words(),
        step: progress.failed(),
      });
    }
    const digests = readDigests((await host.readText(metadataFile, 16 * 1024 * 1024)) ?? '');
    // buildx ends well also where it could not write what it had to tell.
    if (digests === undefined && (await host.freeBytes(dir)) === 0) throw diskFull('here', metadataFile);
    if (digests === undefined) {
      throw new Problem('world', 'engine-refused', {
        operation: 'build',
        status: 0,
        reason: 'no digest in its metadata',
      });
    }
    return { ...digests, tag: request.tag, steps: progress.steps(), totalMs: result.ms };
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

function readDigests(text: string): Pick<Built, 'imageDigest' | 'imageId'> | undefined {
  const metadata = asRecord(parseJson(text));
  const config = digestIn(metadata, 'containerimage.config.digest');
  const imageDigest = digestIn(metadata, 'containerimage.digest') ?? config;
  return imageDigest === undefined ? undefined : { imageDigest, imageId: config ?? imageDigest };
}

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
