import type { Container } from '../engine/contract.ts';
import type { ContainerReport } from './answer.ts';
import { parseJson, sampleBody } from './body-rule.ts';
import type { Probe, ProbeSet } from './contract.ts';
import { exitProbe, getProbe } from './discover-probes.ts';
import type { HttpPort } from './ports.ts';
import { provesLittle } from './proves-little.ts';
import { isParameter } from './resolve-places.ts';

/** What a look at the running baseline adds to a discovered set. */
export interface Adapted {
  readonly set: ProbeSet;
  /** Routes of the API's own description, `GET /users/{id}`. */
  readonly described: readonly string[];
}

const DESCRIPTION = '/openapi.json';
const DESCRIPTION_BYTES = 4_194_304;
const DESCRIBED_PROBES = 50;

/** Asks a ready container for its API's own description. Configured probes stay as they are; the description's routes still count as known. */
export async function adaptProbes(
  set: ProbeSet,
  container: Container,
  http: HttpPort,
  signal: AbortSignal,
): Promise<Adapted> {
  const address = set.port === undefined ? undefined : container.address(set.port);
  if (address === undefined || !set.probes.some((p) => p.http !== undefined)) return { set, described: [] };
  const answer = await http.ask(
    {
      ...address,
      method: 'GET',
      path: DESCRIPTION,
      headers: { host: `localhost:${set.port}` },
      timeoutMs: 10_000,
      maxBodyBytes: DESCRIPTION_BYTES,
    },
    signal,
  );
  if (answer.is !== 'answer' || answer.status !== 200) return { set, described: [] };
  const described = readDescription(parseJson(sampleBody(answer.body, answer.complete))?.value);
  if (described === undefined) return { set, described: [] };
  if (set.probes.some((p) => p.from === 'config')) return { set, described };
  return { set: { ...set, probes: addDescribed(set.probes, described) }, described };
}

function addDescribed(probes: readonly Probe[], described: readonly string[]): readonly Probe[] {
  const asked = new Set(probes.map((p) => p.id));
  const paths = described
    .filter((route) => route.startsWith('GET ') && !route.split('/').some(isParameter))
    .map((route) => route.slice('GET '.length));
  const added = [DESCRIPTION, ...paths]
    .map((path) => getProbe(path, 'openapi'))
    .filter((p) => !asked.has(p.id))
    .slice(0, DESCRIBED_PROBES);
  // After the other questions over HTTP, so that the first one stays the sign of readiness.
  const last = probes.findLastIndex((p) => p.http !== undefined) + 1;
  return [...probes.slice(0, last), ...added, ...probes.slice(last)];
}

/** @returns `GET /a` of every operation, sorted; undefined where it is no OpenAPI document */
export function readDescription(document: unknown): readonly string[] | undefined {
  if (!isRecord(document) || !isRecord(document['paths'])) return undefined;
  if (typeof document['openapi'] !== 'string' && typeof document['swagger'] !== 'string') return undefined;
  const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
  return Object.entries(document['paths'])
    .filter(([path]) => path.startsWith('/') && path.length <= 500)
    .flatMap(([path, operations]) => {
      if (!isRecord(operations)) return [];
      return methods.filter((m) => Object.hasOwn(operations, m)).map((m) => `${m.toUpperCase()} ${path}`);
    })
    .toSorted();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What the first container start taught about the set itself: an image that ended by itself with 0 is a job; a port that
 * takes connections without speaking HTTP is asked whether it is open; exposed ports nobody listens on are no question.
 *
 * @returns the same set where nothing was learned
 */
export function adaptToReport(set: ProbeSet, report: ContainerReport): ProbeSet {
  if (set.probes.some((p) => p.from === 'config')) return set;
  const asksMore = set.probes.some((p) => !provesLittle(p.kind));
  if (!asksMore && !report.end.running && report.end.exitCode === 0) {
    return { ...set, probes: [exitProbe(set.readyWithinMs)] };
  }
  const outcomeOf = (probe: Probe) => report.answers.find((a) => a.probe === probe.id)?.outcome.is;
  const guess = set.probes.find((p) => p.from === 'expose' && p.http !== undefined);
  const isNoHttp =
    guess !== undefined && set.port !== undefined && ['garbled', 'refused'].includes(outcomeOf(guess) ?? '');
  if (isNoHttp && set.port !== undefined && set.probes.filter((p) => p.http !== undefined).length === 1) {
    const open: Probe = { ...guess, id: `tcp ${set.port}`, kind: 'tcp', http: undefined, tcp: { port: set.port } };
    return { ...set, probes: set.probes.map((p) => (p === guess ? open : p)) };
  }
  const silent = (p: Probe) => p.from === 'expose' && p.tcp !== undefined && outcomeOf(p) === 'refused';
  return set.probes.some(silent) ? { ...set, probes: set.probes.filter((p) => !silent(p)) } : set;
}

const LISTEN = '0A';

/** Ports a container listens on for others, read from its own kernel table; none where the image has no `cat`. */
export async function findListeningPorts(container: Container): Promise<readonly number[]> {
  const ports = new Set<number>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const read = await container.exec(['cat', table], 5_000).catch(() => undefined);
    for (const port of readSocketTable(read?.exitCode === 0 ? read.stdout : '')) ports.add(port);
  }
  return [...ports].toSorted((a, b) => a - b);
}

/** @see proc(5), /proc/net/tcp: addresses are hexadecimal; only sockets open to others count */
export function readSocketTable(table: string): readonly number[] {
  return table
    .split('\n')
    .slice(1, 2_000)
    .flatMap((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/, 4);
      const [address = '', port = ''] = local.split(':');
      return state === LISTEN && /^0+$/.test(address) ? [Number.parseInt(port, 16)] : [];
    })
    .filter((port) => port > 0);
}
