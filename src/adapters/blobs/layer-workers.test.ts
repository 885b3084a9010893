import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Collector, Layer } from '../../image/contract.ts';
import type { LayerJob } from '../../image/layer-crew.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import { makeLayer, makeTar } from '../../image/random-image.ts';
import { layerWorkers, type WorkersWish } from './layer-workers.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-workers-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What stands for the built worker: these sources cannot be loaded by a thread. */
function entryOf(name: string, code: string): () => URL {
  const file = join(dir, `${name}.mjs`);
  writeFileSync(file, `import { parentPort, workerData } from 'node:worker_threads';\n${code}`);
  return () => pathToFileURL(file);
}

const goes = `parentPort.on('message', (order) => { if (order.is === 'end') parentPort.close(); else read(order); });\n`;
const echo = entryOf(
  'echo',
  `${goes}function read({ diffId }) { parentPort.postMessage({ is: 'read', index: { diffId, plan: workerData } }); }`,
);
const silent = entryOf('silent', `${goes}function read() {}`);

let count = 0;
function located(bytes: number, more: Partial<Layer> = {}): Layer {
  count += 1;
  const layer = makeLayer(makeTar([{ name: `file-${count}` }]));
  const { digest, diffId, mediaType } = layer;
  const blob = { digest, diffId, mediaType, name: 'x' };
  return {
    ...layer,
    compression: 'plain',
    location: { place: { dir, name: 'x', source: 'x', offset: 0, bytes }, blob },
    ...more,
  };
}

const ENOUGH = 200 << 20;
const LARGE = [located(ENOUGH), located(ENOUGH), located(ENOUGH)];
const none = new AbortController().signal;

function hire(
  entry: WorkersWish['entry'],
  layers: readonly Layer[] = LARGE,
  job: Partial<LayerJob> = {},
  heap?: number,
) {
  const workers = layerWorkers({ entry, workers: 2, heapMegabytes: heap, inflate: { path: '', limits: undefined } });
  return workers(layers, { collectors: [], hash: true, trust: false, signal: none, ...job });
}

const [first, second] = LARGE as [Layer, Layer];

describe('threads are hired', () => {
  const foreign: Collector = { ...packageCollector };
  const gzip = { compression: 'gzip' } as const;
  test.each<[string, boolean, readonly Layer[], Partial<LayerJob>]>([
    ['for large layers', true, LARGE, {}],
    ['with collectors of ours', true, LARGE, { collectors: [packageCollector] }],
    ['not for a collector that a thread does not have', false, LARGE, { collectors: [foreign] }],
    ['not where a layer lies in no file', false, [...LARGE, makeLayer(makeTar([]))], {}],
    ['not for one layer', false, [located(2 ** 40)], {}],
    ['not where little lies beside the largest', false, [located(2 ** 40), located(100 << 20)], {}],
    [
      'for compressed ones, believed or not',
      true,
      [located(ENOUGH * 2, gzip), located(ENOUGH * 2, gzip)],
      { trust: true },
    ],
    ['not for plain layers that are believed', false, LARGE, { trust: true }],
    ['not where one at a time is wished', false, LARGE, { most: 1 }],
  ])('%s', async (_, isHired, layers, job) => {
    const crew = hire(echo, layers, job);
    expect(crew !== undefined).toBe(isHired);
    await crew?.end();
  });

  test('not where the program runs from its sources', () => {
    expect(hire(() => undefined)).toBeUndefined();
  });
});

test('a thread is told how layers are read, and serves the next one', async () => {
  const crew = hire(echo, LARGE, { collectors: [packageCollector], hash: true });
  const read = await Promise.all([crew?.read(first), crew?.read(second)]);
  expect(crew?.parallel).toBe(2);
  expect(read).toMatchObject([
    { diffId: first.diffId, plan: { collectors: [packageCollector.name], options: { hash: true, trust: false } } },
    { diffId: second.diffId },
  ]);
  await crew?.end();
});

describe('a thread that is gone is told, and nothing waits for it', () => {
  test.each([
    ['ended', 'unknown', 'process.exit(0)'],
    ['ended', 'unknown', 'process.exit(7)'],
    ['memory', 'world', 'const all = []; for (;;) all.push(new Array(10_000).fill(all.length + 0.5))'],
  ])('%s, %s: %s', async (reason, kind, code) => {
    const crew = hire(entryOf(`dies-${count++}`, `${goes}function read() { ${code} }`), LARGE, {}, 16);
    const died = { name: 'Problem', code: 'layer-reader-died', kind, args: { layer: first.digest, reason } };
    await expect(crew?.read(first)).rejects.toMatchObject(died);
    await crew?.end();
  });

  test('between two layers too', async () => {
    const answers = `parentPort.postMessage({ is: 'read', index: {} }); process.exit(7);`;
    const crew = hire(entryOf('dies-idle', `${goes}function read() { ${answers} }`));
    await crew?.read(first);
    await expect(crew?.read(second)).rejects.toMatchObject({ code: 'layer-reader-died', args: { reason: 'ended' } });
    await crew?.end();
  });

  test('a fault of ours keeps its stack', async () => {
    const crew = hire(entryOf('faulty', `${goes}function read() { throw new TypeError('ours') }`));
    await expect(crew?.read(first)).rejects.toMatchObject({
      name: 'TypeError',
      stack: expect.stringContaining('faulty'),
    });
    await crew?.end();
  });

  test('so is one that cannot be loaded', async () => {
    const crew = hire(() => pathToFileURL(join(dir, 'nowhere.mjs')));
    await expect(crew?.read(first)).rejects.toThrow('nowhere.mjs');
    await crew?.end();
  });
});

describe('where no thread can start, layers are left to this one', () => {
  const throws = (code: string) => `throw Object.assign(new Error('not here'), { code: '${code}' });`;

  test.each(['ERR_ACCESS_DENIED', 'ERR_WORKER_INIT_FAILED'])('%s', async (code) => {
    const crew = hire(entryOf(`refused-${code}`, throws(code)));
    expect(await Promise.all([crew?.read(first), crew?.read(second)])).toEqual([undefined, undefined]);
    expect(await crew?.read(first)).toBeUndefined();
    await crew?.end();
  });

  test('refused before it is a thread', async () => {
    let asked = 0;
    const refused = new URL('file:///x.mjs');
    Object.defineProperty(refused, 'href', {
      get() {
        asked += 1;
        throw Object.assign(new Error('not here'), { code: 'ERR_ACCESS_DENIED' });
      },
    });
    const crew = hire(() => refused);
    for (let i = 0; i < 5; i++) expect(await crew?.read(first)).toBeUndefined();
    expect(asked).toBe(1);
    await crew?.end();
  });

  test('what happens after an answer is no such refusal', async () => {
    const answers = `function read() { parentPort.postMessage({ is: 'read', index: {} }); read = () => { ${throws('ERR_ACCESS_DENIED')} } }`;
    const crew = hire(entryOf('refused-late', `${goes}${answers}`));
    await crew?.read(first);
    await expect(crew?.read(second)).rejects.toMatchObject({ code: 'ERR_ACCESS_DENIED' });
    await crew?.end();
  });
});

test('a signal ends what is being read with its reason', async () => {
  const ending = new AbortController();
  const crew = hire(silent, LARGE, { signal: ending.signal });
  const reading = Promise.allSettled([crew?.read(first), crew?.read(second)]);
  ending.abort('enough');
  expect(await reading).toEqual([
    { status: 'rejected', reason: 'enough' },
    { status: 'rejected', reason: 'enough' },
  ]);
  await expect(crew?.read(first)).rejects.toBe('enough');
  await crew?.end();
});

test('a thread that does not hear is ended all the same', async () => {
  const ending = new AbortController();
  const crew = hire(entryOf('deaf', `${goes}function read() { for (;;); }`), LARGE, { signal: ending.signal });
  const reading = expect(crew?.read(first)).rejects.toBe('enough');
  ending.abort('enough');
  await reading;
  await crew?.end();
});
