import { Problem } from '../model/problem.ts';
import { type Digest, digestOf } from '../model/sha256.ts';
import type { StepTime } from '../record/run.ts';
import type {
  BuildRequest,
  Container,
  ContainerState,
  Engine,
  EngineFacts,
  ExecResult,
  RunOptions,
} from './contract.ts';
import type { EngineCall } from './recording.ts';

/** How a pretended build ends; everything left out has a plain answer. Throw a Problem to let it fail. */
export interface FakeBuild {
  readonly imageDigest?: Digest | undefined;
  readonly imageId?: Digest | undefined;
  readonly steps?: readonly StepTime[] | undefined;
  readonly totalMs?: number | undefined;
  /** What `inspect` gives as configuration. */
  readonly config?: unknown;
  readonly log?: readonly string[] | undefined;
  readonly archive?: Uint8Array | undefined;
}

export interface FakeImage {
  readonly tag: string;
  readonly digest: Digest;
  readonly dockerfile: string;
  readonly built: FakeBuild;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: string;
}

/** How a pretended container behaves. */
export interface FakeContainer {
  readonly state?: (() => ContainerState) | undefined;
  readonly logs?: string | undefined;
  readonly exec?: ((argv: readonly string[]) => ExecResult) | undefined;
  readonly peakMemoryBytes?: number | undefined;
  readonly stopMs?: number | undefined;
  /** Undefined = nothing listens. */
  readonly answer?: ((method: string, path: string, body: string | undefined) => FakeAnswer | undefined) | undefined;
}

export interface FakeRules {
  readonly facts?: Partial<EngineFacts> | undefined;
  /** Text of the request's Dockerfile. */
  readonly readText: (path: string) => Promise<string>;
  readonly build?: ((dockerfile: string, request: BuildRequest) => FakeBuild | Promise<FakeBuild>) | undefined;
  readonly container?: ((image: FakeImage, options: RunOptions) => FakeContainer) | undefined;
}

export interface FakeEngine extends Engine {
  readonly calls: readonly EngineCall[];
  readonly images: ReadonlyMap<string, FakeImage>;
  readonly running: ReadonlySet<string>;
  count(kind: EngineCall['kind'], tag?: string): number;
  /** What the container behind a published port says; @throws Error with code ECONNREFUSED where nothing listens */
  answerAt(port: number, method: string, path: string, body?: string): FakeAnswer;
}

const FIRST_PORT = 40_000;

/** An engine without an engine: keeps names in memory and follows rules. For tests of what drives one. */
export function createFakeEngine(rules: FakeRules): FakeEngine {
  const calls: EngineCall[] = [];
  const images = new Map<string, FakeImage>();
  const containers = new Map<string, { fake: FakeContainer; options: RunOptions; stopped: boolean }>();
  const published = new Map<number, FakeContainer>();
  const networks = new Map<string, Readonly<Record<string, string>>>();
  let made = 0;
  const note = (kind: EngineCall['kind'], tag: string) => calls.push({ atMs: calls.length, kind, tag });

  const start = async (options: RunOptions, signal: AbortSignal): Promise<Container> => {
    if (signal.aborted) throw new Problem('world', 'run-interrupted', { image: options.image });
    note('start', options.image);
    const image = images.get(options.image);
    if (image === undefined) throw new Problem('world', 'image-not-found', { image: options.image });
    const fake = rules.container?.(image, options) ?? {};
    const id = `fake-${++made}`;
    const entry = { fake, options, stopped: false };
    containers.set(id, entry);
    const ports = new Map(options.ports.map((inside) => [inside, FIRST_PORT + published.size] as const));
    for (const port of ports.values()) published.set(port, fake);
    const end = () => {
      for (const port of ports.values()) published.set(port, {});
    };
    return {
      id,
      address(inside) {
        const port = ports.get(inside);
        return port === undefined ? undefined : { host: '127.0.0.1', port };
      },
      async state() {
        if (entry.stopped) return { running: false, exitCode: 143, oomKilled: false };
        return fake.state?.() ?? { running: true, oomKilled: false };
      },
      logs: async (maxBytes) => (maxBytes <= 0 ? '' : (fake.logs ?? '').slice(-maxBytes)),
      async exec(argv) {
        if (entry.stopped) throw new Problem('project', 'container-not-running', { container: id });
        return fake.exec?.(argv) ?? { exitCode: 127, stdout: '', stderr: 'not found' };
      },
      peakMemoryBytes: async () => fake.peakMemoryBytes,
      async stop() {
        entry.stopped = true;
        end();
        return fake.stopMs ?? 1;
      },
      async remove() {
        note('remove-container', options.image);
        end();
        containers.delete(id);
      },
    };
  };

  return {
    calls,
    images,
    get running() {
      return new Set(containers.keys());
    },
    count: (kind, tag) => calls.filter((c) => c.kind === kind && (tag === undefined || c.tag === tag)).length,
    answerAt(port, method, path, body) {
      const answer = published.get(port)?.answer?.(method, path, body);
      if (answer === undefined) throw Object.assign(new Error('nothing listens'), { code: 'ECONNREFUSED' });
      return answer;
    },
    builder: {
      facts: async () => ({ ...FACTS, ...rules.facts }),
      async build(request, on, signal) {
        note('build', request.tag);
        if (signal.aborted) throw new Problem('world', 'build-interrupted', { tag: request.tag });
        const dockerfile = await rules.readText(request.dockerfile);
        const built = (await rules.build?.(dockerfile, request)) ?? {};
        for (const line of built.log ?? []) on({ is: 'log', line });
        for (const step of built.steps ?? [])
          on({ is: 'step', name: step.name, state: step.cached ? 'cached' : 'done' });
        const digest = built.imageDigest ?? digestOf([dockerfile, request.args, request.target ?? '']);
        images.set(request.tag, { tag: request.tag, digest, dockerfile, built });
        const imageId = built.imageId ?? digestOf(['config', digest]);
        return {
          imageDigest: digest,
          imageId,
          tag: request.tag,
          steps: built.steps ?? [],
          totalMs: built.totalMs ?? 1,
        };
      },
    },
    runner: {
      start,
      async createNetwork(name, labels) {
        networks.set(name, labels);
      },
      async removeNetwork(name) {
        networks.delete(name);
      },
      async sweep(labels, repository) {
        note('sweep', repository);
        const marked = (own: Readonly<Record<string, string>>) =>
          Object.entries(labels).every(([k, v]) => own[k] === v);
        const swept = {
          containers: deleteWhere(containers, (c) => marked(c.options.labels)),
          networks: deleteWhere(networks, marked),
          images: deleteWhere(images, (i) => i.tag.startsWith(`${repository}:`) || i.tag.startsWith(`${repository}/`)),
        };
        return { ...swept, volumes: 0 };
      },
    },
    store: {
      has: async (image) => images.has(image),
      async tag(image, as) {
        const found = images.get(image);
        if (found === undefined) throw new Problem('world', 'image-not-found', { image });
        images.set(as, { ...found, tag: as });
      },
      async remove(image) {
        note('remove-image', image);
        images.delete(image);
      },
      async save(image) {
        const found = images.get(image);
        if (found === undefined) throw new Problem('world', 'image-not-found', { image });
        return oneChunk(found.built.archive ?? new Uint8Array());
      },
      async load() {
        throw new Problem('world', 'image-not-loaded', { reason: 'not kept here' });
      },
      async inspect(image) {
        const found = images.get(image);
        return found === undefined ? undefined : { id: found.digest, config: found.built.config ?? { config: {} } };
      },
    },
  };
}

const FACTS: EngineFacts = {
  id: 'fake',
  version: '0',
  builder: 'fake',
  store: 'containerd',
  abilities: { cacheMounts: true, namedContexts: true, secrets: true, ociLayout: true, platforms: ['linux/amd64'] },
};

function deleteWhere<T>(all: Map<string, T>, doomed: (one: T) => boolean): number {
  const names = [...all].filter(([, one]) => doomed(one)).map(([name]) => name);
  for (const name of names) all.delete(name);
  return names.length;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
