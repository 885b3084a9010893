import type { Digest } from '../model/sha256.ts';
import type { StepTime } from '../record/run.ts';

/** What a builder can do; a missing ability is said by `doctor` and decides how a rung is built. */
export interface BuilderAbilities {
  readonly cacheMounts: boolean;
  readonly namedContexts: boolean;
  readonly secrets: boolean;
  /** Writes an OCI layout while building, so that layers keep their compressed digests. */
  readonly ociLayout: boolean;
  readonly platforms: readonly string[];
}

export interface EngineFacts {
  readonly id: string;
  readonly version: string;
  readonly builder: string;
  readonly builderVersion?: string | undefined;
  /** `containerd` or `classic` (graph driver). */
  readonly store: 'containerd' | 'classic';
  readonly abilities: BuilderAbilities;
  /** Bytes free where the engine keeps its data, where it can be known. */
  readonly freeBytes?: number | undefined;
}

export interface BuildRequest {
  /** Absolute path of the build context folder. */
  readonly context: string;
  /** Absolute path of the Dockerfile; `<dockerfile>.dockerignore` beside it applies. */
  readonly dockerfile: string;
  /** Name under which the image is stored; it must be one of ours (`sweep` removes it). */
  readonly tag: string;
  readonly target?: string | undefined;
  readonly platform?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** `id=…,src=…` as the user gave them; never printed. */
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
  /** Named contexts and substitutions: name → `docker-image://…`, a folder, a URL. */
  readonly namedContexts: Readonly<Record<string, string>>;
  /** Keeps our cache mounts apart from the user's own (BUILDKIT_CACHE_MOUNT_NS). */
  readonly cacheNamespace: string;
  readonly noCache: boolean;
  /** Folder of an OCI layout shared by all rungs of a run; only new blobs are written. Absent = nothing is exported but the image itself. */
  readonly layoutDir?: string | undefined;
}

export type BuildEvent =
  | { readonly is: 'step'; readonly name: string; readonly state: 'started' | 'done' | 'cached' | 'failed' }
  | { readonly is: 'log'; readonly line: string };

export interface Built {
  /** Digest of the image's manifest where the store has one (containerd), else of its configuration. */
  readonly imageDigest: Digest;
  readonly imageId: Digest;
  readonly tag: string;
  readonly steps: readonly StepTime[];
  readonly totalMs: number;
}

/** Builds images. @throws Problem `build-failed` (kind project) with the failing line and the log's tail; `engine-down`, `disk-full` (kind world). */
export interface Builder {
  facts(signal?: AbortSignal): Promise<EngineFacts>;
  /** Bytes free where the engine keeps its data, now; undefined where it cannot be known. */
  freeBytes?(signal?: AbortSignal): Promise<number | undefined>;
  build(request: BuildRequest, on: (event: BuildEvent) => void, signal: AbortSignal): Promise<Built>;
}

export interface MountRequest {
  readonly source: string;
  readonly target: string;
  readonly readonly: boolean;
}

/** What a container is denied, or given in place of what its image says. */
export interface Confinement {
  readonly memoryBytes?: number | undefined;
  /** How many processors' time it may take; parts of one count. */
  readonly cpus?: number | undefined;
  /** Nothing of its image can be written to. */
  readonly readOnly?: boolean | undefined;
  /** Absolute paths that are empty and writable, in memory, whatever the image has there. */
  readonly tmpfs?: readonly string[] | undefined;
  /** Who it runs as, `1000:1000` or a name the image knows, in place of its USER. */
  readonly user?: string | undefined;
}

export interface RunOptions extends Confinement {
  /** Image tag or id. */
  readonly image: string;
  readonly name?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: readonly string[] | undefined;
  readonly mounts: readonly MountRequest[];
  /** Container ports to publish on a random port of 127.0.0.1. */
  readonly ports: readonly number[];
  /** Name of a network of ours to join; absent = the engine's default. */
  readonly network?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** Labels every object of a run carries; `sweep` finds them by it. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerState {
  readonly running: boolean;
  readonly exitCode?: number | undefined;
  readonly oomKilled: boolean;
  /** Engine's word on the image's own HEALTHCHECK, if it has one. */
  readonly health?: 'starting' | 'healthy' | 'unhealthy' | undefined;
  readonly error?: string | undefined;
  /** When the engine started its process, in milliseconds since 1970, where the engine's clock is this machine's. */
  readonly startedAtMs?: number | undefined;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was still running when its time was over; `exitCode` is then 124. */
  readonly timedOut?: boolean | undefined;
}

export interface Container {
  readonly id: string;
  /** Where a container port answers on this machine. */
  address(port: number): { readonly host: string; readonly port: number } | undefined;
  state(): Promise<ContainerState>;
  /** The last lines of both streams; bounded. */
  logs(maxBytes: number): Promise<string>;
  exec(argv: readonly string[], timeoutMs: number): Promise<ExecResult>;
  /** Highest memory seen by the engine so far, where it can tell. */
  peakMemoryBytes(): Promise<number | undefined>;
  /** Asks it to end as `docker stop` does. @returns ms until it had ended */
  stop(graceSeconds: number): Promise<number>;
  /** Removes it with its anonymous volumes, running or not. */
  remove(): Promise<void>;
}

export interface Swept {
  readonly containers: number;
  readonly images: number;
  readonly volumes: number;
  readonly networks: number;
}

/** Runs images. Nothing is started without our labels. */
export interface Runner {
  /** @throws Problem `container-not-started` with the engine's own words */
  start(options: RunOptions, signal: AbortSignal): Promise<Container>;
  createNetwork(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  /** Removes one network of ours; a missing one is no fault. Absent where only `sweep` can. */
  removeNetwork?(name: string): Promise<void>;
  /** Removes every container, network and volume carrying the labels, and every image under the repository name. */
  sweep(labels: Readonly<Record<string, string>>, repository: string): Promise<Swept>;
}

/** The engine's images. */
export interface Store {
  has(image: string): Promise<boolean>;
  tag(image: string, as: string): Promise<void>;
  remove(image: string): Promise<void>;
  /**
   * Streams the image as the engine's `save` gives it (docker-archive or OCI archive).
   * @throws Problem `image-not-found` with the tags it has of that name
   */
  save(image: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Takes an archive in (docker-archive or OCI archive). @returns names of what was taken, ids of what has none
   * @throws Problem `image-not-loaded` with the engine's own words
   */
  load(archive: AsyncIterable<Uint8Array>): Promise<readonly string[]>;
  /** Pulls nothing: what the engine already has under this name. */
  inspect(image: string): Promise<{ readonly id: Digest; readonly config: unknown } | undefined>;
}

export interface Engine {
  readonly builder: Builder;
  readonly runner: Runner;
  readonly store: Store;
}
