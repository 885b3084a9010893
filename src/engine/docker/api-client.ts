import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import type { EngineHttpPort, EngineRequest, EngineResponse } from '../http-port.ts';
import type { ResolvedEngine } from './endpoint.ts';

const NEWEST_KNOWN = [1, 51] as const;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const SILENCE_MS = 60_000;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface CallOptions {
  readonly query?: Query | undefined;
  readonly json?: unknown;
  readonly tar?: AsyncIterable<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly silenceMs?: number | undefined;
}

/** The engine's HTTP API under the version both sides know. Every method @throws Problem `engine-down`, `engine-refused`. */
export interface ApiClient {
  readonly url: string;
  /** Host on which published ports answer; undefined = the engine is of this machine. */
  readonly remoteHost: string | undefined;
  /** What the engine says of itself (`GET /version`); asked once. */
  version(): Promise<Readonly<Record<string, unknown>>>;
  call(method: EngineRequest['method'], path: string, options?: CallOptions): Promise<unknown>;
  /** For answers that are one JSON value a line. */
  lines(method: EngineRequest['method'], path: string, options?: CallOptions): Promise<readonly unknown[]>;
  open(method: EngineRequest['method'], path: string, options?: CallOptions): Promise<EngineResponse>;
}

export function createApiClient(engine: ResolvedEngine, http: EngineHttpPort): ApiClient {
  let version: Promise<Readonly<Record<string, unknown>>> | undefined;
  const askVersion = async () => {
    const answer = await send(engine, http, { method: 'GET', path: '/version', silenceMs: SILENCE_MS });
    return asRecord(await readJson(answer, 'GET /version'));
  };
  const client: ApiClient = {
    url: engine.url,
    remoteHost: remoteHostOf(engine),
    version() {
      version ??= askVersion().catch((error: unknown) => {
        version = undefined;
        throw error;
      });
      return version;
    },
    async open(method, path, options = {}) {
      const prefix = `/v${chooseVersion(await client.version())}`;
      return send(engine, http, {
        method,
        path: prefix + path + formatQuery(options.query ?? {}),
        json: options.json,
        tar: options.tar,
        signal: options.signal,
        silenceMs: options.silenceMs,
      });
    },
    async call(method, path, options = {}) {
      const answer = await client.open(method, path, { silenceMs: SILENCE_MS, ...options });
      return readJson(answer, `${method} ${path}`);
    },
    async lines(method, path, options = {}) {
      const lines = (await readText(await client.open(method, path, options))).split('\n');
      return lines.filter((line) => line.trim() !== '').map(parseLine);
    },
  };
  return client;
}

/** Was it the engine that said no, with this status? */
export function isRefusal(error: unknown, status?: number): error is Problem<'engine-refused'> {
  if (!(error instanceof Problem) || error.code !== 'engine-refused') return false;
  return status === undefined || (error as Problem<'engine-refused'>).args.status === status;
}

function remoteHostOf(engine: ResolvedEngine): string | undefined {
  if (engine.endpoint.is === 'unix') return undefined;
  const { host } = engine.endpoint;
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? undefined : host;
}

/** The newest version both know; where the engine has dropped all that we know, its oldest. */
export function chooseVersion(told: Readonly<Record<string, unknown>>): string {
  const newest = parseVersion(told['ApiVersion']) ?? NEWEST_KNOWN;
  const oldest = parseVersion(told['MinAPIVersion']) ?? [1, 0];
  const wanted = compare(newest, NEWEST_KNOWN) < 0 ? newest : NEWEST_KNOWN;
  return (compare(wanted, oldest) < 0 ? oldest : wanted).join('.');
}

function parseVersion(text: unknown): readonly [number, number] | undefined {
  const m = typeof text === 'string' ? /^(\d{1,4})\.(\d{1,4})$/.exec(text) : null;
  return m === null ? undefined : [Number(m[1]), Number(m[2])];
}

function compare(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function formatQuery(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

async function send(engine: ResolvedEngine, http: EngineHttpPort, request: EngineRequest): Promise<EngineResponse> {
  let answer: EngineResponse;
  try {
    answer = await http(engine.endpoint, request);
  } catch (cause) {
    if (request.signal?.aborted === true) throw cause;
    const reason = codeOf(cause);
    throw new Problem(
      'world',
      'engine-down',
      { endpoint: engine.url, reason },
      { hint: message('hint-doctor', {}), cause },
    );
  }
  if (answer.status < 400) return answer;
  const operation = `${request.method} ${request.path.replace(/\?.*$/, '')}`;
  const said = await readText(answer);
  throw new Problem('world', 'engine-refused', { operation, status: answer.status, reason: refusalOf(said) });
}

/** What is no JSON is kept as text: it may say what went wrong. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : String((error as { message?: unknown }).message ?? error);
}

function refusalOf(body: string): string {
  try {
    const said = asRecord(JSON.parse(body))['message'];
    return typeof said === 'string' ? said.trim() : body.trim();
  } catch {
    return body.trim().slice(0, 2000);
  }
}

async function readText(answer: EngineResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      answer.close();
      break;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readJson(answer: EngineResponse, operation: string): Promise<unknown> {
  const text = await readText(answer);
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('world', 'engine-refused', { operation, status: answer.status, reason: text.slice(0, 200) });
  }
}

/** The value when it is an object, else an empty one: what the engine leaves out is simply not known. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
