import { appendFileSync, mkdirSync } from 'node:fs';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileBlob, folderBlobs } from '../adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../adapters/blobs/node-inflater.ts';
import { spoolStream } from '../adapters/blobs/spool-stream.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { nodeEngineHttp } from '../adapters/engine/node-engine-http.ts';
import { createNodeHost } from '../adapters/engine/node-host.ts';
import { takeLock } from '../adapters/files/lock-file.ts';
import { nodeFiles } from '../adapters/files/node-files.ts';
import { nodeHttp } from '../adapters/http/node-http.ts';
import { runProcess } from '../adapters/process/run-process.ts';
import type { BuildRequest, Built, Engine } from '../engine/contract.ts';
import {
  createDockerEngine,
  type DockerChoice,
  type DockerLink,
  type DockerPorts,
  linkDocker,
} from '../engine/docker/docker-engine.ts';
import { collectSecrets } from '../engine/docker/secret-sources.ts';
import type { ProcessPort } from '../engine/process-port.ts';
import { recordEngine } from '../engine/recording.ts';
import { openDockerArchive } from '../image/sources/open-docker-archive.ts';
import { openOciLayout } from '../image/sources/open-oci-layout.ts';
import { openTarMembers } from '../image/sources/open-tar-members.ts';
import type { ProgressEvent } from '../model/progress.ts';
import type { FilesPort } from '../project/contract.ts';
import type { RunRecord } from '../record/run.ts';
import type { TrialWorld } from '../trial/contract.ts';
import type { HostCommandPort } from '../verify/ports.ts';
import { closeOnFailure } from './close-on-failure.ts';
import { composeIndexCache, type Env } from './compose-stored-image.ts';

/** The one place where ports meet their adapters. */
export function composeFiles(): FilesPort {
  return nodeFiles();
}

export function composeLink(env: Env, choice: DockerChoice): Promise<DockerLink> {
  return linkDocker(dockerPorts(env), choice);
}

export function composeProcess(): ProcessPort {
  return runProcess;
}

/** @see takeLock */
export const composeLock = takeLock;

export function composeEngine(env: Env, choice: DockerChoice): Promise<Engine> {
  return createDockerEngine(dockerPorts(env), choice);
}

/** What the sources of `--secret` and the secret build arguments hold. */
export function readSecrets(env: Env, given: Pick<BuildRequest, 'args' | 'secrets'>): Promise<readonly string[]> {
  return collectSecrets(given, createNodeHost(env));
}

export interface TrialChoice {
  readonly env: Env;
  readonly engine: DockerChoice;
  /** Every engine call is told here, one JSON line each. */
  readonly callLog: string | undefined;
  readonly signal: AbortSignal;
  on(event: ProgressEvent): void;
}

export async function composeTrial(choice: TrialChoice): Promise<TrialWorld> {
  const bare = await createDockerEngine(dockerPorts(choice.env), choice.engine);
  const engine = choice.callLog === undefined ? bare : recordEngine(bare, appendTo(choice.callLog));
  return {
    engine,
    files: nodeFiles(),
    http: nodeHttp,
    clock: systemClock,
    host: hostCommands,
    indexCache: composeIndexCache(choice.env),
    lock: takeLock,
    openImage: (built, layoutDir) => openBuilt(engine, built, layoutDir, choice),
    on: choice.on,
    signal: choice.signal,
  };
}

export function describeHost(): RunRecord['host'] {
  return { os: platform(), arch: arch(), cpus: availableParallelism(), memoryBytes: totalmem() };
}

/** The user's own test, on this machine. */
const hostCommands: HostCommandPort = {
  async run(argv, env, timeoutMs, signal) {
    const result = await runProcess(argv, { env: { ...process.env, ...env }, timeoutMs, signal });
    return { exitCode: result.exitCode ?? 127, output: result.stdout + result.stderr };
  },
};

export function dockerPorts(env: Env): DockerPorts {
  return { run: runProcess, http: nodeEngineHttp, host: createNodeHost(env) };
}

/** From the layout the builder wrote; where it wrote none, from the engine's archive, kept on disk while it is read. */
async function openBuilt(
  engine: Engine,
  built: Built,
  layoutDir: string,
  { env, signal }: Pick<TrialChoice, 'env' | 'signal'>,
): ReturnType<TrialWorld['openImage']> {
  const inflater = nodeInflater(env['PATH'] ?? '');
  const layout = folderBlobs(layoutDir);
  if ((await layout.bytes('oci-layout')) !== undefined) {
    const view = await closeOnFailure(layout, () => openOciLayout(layout, { digest: built.imageDigest }, inflater));
    return { view, close: () => layout.close() };
  }
  const archive = await spoolStream(() => engine.store.save(built.tag, signal), layoutDir, signal);
  const { blobs, name } = fileBlob(archive.file, built.tag);
  const close = async () => {
    await blobs.close();
    await archive.remove();
  };
  const view = await closeOnFailure({ close }, async () =>
    openDockerArchive(await openTarMembers(blobs, name, signal), { tag: built.tag }, inflater),
  );
  return { view, close };
}

function appendTo(file: string): (line: string) => void {
  mkdirSync(dirname(file), { recursive: true });
  return (line) => appendFileSync(file, line.endsWith('\n') ? line : `${line}\n`);
}
