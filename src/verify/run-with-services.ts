import type { Container, Runner, RunOptions } from '../engine/contract.ts';
import type { Messages } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { ContainerReport } from './answer.ts';
import { confinementOf } from './confinement.ts';
import type { ProbeSet, Service } from './contract.ts';
import type { ClockPort, HttpPort } from './ports.ts';
import { portOf, waitReady } from './wait-ready.ts';

export interface ServicedRun {
  readonly image: string;
  readonly set: ProbeSet;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly redact: (text: string) => string;
  readonly signal: AbortSignal;
}

interface World {
  readonly runner: Runner;
  readonly http: HttpPort;
  readonly clock: ClockPort;
}

/**
 * Runs one image beside its services, on a network of their own where there are any, and removes everything it started before
 * it ends, however it ends.
 *
 * @returns what `use` gives; for an image the engine cannot start, a report that says it died at once
 * @throws Problem `service-not-ready`; `container-not-started` where the machine is at fault, not the image
 */
export async function runWithServices(
  world: World,
  run: ServicedRun,
  use: (container: Container, startedAtMs: number) => Promise<ContainerReport>,
): Promise<ContainerReport> {
  const cleanups: (() => Promise<unknown>)[] = [];
  try {
    run.signal.throwIfAborted();
    const network = await startServices(world, run, cleanups);
    let container: Container;
    try {
      container = await world.runner.start(optionsOf(run, network), run.signal);
    } catch (error) {
      const words = startFailure(error);
      if (words === undefined) throw error;
      return notStarted(run, words);
    }
    cleanups.push(() => container.remove());
    return await use(container, world.clock.nowMs());
  } finally {
    // One that fails must not keep the others from being tried; what is left carries our labels for the sweep.
    for (const cleanup of cleanups.toReversed()) await cleanup().catch(() => undefined);
  }
}

/** Names one network alone, for engines that remove by label only. */
const NETWORK_LABEL = 'dev.plimsoll.network';

async function startServices(
  world: World,
  run: ServicedRun,
  cleanups: (() => Promise<unknown>)[],
): Promise<string | undefined> {
  if (run.set.services.length === 0) return undefined;
  const network = run.name;
  const marked = { ...run.labels, [NETWORK_LABEL]: network };
  await world.runner.createNetwork(network, marked);
  cleanups.push(async () => world.runner.removeNetwork?.(network) ?? world.runner.sweep(marked, ''));
  for (const service of run.set.services) {
    const container = await world.runner.start(serviceOptions(run, service, network), run.signal);
    cleanups.push(() => container.remove());
    await waitService(world, run, service, container);
  }
  return network;
}

async function waitService(world: World, run: ServicedRun, service: Service, container: Container): Promise<void> {
  const withinMs = run.set.readyWithinMs;
  const sign = service.port === undefined ? ({ is: 'running' } as const) : ({ is: 'tcp', port: service.port } as const);
  const ready = await waitReady(container, sign, withinMs, world, run.signal);
  if (ready.is !== 'ready') throw new Problem('project', 'service-not-ready', { service: service.name, withinMs });
}

function serviceOptions(run: ServicedRun, service: Service, network: string): RunOptions {
  return {
    image: service.image,
    env: service.env,
    mounts: [],
    ports: service.port === undefined ? [] : [service.port],
    network,
    aliases: [service.name],
    labels: run.labels,
  };
}

function optionsOf(run: ServicedRun, network: string | undefined): RunOptions {
  const { set } = run;
  const ports = [set.port, ...set.probes.map((p) => (p.http || p.tcp || p.ws || p.grpc ? portOf(p, set) : undefined))];
  return {
    image: run.image,
    env: set.env,
    mounts: set.mounts,
    ports: [...new Set(ports.filter((p) => p !== undefined))],
    labels: run.labels,
    ...(set.command === undefined ? {} : { command: set.command }),
    ...confinementOf(set),
    ...(network === undefined ? {} : { network }),
  };
}

/** How engines speak of an image that cannot be executed. Everything else (network, ports, mounts, memory) is the machine's affair. */
const IMAGES_FAULT =
  /OCI runtime (?:create|start|exec)|\bexec:|executable file|exec format error|no command specified|unable to find user|no matching entries in (?:passwd|group)|container_linux/i;

/** @returns the engine's words, undefined where it is not the image's fault */
function startFailure(error: unknown): string | undefined {
  if (!(error instanceof Problem) || error.code !== 'container-not-started') return undefined;
  const { reason } = error.args as Messages['container-not-started'];
  return IMAGES_FAULT.test(reason) ? reason : undefined;
}

/** A program that cannot be executed ends as the shell would say it. */
const NOT_EXECUTABLE = 127;

function notStarted(run: ServicedRun, words: string): ContainerReport {
  const outcome = { is: 'died', exitCode: NOT_EXECUTABLE, afterMs: 0, oomKilled: false } as const;
  return {
    answers: run.set.probes.map((probe) => ({ probe: probe.id, call: 0, ms: 0, outcome })),
    end: { running: false, exitCode: NOT_EXECUTABLE, oomKilled: false },
    log: run.redact(words).slice(0, 65_536),
  };
}
