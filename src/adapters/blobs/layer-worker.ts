import { parentPort, workerData } from 'node:worker_threads';
import { KNOWN_COLLECTORS } from '../../image/collectors/known-collectors.ts';
import type { Collector, LayerIndex, LayerLocation } from '../../image/contract.ts';
import { indexLayer, type LayerOptions } from '../../image/index-layer.ts';
import type { InflateLimits } from '../../image/sources/inflate-limits.ts';
import { openLocated } from '../../image/sources/open-layer.ts';
import type { Digest } from '../../model/sha256.ts';
import { type CarriedError, packError } from './carry-error.ts';
import { folderBlobs } from './file-blobs.ts';
import { nodeInflater } from './node-inflater.ts';

/** What a thread is told when it starts. @see layerWorkers */
export interface WorkerPlan {
  /** Names in `KNOWN_COLLECTORS`. */
  readonly collectors: readonly string[];
  readonly options: Omit<LayerOptions, 'signal'>;
  readonly inflate: { readonly path: string; readonly limits: InflateLimits | undefined };
}

/** One layer to read, one at a time; or the word to give up what is being read and go. */
export type WorkerOrder =
  | { readonly is: 'read'; readonly location: LayerLocation; readonly diffId: Digest }
  | { readonly is: 'end' };

/** What became of the one layer. */
export type WorkerAnswer =
  | { readonly is: 'read'; readonly index: LayerIndex }
  | { readonly is: 'failed'; readonly error: CarriedError };

type Order = Extract<WorkerOrder, { is: 'read' }>;

const { collectors, options, inflate } = workerData as WorkerPlan;
const port = parentPort;
const inflater = nodeInflater(inflate.path, inflate.limits);
const ending = new AbortController();
let work: Promise<void> = Promise.resolve();

port?.on('message', (order: WorkerOrder) => {
  if (order.is === 'read') {
    work = answer(order);
    return;
  }
  ending.abort();
  // What was begun is given back first: a program that inflates is a process of its own.
  void work.finally(() => port.close());
});

async function answer(order: Order): Promise<void> {
  try {
    const index = await read(order);
    port?.postMessage({ is: 'read', index } satisfies WorkerAnswer, buffersOf(index));
  } catch (error) {
    port?.postMessage({ is: 'failed', error: packError(error) } satisfies WorkerAnswer);
  }
}

async function read({ location, diffId }: Order): Promise<LayerIndex> {
  const folder = folderBlobs(location.place.dir, location.place.source);
  try {
    const layer = { ...(await openLocated(location, folder, inflater)), diffId };
    const named = collectors.map(needCollector);
    return await indexLayer(layer, named, { ...options, signal: ending.signal });
  } finally {
    await folder.close();
  }
}

function needCollector(name: string): Collector {
  const collector = KNOWN_COLLECTORS.get(name);
  if (collector === undefined) throw new Error(`no collector of ours has the name ${name}`);
  return collector;
}

/** Columns are handed over, not copied: each lies in memory of its own. */
function buffersOf({ columns, digests }: LayerIndex): ArrayBuffer[] {
  const values = [columns, columns.paths, columns.links].flatMap((group) => Object.values(group) as unknown[]);
  const buffers = [...values, digests].flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer] : []));
  return [...new Set(buffers)] as ArrayBuffer[];
}
