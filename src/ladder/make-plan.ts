import { parseDuration } from '../config/quantities.ts';
import type { Project } from '../facts/read-project.ts';
import { readPortHints } from '../facts/read-project-text.ts';
import type { ImageView } from '../image/contract.ts';
import { readPart, writePart } from '../trial/checkpoint.ts';
import type { RunFolder, TrialPlan, TrialWorld } from '../trial/contract.ts';
import { configureProbes } from '../verify/configure-probes.ts';
import type { ProbeSet } from '../verify/contract.ts';
import { discoverProbes } from '../verify/discover-probes.ts';
import { resolvePlaces } from '../verify/resolve-places.ts';
import type { OptimizeWish } from './optimize-project.ts';

/** What stays the same over all rungs: where work goes, what every build is given, how an image is asked. */
export async function makePlan(
  world: TrialWorld,
  wish: OptimizeWish,
  project: Project,
  folder: RunFolder,
  cacheMounts: boolean,
): Promise<TrialPlan> {
  const facts = project.factsOf(project.found, cacheMounts);
  const configured = configureProbes(wish.config, project.dir);
  const portHints = readPortHints(project.text, facts.start ?? []);
  const discover = (view: ImageView, port?: number): ProbeSet =>
    discoverProbes({
      image: view.config,
      routes: project.routes,
      portHints,
      configured: port === undefined ? configured : { ...configured, port },
      aliveForMs: wish.config.aliveFor === undefined ? undefined : parseDuration(wish.config.aliveFor),
    });
  return {
    folder,
    basics: wish.basics,
    cacheNamespace: await namespaceOf(folder, world.clock.nowMs()),
    discover: (view) => discover(view),
    rediscover: discover,
    configured,
    knownRoutes: project.routes.map((r) => `${r.method} ${r.path}`),
    places: resolvePlaces(project.text.paths, project.routes),
    redact: wish.redact,
  };
}

/** Made anew for a new run, so that its first build is cold; the same when a run goes on. */
async function namespaceOf(folder: RunFolder, nowMs: number): Promise<string> {
  const known = (await readPart(folder, 'namespace')) as { name?: unknown } | undefined;
  if (typeof known?.name === 'string') return known.name;
  const name = `plimsoll-${folder.id}-${nowMs}`;
  await writePart(folder, 'namespace', { name });
  return name;
}
