import type { Container, ExecResult } from '../engine/contract.ts';
import type { Outcome } from './answer.ts';
import { callHealth } from './call-health.ts';
import type { Demands, Probe, ProbeSet } from './contract.ts';
import { lastLine } from './explain-fault.ts';
import { findUnmet } from './find-unmet.ts';
import type { HttpAnswer, HttpPort } from './ports.ts';
import { takeBody } from './take-body.ts';
import { portOf } from './wait-ready.ts';
import { faultOfUpgrade, upgradeHeaders } from './websocket.ts';

/** A container that runs, and what it takes to ask it. */
export interface Asked {
  readonly container: Container;
  readonly set: ProbeSet;
  readonly http: HttpPort;
  /** `redact` hides secrets in everything that is taken in. */
  readonly options: { readonly redact: (text: string) => string; readonly signal: AbortSignal };
}

const BODY_BYTES = 1_048_576;
const ANSWER_MS = 30_000;
const EXEC_MS = 60_000;

/** Puts one question. @returns also for one that failed: that is an answer too. Rejects when aborted. */
export async function askProbe(asked: Asked, probe: Probe): Promise<Outcome> {
  if (probe.exec) return askExec(asked, probe.exec.argv, probe.demands);
  if (probe.http === undefined && !probe.tcp && !probe.ws && !probe.grpc) return { is: 'alive', forMs: 0 };
  const port = portOf(probe, asked.set);
  const address = port === undefined ? undefined : asked.container.address(port);
  if (port === undefined || address === undefined) return { is: 'refused', words: `port ${port ?? '?'}` };
  const at: At = { ...address, inside: port };
  if (probe.ws) return askUpgrade(asked, probe.ws, at);
  if (probe.grpc) return askHealth(asked, probe.grpc.service, at);
  return probe.http ? askHttp(asked, probe.http, at, probe.demands) : askTcp(asked, at);
}

/** Where a container's port answers. */
interface At {
  readonly host: string;
  readonly port: number;
  readonly inside: number;
}

/** As a developer would ask it; the random port outside must not show in redirects and links. */
function hostOf({ inside }: At): Readonly<Record<string, string>> {
  return { host: `localhost:${inside}` };
}

async function askHttp(
  asked: Asked,
  request: NonNullable<Probe['http']>,
  at: At,
  demands: Demands | undefined,
): Promise<Outcome> {
  const { method, path, body } = request;
  const headers = { ...hostOf(at), ...request.headers };
  const answer = await asked.http.ask(
    { host: at.host, port: at.port, method, path, headers, body, timeoutMs: ANSWER_MS, maxBodyBytes: BODY_BYTES },
    asked.options.signal,
  );
  if (answer.is !== 'answer') return answer;
  const unmet = findUnmet(demands, answer.body, answer.complete, asked.options.redact);
  return { ...takeAnswer(asked, answer), ...(unmet === undefined ? {} : { unmet }) };
}

type Taken = Extract<Outcome, { readonly is: 'http' }>;

function takeAnswer({ options: { redact } }: Asked, answer: Extract<HttpAnswer, { is: 'answer' }>): Taken {
  return {
    is: 'http',
    status: answer.status,
    mediaType:
      redact(answer.headers['content-type'] ?? '')
        .split(';')[0]
        ?.trim()
        .toLowerCase() ?? '',
    location: redact(answer.headers['location'] ?? ''),
    body: takeBody(answer.body, answer.complete, redact),
  };
}

const SWITCHING = 101;

async function askUpgrade(asked: Asked, request: NonNullable<Probe['ws']>, at: At): Promise<Outcome> {
  const { path, subprotocol } = request;
  const headers = { ...hostOf(at), ...request.headers, ...upgradeHeaders(subprotocol) };
  const answer = await asked.http.ask(
    { host: at.host, port: at.port, method: 'GET', path, headers, timeoutMs: ANSWER_MS, maxBodyBytes: BODY_BYTES },
    asked.options.signal,
  );
  if (answer.is !== 'answer') return answer;
  if (answer.status !== SWITCHING) return takeAnswer(asked, answer);
  const fault = faultOfUpgrade(answer.headers);
  if (fault !== undefined) return { is: 'garbled', words: asked.options.redact(fault) };
  const chosen = answer.headers['sec-websocket-protocol'];
  return { is: 'ws', agrees: chosen === subprotocol, subprotocol: asked.options.redact(chosen ?? '') };
}

async function askHealth(asked: Asked, service: string, at: At): Promise<Outcome> {
  const { redact, signal } = asked.options;
  const outcome = await callHealth(asked.http, { ...at, service, timeoutMs: ANSWER_MS }, signal);
  return outcome.is === 'grpc' ? { ...outcome, words: redact(outcome.words).slice(0, 300) } : outcome;
}

async function askTcp(asked: Asked, { host, port }: At): Promise<Outcome> {
  const answer = await asked.http.connect(host, port, ANSWER_MS, asked.options.signal);
  return answer.is === 'open' ? { is: 'open' } : { is: 'refused', words: answer.words };
}

async function askExec(asked: Asked, argv: readonly string[], demands: Demands | undefined): Promise<Outcome> {
  const { redact, signal } = asked.options;
  let result: ExecResult;
  try {
    result = await asked.container.exec(argv, EXEC_MS);
  } catch (error) {
    signal.throwIfAborted();
    // A program that is not there: engines refuse it instead of running it.
    result = { exitCode: 127, stdout: '', stderr: error instanceof Error ? error.message : String(error) };
  }
  const words = redact(lastLine(result.stderr) || lastLine(result.stdout)).slice(0, 300);
  const said = Buffer.from(result.stdout.slice(0, BODY_BYTES));
  const unmet = findUnmet(demands, said, said.byteLength < BODY_BYTES, redact);
  const output = takeBody(said, true, redact);
  return { is: 'exec', exitCode: result.exitCode, output, words, ...(unmet === undefined ? {} : { unmet }) };
}
