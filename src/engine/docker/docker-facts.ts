import type { BuilderAbilities, EngineFacts } from '../contract.ts';
import { asList, asRecord, asText } from './api-client.ts';
import type { DockerLink } from './docker-engine.ts';
import { engineNotFound } from './endpoint.ts';

export interface BuildxFacts {
  readonly version: string;
  /** `docker` builds inside the engine; `docker-container`, `remote`, `kubernetes` beside it. */
  readonly driver: string;
  readonly buildkit?: string | undefined;
  readonly platforms: readonly string[];
}

/** What the engine and its builder can do. @throws Problem `engine-down`, `engine-not-found`, `unknown-builder` */
export async function readDockerFacts(link: DockerLink, signal?: AbortSignal): Promise<EngineFacts> {
  const [version, info, buildx] = await Promise.all([
    link.api.version(),
    link.api.call('GET', '/info', { signal }).then(asRecord),
    readBuildx(link, signal),
  ]);
  const store = isContainerdStore(info) ? 'containerd' : 'classic';
  const freeBytes = await freeBytesAt(link, info);
  return {
    id: 'docker',
    version: asText(version['Version']) ?? 'unknown',
    builder: buildx === undefined ? 'classic' : `buildx/${buildx.driver}`,
    builderVersion: buildx === undefined ? undefined : formatBuilderVersion(buildx),
    store,
    abilities: abilitiesOf(buildx, store, info),
    ...(freeBytes === undefined ? {} : { freeBytes }),
  };
}

/** Asked anew each time. @returns undefined where the engine's disk is another machine's @throws Problem `engine-down` */
export async function readFreeBytes(link: DockerLink, signal?: AbortSignal): Promise<number | undefined> {
  return freeBytesAt(link, asRecord(await link.api.call('GET', '/info', { signal })));
}

async function freeBytesAt(link: DockerLink, info: Readonly<Record<string, unknown>>): Promise<number | undefined> {
  const root = link.api.remoteHost === undefined ? asText(info['DockerRootDir']) : undefined;
  return root === undefined ? undefined : link.ports.host.freeBytes(root);
}

function formatBuilderVersion(buildx: BuildxFacts): string {
  return buildx.buildkit === undefined ? buildx.version : `${buildx.version} (BuildKit ${buildx.buildkit})`;
}

export function isContainerdStore(info: Readonly<Record<string, unknown>>): boolean {
  return asList(info['DriverStatus']).some((row) => {
    const [name, value] = asList(row);
    return name === 'driver-type' && String(value).startsWith('io.containerd.snapshotter');
  });
}

function abilitiesOf(
  buildx: BuildxFacts | undefined,
  store: 'containerd' | 'classic',
  info: Readonly<Record<string, unknown>>,
): BuilderAbilities {
  const can = buildx !== undefined;
  return {
    cacheMounts: can,
    namedContexts: can,
    secrets: can,
    // The builder inside an engine with the classic store has one exporter of its own and no layout.
    ociLayout: can && (store === 'containerd' || buildx.driver !== 'docker'),
    platforms: can && buildx.platforms.length > 0 ? buildx.platforms : [ownPlatform(info)],
  };
}

function ownPlatform(info: Readonly<Record<string, unknown>>): string {
  const arch = asText(info['Architecture']) ?? 'unknown';
  const known: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm/v7' };
  return `${asText(info['OSType']) ?? 'linux'}/${known[arch] ?? arch}`;
}

/** @returns undefined where the CLI has no buildx */
export async function readBuildx(link: DockerLink, signal?: AbortSignal): Promise<BuildxFacts | undefined> {
  const { run, host } = link.ports;
  const options = { env: host.env, timeoutMs: 30_000, signal };
  const told = await run(['docker', ...link.engine.cliOptions, 'buildx', 'version'], options);
  if (told.ended === 'not-found') throw engineNotFound();
  if (told.exitCode !== 0) return undefined;
  const name = link.builder === undefined ? [] : ['--', link.builder];
  const inspected = await run(['docker', ...link.engine.cliOptions, 'buildx', 'inspect', ...name], options);
  return { version: /\bv?(\d+\.\d+\S*)/.exec(told.stdout)?.[1] ?? 'unknown', ...readInspection(inspected.stdout) };
}

/** @param text what `buildx inspect` prints: `Name: value` lines, one block for each node */
export function readInspection(text: string): Omit<BuildxFacts, 'version'> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const m = /^([A-Za-z][A-Za-z ]{0,40}):\s{1,40}(\S.*)$/.exec(line);
    if (m?.[1] !== undefined && m[2] !== undefined && !values.has(m[1])) values.set(m[1], m[2].trim());
  }
  const platforms = (values.get('Platforms') ?? '').split(',').map((p) => p.trim().replace(/\*$/, ''));
  return {
    driver: values.get('Driver') ?? 'docker',
    buildkit: values.get('BuildKit version') ?? values.get('Buildkit'),
    platforms: platforms.filter((p) => p !== ''),
  };
}
