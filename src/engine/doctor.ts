import type { Message } from '../model/message.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { EngineFacts } from './contract.ts';
import { asList, asNumber, asRecord, asText, isRefusal } from './docker/api-client.ts';
import type { DockerLink } from './docker/docker-engine.ts';
import { readBuildx, readDockerFacts } from './docker/docker-facts.ts';
import type {} from './doctor-messages.ts';

/** One thing that was looked at. `code` and `args` are a Message; the sentence is made elsewhere. */
export type DoctorRow = Message & { readonly state: 'ok' | 'warn' | 'bad' };

const LOW_DISK_BYTES = 5 * 1024 ** 3;
const NO_DISK_BYTES = 1024 ** 3;
const BIG_CACHE_BYTES = 50 * 1024 ** 3;
const DISK_USE_WITHIN_MS = 15_000;
/** Before Engine 23 the classic builder was the default, and cache mounts need a switch. */
const BUILDKIT_BY_DEFAULT = 23;

/** Everything `plimsoll doctor` says about one engine. Failing is a row, not an exception. Cost: some calls, at most 15 s for the disk's. */
export async function examineEngine(
  link: () => Promise<DockerLink>,
  signal?: AbortSignal,
): Promise<readonly DoctorRow[]> {
  let engine: DockerLink;
  try {
    engine = await link();
  } catch (error) {
    return [asRow(error)];
  }
  const client = await clientRow(engine);
  try {
    const facts = await readDockerFacts(engine, signal);
    const info = asRecord(await engine.api.call('GET', '/info', { signal }));
    const version = asRecord(await engine.api.version());
    return [
      client,
      serverRow(engine, version),
      ...(await builderRows(engine, facts, signal)),
      row('ok', message('doctor-store', { store: facts.store, driver: asText(info['Driver']) ?? 'unknown' })),
      row('ok', message('doctor-platforms', { platforms: facts.abilities.platforms })),
      machineRow(info),
      diskRow(facts, asText(info['DockerRootDir'])),
      await cacheRow(engine),
    ];
  } catch (error) {
    return [client, asRow(error)];
  }
}

function row(state: DoctorRow['state'], said: Message): DoctorRow {
  return { ...said, state };
}

/** A known failure is itself what the doctor has to say. */
function asRow(error: unknown): DoctorRow {
  if (!(error instanceof Problem)) throw error;
  return row('bad', { code: error.code, args: error.args } as Message);
}

async function clientRow(link: DockerLink): Promise<DoctorRow> {
  const { run, host } = link.ports;
  const told = await run(['docker', '--version'], { env: host.env, timeoutMs: 20_000 });
  if (told.ended === 'not-found') return row('bad', message('engine-not-found', { program: 'docker' }));
  const version = /\b(\d+\.\d+\.\d+[^\s,]*)/.exec(told.stdout)?.[1] ?? 'unknown';
  return row('ok', message('doctor-client', { program: 'docker', version }));
}

function serverRow(link: DockerLink, version: Readonly<Record<string, unknown>>): DoctorRow {
  const told = asText(version['Version']) ?? 'unknown';
  const args = {
    endpoint: link.engine.url,
    version: told,
    apiVersion: asText(version['ApiVersion']) ?? 'unknown',
    platform: `${asText(version['Os']) ?? '?'}/${asText(version['Arch']) ?? '?'}`,
  };
  return row(Number.parseInt(told, 10) < BUILDKIT_BY_DEFAULT ? 'warn' : 'ok', message('doctor-server', args));
}

async function builderRows(link: DockerLink, facts: EngineFacts, signal?: AbortSignal): Promise<readonly DoctorRow[]> {
  const buildx = await readBuildx(link, signal);
  const can = facts.abilities;
  const lacking = [
    can.cacheMounts ? [] : ['cache-mounts' as const],
    can.namedContexts ? [] : ['named-contexts' as const],
    can.secrets ? [] : ['secrets' as const],
    can.ociLayout ? [] : ['oci-layout' as const],
  ].flat();
  const head =
    buildx === undefined
      ? row('bad', message('doctor-no-buildx', {}))
      : row(
          'ok',
          message('doctor-builder', {
            driver: buildx.driver,
            version: buildx.version,
            buildkit: buildx.buildkit ?? 'unknown',
          }),
        );
  const onlyLayout = lacking.length === 1 && lacking[0] === 'oci-layout';
  const abilities = row(
    lacking.length === 0 || onlyLayout ? 'ok' : 'warn',
    lacking.length === 0 ? message('doctor-able', {}) : message('doctor-lacks', { lacking }),
  );
  return [head, abilities];
}

function machineRow(info: Readonly<Record<string, unknown>>): DoctorRow {
  return row(
    'ok',
    message('doctor-machine', {
      cpus: asNumber(info['NCPU']) ?? 0,
      memoryBytes: asNumber(info['MemTotal']) ?? 0,
      cgroup: asText(info['CgroupVersion']) ?? 'unknown',
    }),
  );
}

function diskRow(facts: EngineFacts, root: string | undefined): DoctorRow {
  const dir = root ?? 'unknown';
  if (facts.freeBytes === undefined) return row('ok', message('doctor-disk-unknown', { dir }));
  const state = facts.freeBytes < NO_DISK_BYTES ? 'bad' : facts.freeBytes < LOW_DISK_BYTES ? 'warn' : 'ok';
  return row(state, message('doctor-disk', { dir, freeBytes: facts.freeBytes }));
}

/** Adding up the disk's use can take the engine minutes; then it is left out. */
async function cacheRow(link: DockerLink): Promise<DoctorRow> {
  const limit = AbortSignal.timeout(DISK_USE_WITHIN_MS);
  try {
    const told = asRecord(await link.api.call('GET', '/system/df', { signal: limit }));
    const cache = asList(told['BuildCache']).map(asRecord);
    const cacheBytes = cache.reduce((sum, c) => sum + (c['Shared'] === true ? 0 : (asNumber(c['Size']) ?? 0)), 0);
    const args = { cacheBytes, imageBytes: asNumber(told['LayersSize']) ?? 0, images: asList(told['Images']).length };
    return row(cacheBytes > BIG_CACHE_BYTES ? 'warn' : 'ok', message('doctor-cache', args));
  } catch (error) {
    // An engine that is adding up for somebody else refuses to do it twice at once: the other rows still stand.
    if (limit.aborted || isRefusal(error))
      return row('warn', message('doctor-cache-unknown', { afterMs: DISK_USE_WITHIN_MS }));
    throw error;
  }
}
