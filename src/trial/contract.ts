import type { BuildRequest, Built, Engine } from '../engine/contract.ts';
import type { ImageView, LayerIndexCache } from '../image/contract.ts';
import type { ProgressEvent } from '../model/progress.ts';
import type { FilesPort, HostPath } from '../project/contract.ts';
import type { ProbeSet } from '../verify/contract.ts';
import type { ClockPort, HostCommandPort, HttpPort, PlaceResolver } from '../verify/ports.ts';

/** Repository name of every image a run makes: a name no registry can have (RFC 2606), so it is never pulled or pushed. */
export const RUN_REPOSITORY = 'plimsoll.invalid/run';

/** Label on everything a run starts; `sweep` finds it by this. */
export const RUN_LABEL = 'dev.plimsoll.run';

/** What all builds of a run have in common. */
export type BuildBasics = Pick<
  BuildRequest,
  'context' | 'target' | 'platform' | 'args' | 'secrets' | 'ssh' | 'namedContexts'
>;

/** Where a run keeps its work: `.plimsoll/runs/<id>`. */
export interface RunFolder {
  readonly id: string;
  readonly root: HostPath;
  readonly files: FilesPort;
}

/** Everything a trial needs of the world. */
export interface TrialWorld {
  readonly engine: Engine;
  readonly files: FilesPort;
  readonly http: HttpPort;
  readonly clock: ClockPort;
  readonly host?: HostCommandPort | undefined;
  readonly indexCache: LayerIndexCache;
  /** Holds a project for one run at a time. @returns what lets go of it @throws Problem `run-in-progress` */
  lock?(path: HostPath): Promise<() => Promise<void>>;
  /** The image just built, from the layout or, where the builder writes none, from the engine's own archive. */
  openImage(built: Built, layoutDir: HostPath): Promise<{ readonly view: ImageView; close(): Promise<void> }>;
  on(event: ProgressEvent): void;
  readonly signal: AbortSignal;
}

/** What stays the same over all rungs of a run. */
export interface TrialPlan {
  readonly folder: RunFolder;
  readonly basics: BuildBasics;
  /** Keeps our cache mounts apart from the user's and from other runs'. */
  readonly cacheNamespace: string;
  /** Questions for the image as found, from its configuration and the project's text. */
  discover(view: ImageView): ProbeSet;
  /** The same for a port that only the running container showed. */
  rediscover(view: ImageView, port: number): ProbeSet;
  /** What plimsoll.yaml says of the questions; never written beside the run. */
  readonly configured: Partial<ProbeSet>;
  readonly knownRoutes: readonly string[];
  readonly places: PlaceResolver;
  redact(text: string): string;
}

/** All images of one run: swept together, apart from those of other runs. */
export function repositoryOf(run: string): string {
  return `${RUN_REPOSITORY}/${run}`;
}

/** The rung's Dockerfile as it is built and as `apply` writes it. */
export function dockerfileOf(folder: Pick<RunFolder, 'root'>, n: number): HostPath {
  return `${folder.root}/${n}/Dockerfile`;
}

export function tagOf(run: string, name: string | number): string {
  return `${repositoryOf(run)}:${name}`;
}

export function labelsOf(run: string): Readonly<Record<string, string>> {
  return { [RUN_LABEL]: run };
}
