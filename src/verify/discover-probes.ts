import type { ImageConfig } from '../image/contract.ts';
import { healthcheckArgv } from './ask-healthcheck.ts';
import { confinementOf } from './confinement.ts';
import type { HttpRequest, Probe, ProbeSet } from './contract.ts';
import { isParameter, type KnownRoute } from './resolve-places.ts';

export interface DiscoverInput {
  readonly image: Pick<ImageConfig, 'exposedPorts' | 'healthcheck' | 'env'>;
  /** Routes the source declares. */
  readonly routes: readonly KnownRoute[];
  /** Ports the source or the start command speaks of, likeliest first. */
  readonly portHints: readonly number[];
  /** What the user configured; it wins, and configured probes stand alone beside `alive`. */
  readonly configured?: Partial<ProbeSet> | undefined;
  readonly aliveForMs?: number | undefined;
}

/** Long enough for an application that dies after five seconds. */
export const ALIVE_FOR_MS = 7_000;
export const READY_WITHIN_MS = 60_000;
/** Last digits of a float differ between math libraries; whole numbers below a million are held exactly. */
const FLOAT_TOLERANCE = 1e-6;
const ROUTES = 50;

/** The questions an image can be asked without any configuration. Pure; `adaptProbes` adds what only a running container tells. */
export function discoverProbes(input: DiscoverInput): ProbeSet {
  const configured = input.configured ?? {};
  const port = configured.port ?? choosePort(input);
  const given = configured.probes ?? [];
  const isJob = given.some((p) => p.exit !== undefined);
  const others = isJob ? [] : findProbes(input, port);
  const found = given.length > 0 ? [...given, ...besides(given, others)] : others;
  return {
    env: configured.env ?? {},
    services: configured.services ?? [],
    mounts: configured.mounts ?? [],
    readyWithinMs: configured.readyWithinMs ?? READY_WITHIN_MS,
    probes: distinctIds(withStop(withAlive(found, input.aliveForMs ?? ALIVE_FOR_MS), configured.stopsWithinMs)),
    ...(configured.command === undefined ? {} : { command: configured.command }),
    ...(port === undefined ? {} : { port }),
    ...(configured.userTest === undefined ? {} : { userTest: configured.userTest }),
    ...(configured.stopsWithinMs === undefined ? {} : { stopsWithinMs: configured.stopsWithinMs }),
    ...confinementOf(configured),
  };
}

/** What the source and the image tell goes on being asked beside what was configured, unless it is the same question. */
function besides(given: readonly Probe[], found: readonly Probe[]): readonly Probe[] {
  const asked = new Set(given.map((p) => `${p.http?.method} ${p.http?.path}`));
  return found.filter(
    (p) => (p.from === 'route' && !asked.has(`${p.http?.method} ${p.http?.path}`)) || p.from === 'healthcheck',
  );
}

function findProbes(input: DiscoverInput, port: number | undefined): readonly Probe[] {
  const health = healthProbe(input.image.healthcheck);
  const others = tcpPorts(input.image.exposedPorts).filter((p) => p !== port);
  return [
    ...(port === undefined ? [] : httpProbes(input.routes)),
    ...(health ? [health] : []),
    ...others.map((p): Probe => ({ ...bare(`tcp ${p}`), kind: 'tcp', from: 'expose', tcp: { port: p } })),
  ];
}

function httpProbes(routes: readonly KnownRoute[]): readonly Probe[] {
  const paths = [...new Set(routes.filter((r) => r.method.toUpperCase() === 'GET').map((r) => r.path))];
  const askable = paths.filter((path) => path.startsWith('/') && !path.split('/').some(isParameter)).slice(0, ROUTES);
  const fromRoutes = askable.map((path) => getProbe(path, 'route'));
  return askable.includes('/') ? fromRoutes : [getProbe('/', 'expose'), ...fromRoutes];
}

/** Two questions of one name are two: answers are told apart by it. */
function distinctIds(probes: readonly Probe[]): readonly Probe[] {
  const taken = new Set<string>();
  return probes.map((probe) => {
    let id = probe.id;
    for (let n = 2; taken.has(id); n++) id = `${probe.id} (${n})`;
    taken.add(id);
    return { ...probe, id };
  });
}

/** A reading question, as discovery asks it. */
export function getProbe(path: string, from: Probe['from']): Probe {
  const http: HttpRequest = { method: 'GET', path, headers: {} };
  return { ...bare(`GET ${path}`), kind: 'http', from, http };
}

function healthProbe(test: readonly string[] | undefined): Probe | undefined {
  const argv = healthcheckArgv(test);
  return argv && { ...bare('healthcheck'), kind: 'exec', from: 'healthcheck', exec: { argv } };
}

/** Every set ends with a question for life, unless the image is a job that is to end. */
export function withAlive(probes: readonly Probe[], forMs: number): readonly Probe[] {
  if (probes.some((p) => p.alive !== undefined || p.exit !== undefined)) return probes;
  return [...probes, { ...bare('alive'), kind: 'alive', from: 'default', alive: { forMs } }];
}

/** A job ends before anybody asks it to. */
function withStop(probes: readonly Probe[], withinMs: number | undefined): readonly Probe[] {
  if (withinMs === undefined || probes.some((p) => p.exit !== undefined)) return probes;
  return [...probes, { ...bare('stop'), kind: 'stop', from: 'default', stop: { withinMs } }];
}

export function exitProbe(withinMs: number): Probe {
  return { ...bare('exit'), kind: 'exit', from: 'default', exit: { withinMs } };
}

function bare(id: string): Pick<Probe, 'id' | 'ignore' | 'tolerance'> {
  return { id, ignore: [], tolerance: FLOAT_TOLERANCE };
}

function choosePort({ image, portHints }: DiscoverInput): number | undefined {
  const exposed = tcpPorts(image.exposedPorts);
  const said = Number(image.env.find((e) => e.startsWith('PORT='))?.slice('PORT='.length));
  const wanted = [said, ...portHints].filter(isPort);
  return wanted.find((p) => exposed.includes(p)) ?? exposed[0] ?? wanted[0];
}

/** `8000`, `8000/tcp`, `8000-8002/tcp`; other protocols are not asked. */
export function tcpPorts(exposed: readonly string[]): readonly number[] {
  const ports = exposed.flatMap((text) => {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/tcp)?$/i.exec(text);
    if (found === null) return [];
    const first = Number(found[1]);
    const last = Math.min(Number(found[2] ?? first), first + 9);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  });
  return [...new Set(ports.filter(isPort))];
}

function isPort(n: number): boolean {
  return Number.isInteger(n) && n > 0 && n < 65_536;
}
