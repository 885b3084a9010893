import { randomBytes } from 'node:crypto';
import type { EngineFacts } from '../engine/contract.ts';
import type { Project } from '../facts/read-project.ts';
import { type Digest, digestOf } from '../model/sha256.ts';
import { listContext } from '../project/context.ts';
import type { FilesPort, HostPath } from '../project/contract.ts';
import { digestContext } from '../project/digest-context.ts';
import { compileIgnore } from '../project/ignore-patterns.ts';
import type { TrialWorld } from '../trial/contract.ts';
import type { OptimizeWish } from './optimize-project.ts';

const IMAGE = 'docker-image://';

export interface RunIdentity {
  readonly id: string;
  /** Image names of the Dockerfile, substitutes applied → what the engine has under them; undefined = it would have to fetch it. */
  readonly bases: ReadonlyMap<string, Digest | undefined>;
}

/**
 * The same run is the same input on the same engine with the same bases in the same folder; anything else is a new one.
 * Two checkouts of one project never share a name on an engine: each folder has an identity of its own.
 */
export async function identifyRun(
  world: TrialWorld,
  wish: OptimizeWish,
  project: Project,
  engine: EngineFacts,
  input: Digest,
): Promise<RunIdentity> {
  const bases = new Map<string, Digest | undefined>();
  for (const name of baseNames(wish, project)) bases.set(name, (await world.engine.store.inspect(name))?.id);
  const sources = [
    ...Object.values(wish.basics.namedContexts).filter((c) => !c.includes('://')),
    ...wish.config.mounts.map((m) => (m.source.startsWith('/') ? m.source : `${project.dir}/${m.source}`)),
  ];
  const contents = await Promise.all(sources.map((path) => digestPath(path, world)));
  const { id, version, builder, builderVersion, store } = engine;
  const folder = await readIdentity(world.files, project.dir);
  const whole = digestOf([input, folder, { id, version, builder, builderVersion, store }, [...bases], contents]);
  return { id: whole.slice('sha256:'.length, 'sha256:'.length + 12), bases };
}

function baseNames(wish: OptimizeWish, project: Project): readonly string[] {
  const facts = project.factsOf(project.found, true);
  const named = wish.basics.namedContexts;
  const found = facts.stages.filter((s) => s.onImage).map((s) => s.base.name);
  const names = [...found, ...Object.keys(named)].flatMap((name) => {
    const given = Object.hasOwn(named, name) ? named[name] : undefined;
    if (given === undefined) return [name];
    return given.startsWith(IMAGE) ? [given.slice(IMAGE.length)] : [];
  });
  return [...new Set(names)].sort();
}

async function digestPath(path: HostPath, world: TrialWorld): Promise<Digest | null> {
  const { files, clock } = world;
  const facts = await files.stat(path, true);
  if (facts?.type === 'file') return files.hash(path);
  if (facts?.type !== 'dir') return null;
  return digestContext(path, await listContext(path, files, compileIgnore([])), files, new Map(), clock.nowMs());
}

async function readIdentity(files: FilesPort, dir: HostPath): Promise<string> {
  const path = `${dir}/.plimsoll/identity`;
  const known = (await files.readText(path))?.trim();
  if (known !== undefined && /^[0-9a-f]{16}$/.test(known)) return known;
  const made = randomBytes(8).toString('hex');
  await files.write(path, Buffer.from(made));
  return made;
}
