import { Problem } from '../../model/problem.ts';
import type { Confinement, Container, Runner, RunOptions } from '../contract.ts';
import { type ApiClient, asRecord, asText, isRefusal } from './api-client.ts';
import { createContainer, ignoring, readPorts, removeContainer } from './docker-container.ts';
import type { DockerLink } from './docker-engine.ts';
import { sweepEngine } from './sweep.ts';

/** Runs images through the engine's API. It never pulls: an image that is not there is a Problem. */
export function createDockerRunner(link: DockerLink): Runner {
  return {
    start: (options, signal) => startContainer(link, options, signal),
    async createNetwork(name, labels) {
      await ignoring(
        [409],
        link.api.call('POST', '/networks/create', { json: { Name: name, Labels: labels, Driver: 'bridge' } }),
      );
    },
    async removeNetwork(name) {
      await ignoring([404], link.api.call('DELETE', `/networks/${encodeURIComponent(name)}`));
    },
    sweep: (labels, repository) => sweepEngine(link.api, labels, repository),
  };
}

async function startContainer(link: DockerLink, options: RunOptions, signal: AbortSignal): Promise<Container> {
  const { api } = link;
  const id = await createStopped(api, options, signal);
  try {
    const askedAtMs = Date.now();
    await api.call('POST', `/containers/${id}/start`, { signal, silenceMs: 120_000 });
    const startedBetween = { fromMs: askedAtMs, toMs: Date.now() };
    const told = asRecord(await api.call('GET', `/containers/${id}/json`, { signal }));
    return createContainer(link, id, readPorts(told, api.remoteHost), startedBetween);
  } catch (error) {
    await removeContainer(api, id);
    if (signal.aborted) throw interrupted(options);
    if (isRefusal(error)) throw notStarted(options, error);
    throw error;
  }
}

async function createStopped(api: ApiClient, options: RunOptions, signal: AbortSignal): Promise<string> {
  if (signal.aborted) throw interrupted(options);
  try {
    // Not bound to the signal: an aborted creation may leave a container whose name nobody here knows.
    const told = asRecord(
      await api.call('POST', '/containers/create', {
        query: { name: options.name },
        json: describeContainer(options, api.remoteHost),
      }),
    );
    const id = asText(told['Id']);
    if (id === undefined)
      throw new Problem('world', 'container-not-started', { image: options.image, reason: 'no id' });
    return id;
  } catch (error) {
    if (
      isRefusal(error, 404) &&
      /no such image|not found/i.test(error.args.reason) &&
      !/network|volume/i.test(error.args.reason)
    ) {
      throw new Problem('world', 'image-not-found', { image: options.image });
    }
    if (isRefusal(error)) throw notStarted(options, error);
    throw error;
  }
}

function interrupted(options: RunOptions): Problem {
  return new Problem('world', 'run-interrupted', { image: options.image });
}

function notStarted(options: RunOptions, cause: Problem<'engine-refused'>): Problem {
  return new Problem(
    'project',
    'container-not-started',
    { image: options.image, reason: cause.args.reason },
    { cause },
  );
}

/** The body of a creation. Published on the loopback alone, unless the engine is another machine's and could not be reached there. */
export function describeContainer(
  options: RunOptions,
  remoteHost: string | undefined,
): Readonly<Record<string, unknown>> {
  const hostIp = remoteHost === undefined ? '127.0.0.1' : '0.0.0.0';
  const ports = options.ports.map((port) => `${port}/tcp`);
  return {
    Image: options.image,
    Env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
    ...(options.command === undefined ? {} : { Cmd: options.command }),
    ...(options.user === undefined ? {} : { User: options.user }),
    Labels: options.labels,
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: hostIp, HostPort: '' }]])),
      Mounts: options.mounts.map((m) => ({
        Type: m.source.startsWith('/') ? 'bind' : 'volume',
        Source: m.source,
        Target: m.target,
        ReadOnly: m.readonly,
      })),
      ...(options.network === undefined ? {} : { NetworkMode: options.network }),
      ...describeConfinement(options),
    },
    ...(options.network === undefined
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [options.network]: { Aliases: options.aliases ?? [] } } } }),
  };
}

const NANO_CPUS = 1e9;

function describeConfinement({ memoryBytes, cpus, readOnly, tmpfs }: Confinement): Readonly<Record<string, unknown>> {
  return {
    // Swap equal to memory: no swap, so that the limit is one.
    ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * NANO_CPUS) }),
    ...(readOnly === undefined ? {} : { ReadonlyRootfs: readOnly }),
    ...(tmpfs === undefined ? {} : { Tmpfs: Object.fromEntries(tmpfs.map((path) => [path, ''])) }),
  };
}
