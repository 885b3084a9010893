import { Problem } from '../../model/problem.ts';
import type { Container, ContainerState, ExecResult } from '../contract.ts';
import { type ApiClient, asList, asNumber, asRecord, asText, isRefusal } from './api-client.ts';
import type { DockerLink } from './docker-engine.ts';
import { createTail, readFrames } from './log-frames.ts';

const EXEC_BYTES = 1024 * 1024;
const LOG_LINES = 5000;

type Ports = ReadonlyMap<number, { readonly host: string; readonly port: number }>;

/** By this machine's clock, in milliseconds since 1970. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @param startedBetween when its start was asked for and granted: an engine that says otherwise has another clock */
export function createContainer(link: DockerLink, id: string, ports: Ports, startedBetween: Span): Container {
  const { api } = link;
  return {
    id,
    address: (port) => ports.get(port),
    async state() {
      const { startedAtMs, ...state } = await settleState(api, id);
      return api.remoteHost === undefined && isWithin(startedAtMs, startedBetween) ? { ...state, startedAtMs } : state;
    },
    async logs(maxBytes) {
      const answer = await api.open('GET', `/containers/${id}/logs`, {
        query: { stdout: 1, stderr: 1, tail: LOG_LINES },
      });
      const tail = createTail(maxBytes);
      for await (const frame of readFrames(answer.body)) tail.add(frame.bytes);
      return tail.text();
    },
    exec: (argv, timeoutMs) => execIn(api, id, argv, timeoutMs),
    peakMemoryBytes: () => readPeak(link, id),
    async stop(graceSeconds) {
      const started = performance.now();
      await ignoring(
        [304, 404],
        api.call('POST', `/containers/${id}/stop`, { query: { t: graceSeconds }, silenceMs: undefined }),
      );
      return performance.now() - started;
    },
    remove: () => removeContainer(api, id),
  };
}

function isWithin(atMs: number | undefined, { fromMs, toMs }: Span): boolean {
  return atMs !== undefined && atMs >= fromMs && atMs <= toMs;
}

/** Removes it with its anonymous volumes; that it has gone already is fine. */
export async function removeContainer(api: ApiClient, id: string): Promise<void> {
  await ignoring([404, 409], api.call('DELETE', `/containers/${id}`, { query: { force: 1, v: 1 } }));
}

export async function ignoring(statuses: readonly number[], work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (statuses.some((s) => isRefusal(error, s))) return false;
    throw error;
  }
}

const OOM_WITHIN_MS = 1_000;
const ASK_AGAIN_MS = 50;

/** The engine learns of a kill for want of memory by another way than of the end, and may tell the end first. */
async function settleState(api: ApiClient, id: string): Promise<ContainerState> {
  const until = performance.now() + OOM_WITHIN_MS;
  for (;;) {
    const told = asRecord(await api.call('GET', `/containers/${id}/json`));
    const state = readState(told);
    const limited = (asNumber(asRecord(told['HostConfig'])['Memory']) ?? 0) > 0;
    const unsure = !state.running && state.exitCode === KILLED && !state.oomKilled && limited;
    if (!unsure || performance.now() > until) return state;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

/** 128 + SIGKILL. */
const KILLED = 137;

function readState(told: Readonly<Record<string, unknown>>): ContainerState {
  const state = asRecord(told['State']);
  const running = state['Running'] === true;
  const exitCode = asNumber(state['ExitCode']);
  const health = asText(asRecord(state['Health'])['Status']);
  const error = asText(state['Error']);
  const startedAtMs = Date.parse(asText(state['StartedAt']) ?? '');
  return {
    running,
    ...(running || exitCode === undefined ? {} : { exitCode }),
    oomKilled: state['OOMKilled'] === true,
    ...(health === 'starting' || health === 'healthy' || health === 'unhealthy' ? { health } : {}),
    ...(error === undefined ? {} : { error }),
    ...(Number.isFinite(startedAtMs) ? { startedAtMs } : {}),
  };
}

/** @returns the ports of this machine the engine gave out */
export function readPorts(told: Readonly<Record<string, unknown>>, remoteHost: string | undefined): Ports {
  const bound = asRecord(asRecord(told['NetworkSettings'])['Ports']);
  const found = new Map<number, { host: string; port: number }>();
  for (const [name, bindings] of Object.entries(bound)) {
    const inside = /^(\d{1,5})\/tcp$/.exec(name);
    const given = asRecord(asList(bindings)[0]);
    const port = Number(given['HostPort']);
    if (inside === null || !Number.isInteger(port) || port <= 0) continue;
    found.set(Number(inside[1]), { host: remoteHost ?? '127.0.0.1', port });
  }
  return found;
}

async function execIn(api: ApiClient, id: string, argv: readonly string[], timeoutMs: number): Promise<ExecResult> {
  const limit = AbortSignal.timeout(timeoutMs);
  const out = createTail(EXEC_BYTES);
  const err = createTail(EXEC_BYTES);
  try {
    const json = { AttachStdout: true, AttachStderr: true, Tty: false, Cmd: argv };
    const created = asRecord(await api.call('POST', `/containers/${id}/exec`, { json, signal: limit }));
    const execId = asText(created['Id']) ?? '';
    const start = { json: { Detach: false, Tty: false }, signal: limit };
    const answer = await api.open('POST', `/exec/${execId}/start`, start);
    for await (const frame of readFrames(answer.body)) (frame.stream === 'stderr' ? err : out).add(frame.bytes);
    if (limit.aborted) throw limit.reason;
    const ended = asRecord(await api.call('GET', `/exec/${execId}/json`));
    return { exitCode: asNumber(ended['ExitCode']) ?? -1, stdout: out.text(), stderr: err.text() };
  } catch (error) {
    if (limit.aborted) return { exitCode: TIMED_OUT, stdout: out.text(), stderr: err.text(), timedOut: true };
    if (isRefusal(error, 409) || isRefusal(error, 404))
      throw new Problem('project', 'container-not-running', { container: id });
    // A program that is not in the image is an answer, not a failure of the engine.
    if (isRefusal(error) && /exec/.test(error.args.reason))
      return { exitCode: 127, stdout: '', stderr: error.args.reason };
    throw error;
  }
}

/** As `timeout(1)` says it. */
const TIMED_OUT = 124;

async function readPeak(link: DockerLink, id: string): Promise<number | undefined> {
  try {
    const query = { stream: false, 'one-shot': true };
    const stats = asRecord(await link.api.call('GET', `/containers/${id}/stats`, { query }));
    const told = asNumber(asRecord(stats['memory_stats'])['max_usage']);
    if (told !== undefined && told > 0) return told;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
  return readCgroupPeak(link, id);
}

/** With cgroup v2 the engine tells no peak; the kernel does (`memory.peak`, Linux 5.19), where the engine is of this machine. */
async function readCgroupPeak(link: DockerLink, id: string): Promise<number | undefined> {
  if (link.api.remoteHost !== undefined) return undefined;
  const { host } = link.ports;
  const told = asRecord(await link.api.call('GET', `/containers/${id}/json`));
  const pid = asNumber(asRecord(told['State'])['Pid']) ?? 0;
  if (pid <= 0) return undefined;
  const groups = await host.readText(`/proc/${pid}/cgroup`, 64 * 1024);
  const path = /^0::(\/\S*)$/m.exec(groups ?? '')?.[1];
  // The group must be this container's: with another machine's engine behind a forwarded socket, the pid is a stranger's.
  if (path === undefined || !path.includes(id) || path.includes('..')) return undefined;
  const peak = Number((await host.readText(`/sys/fs/cgroup${path}/memory.peak`, 64))?.trim());
  return Number.isSafeInteger(peak) && peak > 0 ? peak : undefined;
}
