import type { Config } from '../config/config.ts';
import { parseByteSize, parseDuration } from '../config/quantities.ts';
import { confinementOf } from './confinement.ts';
import type { Demands, Probe, ProbeSet } from './contract.ts';
import { READY_WITHIN_MS } from './discover-probes.ts';

/** The part of plimsoll.yaml that says how the application is asked. Only what is written there is set. */
export function configureProbes(config: Config, dir: string): Partial<ProbeSet> {
  const readyWithinMs = config.readyWithin === undefined ? undefined : parseDuration(config.readyWithin);
  const stopsWithinMs = config.stopsWithin === undefined ? undefined : parseDuration(config.stopsWithin);
  const memoryBytes = config.memory === undefined ? undefined : parseByteSize(config.memory);
  return {
    env: config.env,
    services: Object.entries(config.services).map(([name, s]) => ({ name, ...s })),
    mounts: config.mounts.map((m) => ({ ...m, source: m.source.startsWith('/') ? m.source : `${dir}/${m.source}` })),
    probes: config.probes.map((p, i) => readProbe(p, i, readyWithinMs ?? READY_WITHIN_MS)),
    ...(config.command ? { command: config.command } : {}),
    ...(config.port === undefined ? {} : { port: config.port }),
    ...(readyWithinMs === undefined ? {} : { readyWithinMs }),
    ...(stopsWithinMs === undefined ? {} : { stopsWithinMs }),
    ...confinementOf({ ...config, memoryBytes }),
    ...(config.test ? { userTest: config.test } : {}),
  };
}

type ProbeConfig = Config['probes'][number];
type Question = Pick<Probe, 'id' | 'kind' | 'http' | 'tcp' | 'ws' | 'grpc' | 'exec' | 'exit'>;

function readProbe(p: ProbeConfig, index: number, withinMs: number): Probe {
  const question = readQuestion(p, index, withinMs);
  const demands = readDemands(p);
  return {
    ...question,
    id: p.id ?? question.id,
    from: 'config',
    ignore: p.ignore,
    tolerance: p.tolerance,
    ...(p.expectStatus === undefined ? {} : { expectStatus: p.expectStatus }),
    ...(demands === undefined ? {} : { demands }),
  };
}

function readQuestion(p: ProbeConfig, index: number, withinMs: number): Question {
  if (p.http) return readHttp(p.http);
  if (p.ws) return { id: `ws ${p.ws.path}`, kind: 'ws', ws: p.ws };
  if (p.grpc) return { id: `grpc ${p.grpc.service}`.trimEnd(), kind: 'grpc', grpc: p.grpc };
  if (p.tcp) return { id: `tcp ${p.tcp.port}`, kind: 'tcp', tcp: p.tcp };
  if (p.exit) return { id: 'exit', kind: 'exit', exit: { withinMs, code: p.exit.code } };
  return { id: `exec ${index + 1}`, kind: 'exec', exec: { argv: p.exec ?? ['true'] } };
}

function readHttp({ method, path, port, headers, body }: NonNullable<ProbeConfig['http']>): Question {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const isJson =
    body !== undefined &&
    typeof body !== 'string' &&
    !Object.keys(headers).some((h) => h.toLowerCase() === 'content-type');
  const http = {
    method,
    path,
    headers: isJson ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(port === undefined ? {} : { port }),
    ...(text === undefined ? {} : { body: text }),
  };
  return { id: `${method} ${path}`, kind: 'http', http };
}

function readDemands({ expectBody, expectJson, exit }: ProbeConfig): Demands | undefined {
  const text = expectBody ?? exit?.prints;
  if (text === undefined && expectJson === undefined) return undefined;
  return { ...(text === undefined ? {} : { text }), ...(expectJson === undefined ? {} : { json: expectJson }) };
}
