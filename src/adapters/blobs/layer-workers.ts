import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { isKnown } from '../../image/collectors/mark-known.ts';
import type { Layer, LayerIndex, LayerLocation } from '../../image/contract.ts';
import type { HireCrew, LayerCrew } from '../../image/layer-crew.ts';
import { Problem } from '../../model/problem.ts';
import type { Digest } from '../../model/sha256.ts';
import { unpackError } from './carry-error.ts';
import type { WorkerAnswer, WorkerOrder, WorkerPlan } from './layer-worker.ts';

export interface WorkersWish extends Pick<WorkerPlan, 'inflate'> {
  /** The built `layer-worker`; its absence means: no threads. */
  readonly entry: () => URL | undefined;
  /** Threads at the same time. Default: the machine's, at most `MOST_WORKERS`. */
  readonly workers?: number | undefined;
  /** JavaScript memory of one thread; default: as much as this one may have, so that both can read the same layers. */
  readonly heapMegabytes?: number | undefined;
  /** Default: `PAYS_BYTES`. */
  readonly paysBytes?: number | undefined;
}

/** Each takes 40 to 65 MB: with four of them 1.5 million entries would come near to 512 MB. */
const MOST_WORKERS = 2;
/**
 * Stored bytes that must be there to read beside the largest layer for threads to win more than their start costs. Measured on two cores,
 * four equal layers, alone against threads: plain ones 0.50 s and 0.74 s at 128 MB in all, 0.82 s and 0.75 s at 256 MB, 1.6 s and 1.2 s at
 * 512 MB; gzip ones, which node inflates in threads of its own anyway, 7.2 s and 6.6 s at 296 MB, 6.9 s and 5.9 s at 488 MB.
 */
const PAYS_BYTES = 256 << 20;
/** A thread that was told to go looks up within some milliseconds; longer than this, and it is ended. */
const GRACE_MS = 1000;

/**
 * Worker threads for layers that lie in files, each reading one layer at a time. Cost: 0.2 to 0.4 s of CPU time (each
 * compiles our code anew) and 40 to 65 MB a thread.
 * They go when no layer is left for them, when one cannot be read, and when the signal says so.
 */
export function layerWorkers(wish: WorkersWish): HireCrew {
  return (layers, job) => {
    const places = layers.flatMap(({ location }) => location ?? []);
    if (places.length < layers.length || !job.collectors.every(isKnown)) return undefined;
    const parallel = Math.min(wish.workers ?? mostWorkers(), layers.length, job.most ?? layers.length);
    const bytes = layers.map((layer) => countBytes(layer, job.trust));
    const beside = bytes.reduce((sum, one) => sum + one, 0) - Math.max(...bytes);
    if (parallel < 2 || beside < (wish.paysBytes ?? PAYS_BYTES)) return undefined;
    const entry = wish.entry();
    if (entry === undefined) return undefined;
    const { collectors, hash, trust, limits, signal } = job;
    const names = collectors.map(({ name }) => name);
    const plan: WorkerPlan = { collectors: names, options: { hash, trust, limits }, inflate: wish.inflate };
    const heapMegabytes = wish.heapMegabytes ?? getHeapStatistics().heap_size_limit / 2 ** 20;
    return gatherCrew(() => startReader(entry, plan, heapMegabytes), { parallel, layers: layers.length, signal });
  };
}

function mostWorkers(): number {
  return Math.min(availableParallelism(), MOST_WORKERS);
}

/** Stored bytes that are read. A plain layer that is believed is only sought through. */
function countBytes({ location, compression, readAt }: Layer, isTrusted: boolean): number {
  const isSought = isTrusted && compression === 'plain' && readAt !== undefined;
  return isSought ? 0 : (location?.place.bytes ?? 0);
}

/** One thread. */
interface Reader {
  /** One layer at a time. @throws NoThreads */
  read(location: LayerLocation, diffId: Digest): Promise<LayerIndex>;
  /** What is being read is rejected with the reason. Resolves when the thread is gone. */
  end(reason?: unknown): Promise<void>;
}

function gatherCrew(
  start: () => Reader,
  { parallel, layers, signal }: { readonly parallel: number; readonly layers: number; readonly signal: AbortSignal },
): LayerCrew {
  const all: Reader[] = [];
  const idle: Reader[] = [];
  let begun = 0;
  let mayHire = true;
  const endAll = async (reason?: unknown) => {
    await Promise.all(all.map((reader) => reader.end(reason)));
  };
  const onAbort = () => void endAll(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });

  function hire(): Reader {
    const reader = start();
    all.push(reader);
    return reader;
  }

  return {
    parallel,
    async read({ location, diffId }) {
      signal.throwIfAborted();
      if (location === undefined) throw new TypeError('a layer that lies in no file');
      begun += 1;
      const reader = idle.pop() ?? (mayHire ? hire() : undefined);
      const index = await reader?.read(location, diffId).catch((error: unknown) => {
        if (!(error instanceof NoThreads)) throw error;
        mayHire = false;
      });
      if (reader === undefined || index === undefined) return undefined;
      // Who is not needed any more gives its memory back while others still read.
      if (begun < layers) idle.push(reader);
      else void reader.end();
      return index;
    },
    async end() {
      signal.removeEventListener('abort', onAbort);
      await endAll();
    },
  };
}

/** This process is not allowed to have threads, or the system gives it none. */
class NoThreads extends Error {}

/** `--permission` without `--allow-worker`; no memory or no task left for a thread. */
const NO_THREADS: ReadonlySet<unknown> = new Set(['ERR_ACCESS_DENIED', 'ERR_WORKER_INIT_FAILED']);

function toldNoThreads(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_THREADS.has(error.code);
}

interface Waiting {
  readonly layer: Digest;
  resolve(index: LayerIndex): void;
  reject(reason: unknown): void;
}

function startReader(entry: URL, plan: WorkerPlan, heapMegabytes: number): Reader {
  const resourceLimits = { maxOldGenerationSizeMb: Math.ceil(heapMegabytes) };
  let worker: Worker;
  try {
    worker = new Worker(entry, { workerData: plan, resourceLimits });
  } catch (error) {
    if (!toldNoThreads(error)) throw error;
    return { read: () => Promise.reject(new NoThreads('', { cause: error })), end: async () => {} };
  }
  let hasAnswered = false;
  let waiting: Waiting | undefined;
  const settle = (how: (one: Waiting) => void) => {
    const one = waiting;
    waiting = undefined;
    if (one !== undefined) how(one);
  };
  worker.on('message', (answer: WorkerAnswer) => {
    hasAnswered = true;
    settle((one) => (answer.is === 'read' ? one.resolve(answer.index) : one.reject(unpackError(answer.error))));
  });
  for (const event of ['error', 'messageerror']) {
    worker.on(event, (error: Error) => {
      const isNone = !hasAnswered && toldNoThreads(error);
      settle((one) => one.reject(isNone ? new NoThreads('', { cause: error }) : explainEnd(error, one.layer)));
    });
  }
  let isGone = false;
  const tellGone = (one: Waiting) =>
    one.reject(new Problem('unknown', 'layer-reader-died', { layer: one.layer, reason: 'ended' }));
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      isGone = true;
      settle(tellGone);
      resolve();
    });
  });
  const order = (given: WorkerOrder) => worker.postMessage(given);
  let ending: Promise<void> | undefined;
  return {
    read: (location, diffId) =>
      new Promise((resolve, reject) => {
        waiting = { layer: location.blob.digest, resolve, reject };
        order({ is: 'read', location, diffId });
        // It may have died between two layers: nobody would answer.
        if (isGone) settle(tellGone);
      }),
    end(reason) {
      settle((one) => one.reject(reason));
      ending ??= endWorker(worker, gone, () => order({ is: 'end' }));
      return ending;
    },
  };
}

async function endWorker(worker: Worker, gone: Promise<void>, tell: () => void): Promise<void> {
  tell();
  const late = setTimeout(() => void worker.terminate(), GRACE_MS);
  await gone;
  clearTimeout(late);
}

/** What ends a thread without its word: there is no memory left, or a fault of ours, which keeps its stack. */
function explainEnd(error: Error & { readonly code?: string }, layer: Digest): unknown {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new Problem('world', 'layer-reader-died', { layer, reason: 'memory' }, { cause: error });
}
