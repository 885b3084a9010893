import type { Container, ContainerState } from '../engine/contract.ts';
import { callHealth } from './call-health.ts';
import type { Probe, ProbeSet } from './contract.ts';
import type { Expectations, ProbeExpectation } from './expectation.ts';
import type { ClockPort, HttpPort } from './ports.ts';

export type Readiness =
  | { readonly is: 'ready'; readonly atMs: number; readonly firstAnswer: boolean }
  | { readonly is: 'died'; readonly atMs: number; readonly state: ContainerState }
  | { readonly is: 'not-ready'; readonly atMs: number; readonly withinMs: number };

/** How a container shows that it is ready. */
export type ReadySign =
  /** `mayHang` = what is asked there may leave a plain request without an answer. */
  | { readonly is: 'http'; readonly port: number; readonly path: string; readonly mayHang?: boolean }
  | { readonly is: 'tcp'; readonly port: number }
  | { readonly is: 'grpc'; readonly port: number; readonly service: string }
  | { readonly is: 'exec'; readonly argv: readonly string[] }
  | { readonly is: 'running' };

/** @param skip ids of probes from which no answer is to be expected */
export function chooseReadySign(set: ProbeSet, skip: ReadonlySet<string>): ReadySign {
  const asked = set.probes.filter((p) => !skip.has(p.id));
  const http = asked.filter((p) => p.kind === 'http');
  const port = portOf(http[0], set);
  if (http.length > 0 && port !== undefined) {
    // Waiting must not change the state of the application: only a reading request is repeated.
    const reading = http.find((p) => p.http !== undefined && /^(GET|HEAD)$/i.test(p.http.method));
    return { is: 'http', port: portOf(reading, set) ?? port, path: reading?.http?.path ?? '/' };
  }
  const ws = asked.find((p) => p.ws !== undefined);
  const wsPort = portOf(ws, set);
  // Asked without the switch it refuses, and so it is there; that opens no session.
  if (ws?.ws && wsPort !== undefined) return { is: 'http', port: wsPort, path: ws.ws.path, mayHang: true };
  const grpc = asked.find((p) => p.grpc !== undefined);
  const grpcPort = portOf(grpc, set);
  if (grpc?.grpc && grpcPort !== undefined) return { is: 'grpc', port: grpcPort, service: grpc.grpc.service };
  const tcp = asked.find((p) => p.tcp !== undefined)?.tcp;
  if (tcp) return { is: 'tcp', port: tcp.port };
  const exec = asked.find((p) => p.from === 'healthcheck' && p.exec !== undefined)?.exec;
  return exec ? { is: 'exec', argv: exec.argv } : { is: 'running' };
}

const SPEAKS: ReadonlySet<Probe['kind']> = new Set(['http', 'ws', 'grpc']);

/** @returns the red ones; where every question over HTTP, WebSocket and gRPC is red, those alone that nothing answered: an error is a sign of life too */
export function silentProbes(set: ProbeSet, expectations: Expectations): ReadonlySet<string> {
  const red = new Map(expectations.probes.flatMap((p) => (p.state === 'red' ? [[p.probe, p.seen] as const] : [])));
  const isAnyGood = set.probes.some((p) => SPEAKS.has(p.kind) && !red.has(p.id));
  const spoke = (seen: ProbeExpectation['seen']) =>
    [...(seen?.faults ?? []), ...(seen?.answers ?? [])].some(
      (name) => /^(?:\d{3}|[A-Z_]+)$/.test(name) || name === 'garbled',
    );
  return new Set([...red].filter(([, seen]) => isAnyGood || !spoke(seen)).map(([id]) => id));
}

/** Port of the container a probe talks to. */
export function portOf(probe: Probe | undefined, set: ProbeSet): number | undefined {
  return probe?.tcp?.port ?? probe?.http?.port ?? probe?.ws?.port ?? probe?.grpc?.port ?? set.port;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 200;
const STATE_EVERY_MS = 250;
/** A port that takes connections and never speaks HTTP counts as ready after this. */
const SILENT_AFTER_MS = 3_000;
const STARTING_UP = new Set([502, 503, 504]);
const NOT_YET_SERVING = new Set(['NOT_SERVING', 'UNKNOWN', 'UNAVAILABLE']);

/**
 * Asks again and again until the container answers, dies or its time is over. An answer that says "starting up" (502, 503,
 * 504, NOT_SERVING) is waited out. The container's death ends the wait at once.
 */
export async function waitReady(
  container: Container,
  sign: ReadySign,
  withinMs: number,
  ports: { readonly http: HttpPort; readonly clock: ClockPort },
  signal: AbortSignal,
): Promise<Readiness> {
  const { clock } = ports;
  const begun = clock.nowMs();
  let pauseMs = FIRST_PAUSE_MS;
  let stateSeenMs = Number.NEGATIVE_INFINITY;
  let spoke = false;
  for (;;) {
    const elapsedMs = clock.nowMs() - begun;
    const seen = await lookOnce(container, sign, elapsedMs, ports, signal);
    if (seen === 'ready') return { is: 'ready', atMs: clock.nowMs(), firstAnswer: sign.is !== 'running' };
    spoke ||= seen === 'starting-up';
    if (clock.nowMs() - stateSeenMs >= STATE_EVERY_MS) {
      stateSeenMs = clock.nowMs();
      const state = await container.state();
      if (!state.running) return { is: 'died', atMs: clock.nowMs(), state };
    }
    if (clock.nowMs() - begun >= withinMs) {
      return spoke
        ? { is: 'ready', atMs: clock.nowMs(), firstAnswer: true }
        : { is: 'not-ready', atMs: clock.nowMs(), withinMs };
    }
    await clock.sleep(Math.min(pauseMs, Math.max(1, withinMs - elapsedMs)), signal);
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }
}

type Seen = 'ready' | 'starting-up' | 'nothing';

async function lookOnce(
  container: Container,
  sign: ReadySign,
  elapsedMs: number,
  ports: { readonly http: HttpPort; readonly clock: ClockPort },
  signal: AbortSignal,
): Promise<Seen> {
  if (sign.is === 'running') return (await container.state()).running ? 'ready' : 'nothing';
  if (sign.is === 'exec') {
    // A container that has just died refuses to run anything; its state says so in a moment.
    const exitCode = await container.exec(sign.argv, 5_000).then(
      (r) => r.exitCode,
      () => -1,
    );
    return exitCode === 0 ? 'ready' : 'nothing';
  }
  const address = container.address(sign.port);
  if (address === undefined) return 'nothing';
  if (sign.is === 'tcp') {
    const answer = await ports.http.connect(address.host, address.port, 2_000, signal);
    return answer.is === 'open' ? 'ready' : 'nothing';
  }
  return sign.is === 'grpc'
    ? lookAtHealth(sign, address, ports.http, signal)
    : lookAtHttp(sign, address, elapsedMs, ports.http, signal);
}

type Address = NonNullable<ReturnType<Container['address']>>;

async function lookAtHealth(
  { port, service }: Extract<ReadySign, { is: 'grpc' }>,
  address: Address,
  http: HttpPort,
  signal: AbortSignal,
): Promise<Seen> {
  const outcome = await callHealth(http, { ...address, inside: port, service, timeoutMs: 5_000 }, signal);
  if (outcome.is === 'grpc') return NOT_YET_SERVING.has(outcome.status) ? 'starting-up' : 'ready';
  return outcome.is === 'garbled' ? 'ready' : 'nothing';
}

async function lookAtHttp(
  sign: Extract<ReadySign, { is: 'http' }>,
  address: Address,
  elapsedMs: number,
  http: HttpPort,
  signal: AbortSignal,
): Promise<Seen> {
  const answer = await http.ask(
    {
      ...address,
      method: 'GET',
      path: sign.path,
      headers: { host: `localhost:${sign.port}` },
      timeoutMs: 5_000,
      maxBodyBytes: 65_536,
    },
    signal,
  );
  if (answer.is === 'answer') return STARTING_UP.has(answer.status) ? 'starting-up' : 'ready';
  if (answer.is === 'garbled' || (answer.is === 'timeout' && sign.mayHang)) return 'ready';
  if (elapsedMs < SILENT_AFTER_MS) return 'nothing';
  const open = await http.connect(address.host, address.port, 2_000, signal);
  return open.is === 'open' && answer.is === 'refused' ? 'ready' : 'nothing';
}
