import type { Config } from '../config/config.ts';
import { parseByteSize, parseDuration } from '../config/quantities.ts';
import { confinementOf } from './confinement.ts';
import type { Probe, ProbeSet } from './contract.ts';

/** The part of plimsoll.yaml that says how the application is asked. Only what is written there is set. */
export function configureProbes(config: Config, dir: string): Partial<ProbeSet> {
  const readyWithinMs = config.readyWithin === undefined ? undefined : parseDuration(config.readyWithin);
  const stopsWithinMs = config.stopsWithin === undefined ? undefined : parseDuration(config.stopsWithin);
  const memoryBytes = config.memory === undefined ? undefined : parseByteSize(config.memory);
  return {
    env: config.env,
    services: Object.entries(config.services).map(([name, s]) => ({ name, ...s })),
    mounts: config.mounts.map((m) => ({ ...m, source: m.source.startsWith('/') ? m.source : `${dir}/${m.source}` })),
    probes: config.probes.map(readProbe),
    ...(config.command ? { command: config.command } : {}),
    ...(config.port === undefined ? {} : { port: config.port }),
    ...(readyWithinMs === undefined ? {} : { readyWithinMs }),
    ...(stopsWithinMs === undefined ? {} : { stopsWithinMs }),
    ...confinementOf({ ...config, memoryBytes }),
    ...(config.test ? { userTest: config.test } : {}),
  };
}

function readProbe(p: Config['probes'][number], index: number): Probe {
  const shared = {
    from: 'config',
    ignore: p.ignore,
    tolerance: p.tolerance,
    ...(p.expectStatus === undefined ? {} : { expectStatus: p.expectStatus }),
  } as const;
  if (p.http) {
    const { method, path, port, headers, body } = p.http;
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
    return { ...shared, id: p.id ?? `${method} ${path}`, kind: 'http', http };
  }
  if (p.tcp) return { ...shared, id: p.id ?? `tcp ${p.tcp.port}`, kind: 'tcp', tcp: p.tcp };
  return { ...shared, id: p.id ?? `exec ${index + 1}`, kind: 'exec', exec: { argv: p.exec ?? ['true'] } };
}
