import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import type { HostPort } from '../host-port.ts';
import type { EngineEndpoint, EngineTls } from '../http-port.ts';
import type {} from '../messages.ts';
import type { ProcessPort } from '../process-port.ts';

export interface EngineChoice {
  /** `--host`: wins over everything. */
  readonly host?: string | undefined;
  /** `--context`: wins over the environment, as it does for the engine's own CLI. */
  readonly context?: string | undefined;
}

/** What to talk to, and what the CLI must be told so that it talks to the same. */
export interface ResolvedEngine {
  readonly endpoint: EngineEndpoint;
  /** As the user knows it: `unix:///…`. */
  readonly url: string;
  /** Global options of the CLI, before its command. */
  readonly cliOptions: readonly string[];
}

/**
 * Finds the engine the way its own CLI does: option, DOCKER_HOST, DOCKER_CONTEXT, the context in use.
 * @throws Problem `unknown-engine`, `engine-not-found`, `engine-endpoint-unsupported`
 */
export async function resolveEngine(choice: EngineChoice, host: HostPort, run: ProcessPort): Promise<ResolvedEngine> {
  if (choice.host !== undefined) return fromUrl(choice.host, [`--host=${choice.host}`], tlsOfEnv(host));
  const fromEnv = host.env['DOCKER_HOST'];
  if (choice.context === undefined && fromEnv !== undefined && fromEnv !== '')
    return fromUrl(fromEnv, [], tlsOfEnv(host));
  const context = choice.context ?? host.env['DOCKER_CONTEXT'];
  return fromContext(context === '' ? undefined : context, choice.context !== undefined, host, run);
}

async function fromContext(
  name: string | undefined,
  asOption: boolean,
  host: HostPort,
  run: ProcessPort,
): Promise<ResolvedEngine> {
  if (name !== undefined && !/^[a-zA-Z0-9][a-zA-Z0-9_.+-]*$/.test(name))
    throw new Problem('usage', 'unknown-engine', { name });
  const argv = ['docker', 'context', 'inspect', ...(name === undefined ? [] : [name])];
  const told = await run(argv, { env: host.env, timeoutMs: 20_000 });
  if (told.ended === 'not-found') throw engineNotFound();
  if (told.exitCode !== 0) throw new Problem('usage', 'unknown-engine', { name: name ?? 'default' });
  const found = readContext(told.stdout);
  if (found === undefined) throw new Problem('usage', 'unknown-engine', { name: name ?? 'default' });
  return fromUrl(found.url, asOption && name !== undefined ? [`--context=${name}`] : [], found.tls);
}

export function engineNotFound(): Problem {
  return new Problem('world', 'engine-not-found', { program: 'docker' }, { hint: message('hint-install-engine', {}) });
}

interface ContextEntry {
  readonly Endpoints?: { readonly docker?: { readonly Host?: unknown; readonly SkipTLSVerify?: unknown } };
  readonly TLSMaterial?: { readonly docker?: unknown };
  readonly Storage?: { readonly TLSPath?: unknown };
}

function readContext(json: string): { url: string; tls: EngineTls | undefined } | undefined {
  try {
    const [entry] = JSON.parse(json) as readonly ContextEntry[];
    const docker = entry?.Endpoints?.docker;
    if (typeof docker?.Host !== 'string') return undefined;
    const dir = entry?.Storage?.TLSPath;
    const secured = Array.isArray(entry?.TLSMaterial?.docker) && typeof dir === 'string';
    return {
      url: docker.Host,
      tls: secured ? { dir: `${dir}/docker`, verify: docker.SkipTLSVerify !== true } : undefined,
    };
  } catch {
    return undefined;
  }
}

function tlsOfEnv(host: HostPort): EngineTls | undefined {
  const verify = host.env['DOCKER_TLS_VERIFY'];
  const on = (verify !== undefined && verify !== '') || (host.env['DOCKER_TLS'] ?? '') !== '';
  if (!on) return undefined;
  const dir = host.env['DOCKER_CERT_PATH'] ?? `${host.env['HOME'] ?? ''}/.docker`;
  return { dir, verify: verify !== undefined && verify !== '' };
}

function fromUrl(url: string, cliOptions: readonly string[], tls: EngineTls | undefined): ResolvedEngine {
  const endpoint = parseEndpoint(url, tls);
  if (endpoint === undefined) throw new Problem('world', 'engine-endpoint-unsupported', { endpoint: hideUser(url) });
  return { endpoint, url: hideUser(url), cliOptions };
}

function hideUser(url: string): string {
  return url.replace(/:\/\/[^/@]*@/, '://***@');
}

/** @returns undefined for what has no HTTP of its own here: `ssh://`, `npipe://`, `fd://` */
export function parseEndpoint(url: string, tls?: EngineTls): EngineEndpoint | undefined {
  if (url.startsWith('unix://')) return { is: 'unix', path: url.slice('unix://'.length) || '/var/run/docker.sock' };
  const tcp = /^(tcp|http|https):\/\/(\[[0-9a-fA-F:.]+\]|[^:/?#\s@]+)(?::(\d{1,5}))?\/?$/.exec(url);
  if (tcp === null) return undefined;
  const secured = tls ?? (tcp[1] === 'https' ? { verify: true } : undefined);
  const host = (tcp[2] ?? '').replace(/^\[|\]$/g, '');
  const port = tcp[3] === undefined ? (secured === undefined ? 2375 : 2376) : Number(tcp[3]);
  return { is: 'tcp', host, port, ...(secured === undefined ? {} : { tls: secured }) };
}
