import type { Engine } from '../contract.ts';
import type { HostPort } from '../host-port.ts';
import type { EngineHttpPort } from '../http-port.ts';
import type { ProcessPort } from '../process-port.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { createDockerBuilder } from './docker-builder.ts';
import { createDockerRunner } from './docker-runner.ts';
import { createDockerStore } from './docker-store.ts';
import { type EngineChoice, type ResolvedEngine, resolveEngine } from './endpoint.ts';

export interface DockerPorts {
  readonly run: ProcessPort;
  readonly http: EngineHttpPort;
  readonly host: HostPort;
}

export interface DockerChoice extends EngineChoice {
  /** `--builder`: a builder of buildx other than the one in use. */
  readonly builder?: string | undefined;
}

/** What the parts of one engine share. */
export interface DockerLink {
  readonly engine: ResolvedEngine;
  readonly api: ApiClient;
  readonly ports: DockerPorts;
  readonly builder: string | undefined;
}

/** Finds the engine; whether it answers is known at the first call. @throws Problem `unknown-engine`, `engine-not-found`, `engine-endpoint-unsupported` */
export async function linkDocker(ports: DockerPorts, choice: DockerChoice = {}): Promise<DockerLink> {
  const engine = await resolveEngine(choice, ports.host, ports.run);
  return { engine, api: createApiClient(engine, ports.http), ports, builder: choice.builder };
}

/** Docker (or what speaks its API) as the engine: builds through its CLI, runs and stores through its HTTP API. @throws as `linkDocker` */
export async function createDockerEngine(ports: DockerPorts, choice: DockerChoice = {}): Promise<Engine> {
  const link = await linkDocker(ports, choice);
  return { builder: createDockerBuilder(link), runner: createDockerRunner(link), store: createDockerStore(link) };
}
