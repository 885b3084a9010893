import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { fileBlob, folderBlobs } from '../../src/adapters/blobs/file-blobs.ts';
import { layerWorkers, type WorkersWish } from '../../src/adapters/blobs/layer-workers.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { KNOWN_COLLECTORS } from '../../src/image/collectors/known-collectors.ts';
import type { ImageView } from '../../src/image/contract.ts';
import { type IndexOptions, indexLayers } from '../../src/image/index-layers.ts';
import {
  type Blobs,
  type MemberSpec,
  makeDockerArchive,
  makeTar,
  putBlob,
  putIndex,
  putManifest,
} from '../../src/image/random-image.ts';
import { INFLATE_LIMITS, type InflateLimits } from '../../src/image/sources/inflate-limits.ts';
import { openDockerArchive } from '../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../src/image/sources/open-tar-members.ts';
import { TAR_LIMITS } from '../../src/image/tar/tar-limits.ts';
import { Problem } from '../../src/model/problem.ts';
import { writeFiles } from '../kit/write-files.ts';
import { builtProgram } from './kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-threads-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const PATH = process.env['PATH'] ?? '';
const WORKER = () => pathToFileURL(join(dirname(builtProgram()), 'layer-worker.js'));

/** All kinds of rows, and something for each collector. */
const LAYERS: readonly (readonly MemberSpec[])[] = [
  [
    { name: 'etc/', type: 'dir' },
    { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' },
    { name: 'bin/prog', content: Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(5000)]), mode: 0o755 },
    { name: 'bin/link', type: 'symlink', link: 'prog' },
    { name: 'bin/hard', type: 'hardlink', link: 'bin/prog' },
    { name: 'dev/null', type: 'char', device: { major: 1, minor: 3 } },
    { name: 'attr', content: 'x', pax: { 'SCHILY.xattr.user.a': 'b' }, uid: 2 ** 33 },
  ],
  [
    { name: 'app/node_modules/x/package.json', content: '{"name":"x","version":"1.0.0"}' },
    { name: 'root/.ssh/id_rsa', content: '-----BEGIN PRIVATE KEY-----\n' },
    ...Array.from({ length: 3000 }, (_, i) => ({ name: `data/${i}`, content: `${i}`.repeat(i % 50) })),
  ],
  [
    { name: 'etc/.wh.passwd' },
    { name: `${'deep/'.repeat(60)}é`, content: Buffer.alloc(700_000, 7) },
    { name: '../up' },
  ],
];
const TARS = LAYERS.map((members) => makeTar(members));
const [, second = new Uint8Array(0)] = TARS;

type Open = (limits?: InflateLimits) => Promise<{ readonly view: ImageView; close(): Promise<void> }>;

const zstd = (tar: Uint8Array) => execFileSync('zstd', ['-qc'], { input: tar, maxBuffer: 64 << 20 });
const plain = (tar: Uint8Array) => tar;

function blobsOf(compress: (tar: Uint8Array) => Uint8Array, layers = TARS): Blobs {
  const blobs: Blobs = new Map();
  return putIndex(blobs, [putManifest(blobs, { layers, compress })]);
}

/** As Docker 25.0.0 saved them: the configuration says the order. */
function permuted(): Blobs {
  const blobs: Blobs = new Map();
  const layers = TARS.map((tar) => putBlob(blobs, 'application/vnd.oci.image.layer.v1.tar', tar));
  const rootfs = { type: 'layers', diff_ids: layers.toReversed().map(({ digest }) => digest) };
  const config = { architecture: 'amd64', os: 'linux', rootfs };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const told = {
    schemaVersion: 2,
    mediaType,
    config: putBlob(blobs, 'application/vnd.oci.image.config.v1+json', config),
  };
  return putIndex(blobs, [putBlob(blobs, mediaType, { ...told, layers })]);
}

let count = 0;
function layout(blobs: Blobs): Open {
  count += 1;
  const home = join(dir, `layout-${count}`);
  writeFiles(home, blobs);
  return async (limits) => {
    const folder = folderBlobs(home);
    return { view: await openOciLayout(folder, {}, nodeInflater(PATH, limits)), close: () => folder.close() };
  };
}

function archive(bytes: Uint8Array): Open {
  count += 1;
  const file = join(dir, `archive-${count}.tar`);
  writeFileSync(file, bytes);
  return async (limits) => {
    const { blobs, name } = fileBlob(file);
    const view = await openDockerArchive(await openTarMembers(blobs, name), {}, nodeInflater(PATH, limits));
    return { view, close: () => blobs.close() };
  };
}

const ociArchive = (blobs: Blobs) => archive(makeTar([...blobs].map(([name, content]) => ({ name, content }))));

interface How extends Partial<WorkersWish>, IndexOptions {
  readonly inflateLimits?: InflateLimits | undefined;
}

/** What became of the image, by threads and without. */
async function readBoth(open: Open, { inflateLimits, heapMegabytes, ...options }: How = {}) {
  let hired = 0;
  const inflate = { path: PATH, limits: inflateLimits };
  const hire = layerWorkers({ entry: WORKER, workers: 2, paysBytes: 0, heapMegabytes, inflate });
  const outcomes = [];
  for (const isThreaded of [true, false]) {
    const { view, close } = await open(inflateLimits);
    const hireCrew: ImageView['hireCrew'] = (layers, job) => {
      const crew = hire(layers, job);
      if (crew !== undefined) hired += 1;
      return crew;
    };
    try {
      const collectors = [...KNOWN_COLLECTORS.values()];
      const own = isThreaded ? { ...view, hireCrew } : view;
      outcomes.push(await indexLayers(own, collectors, { hash: true, ...options }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { kind, code, args, hint, message } = error;
      outcomes.push({ kind, code, args, hint, message, exitCode: exitCodeOf(error) });
    } finally {
      await close();
    }
  }
  expect(hired).toBe(1);
  return { threaded: outcomes[0], alone: outcomes[1] };
}

describe('layers are read by threads as without', () => {
  it.each<[string, Open]>([
    ['docker-archive', archive(makeDockerArchive(TARS, ['x:1']))],
    ['docker-archive, permuted', ociArchive(permuted())],
    ['oci, plain', layout(blobsOf(plain))],
    ['oci, gzip', layout(blobsOf((tar) => gzipSync(tar)))],
    ['oci, zstd', layout(blobsOf(zstd))],
    ['oci-archive, plain', ociArchive(blobsOf(plain))],
    ['oci-archive, gzip', ociArchive(blobsOf((tar) => gzipSync(tar)))],
    ['oci-archive, zstd', ociArchive(blobsOf(zstd))],
  ])('%s', async (_, open) => {
    const { threaded, alone } = await readBoth(open);
    expect(alone).toHaveLength(3);
    expect(threaded).toEqual(alone);
    expect((await readBoth(open, { trust: true, hash: false })).threaded).toHaveLength(3);
  });
});

describe('problems come over as they are', () => {
  const damaged = Buffer.from(second);
  damaged.fill(0xff, 0, 512);
  const withSecond = (tar: Uint8Array) => TARS.map((one) => (one === second ? tar : one));
  /** The second layer's blob is changed after it was named. */
  const changed = (compress: (tar: Uint8Array) => Uint8Array, change: (blob: Buffer) => Uint8Array) => {
    const blobs = blobsOf(compress);
    const wanted = Buffer.from(compress(second));
    const [path = ''] = [...blobs].find(([, data]) => wanted.equals(data)) ?? [];
    return blobs.set(path, change(Buffer.from(wanted)));
  };
  const flip = (at: number) => (blob: Buffer) => {
    blob[at] = (blob[at] ?? 0) ^ 1;
    return blob;
  };
  const forged = (tar: Uint8Array) => gzipSync(tar === second ? makeTar([{ name: 'evil' }]) : tar);
  const cut = (tar: Uint8Array) => gzipSync(tar).subarray(0, tar === second ? -20 : undefined);
  const escaping = makeTar([{ name: 'x', type: 'hardlink', link: '../../etc/shadow' }]);
  const zeros = gzipSync(makeTar([{ name: 'zeros', content: Buffer.alloc(4 << 20) }]));
  const bomb = (tar: Uint8Array) => (tar === second ? zeros : gzipSync(tar, { level: 0 }));

  it.each<[string, Open, How?]>([
    ['tar-damaged', archive(makeDockerArchive(withSecond(damaged), []))],
    ['tar-damaged', layout(blobsOf(plain, withSecond(escaping)))],
    ['tar-over-limit', archive(makeDockerArchive(TARS, [])), { limits: { ...TAR_LIMITS, entries: 100 } }],
    ['layer-diff-id-mismatch', layout(changed(plain, flip(600)))],
    ['layer-diff-id-mismatch', ociArchive(blobsOf(forged))],
    ['blob-digest-mismatch', layout(changed((tar) => gzipSync(tar), flip(5)))],
    ['layer-inflate-failed', layout(blobsOf(cut))],
    [
      'inflate-over-limit',
      layout(blobsOf(bomb)),
      { inflateLimits: { ...INFLATE_LIMITS, freeBytes: 1 << 20, ratio: 10 } },
    ],
  ])('%s', async (code, open, how) => {
    const { threaded, alone } = await readBoth(open, how);
    expect(alone).toMatchObject({ code });
    expect(threaded).toEqual(alone);
  });

  it('layer-reader-died, where a thread has no memory left', async () => {
    const { threaded } = await readBoth(archive(makeDockerArchive(TARS, [])), { heapMegabytes: 2 });
    expect(threaded).toMatchObject({ code: 'layer-reader-died', args: { reason: 'memory' }, exitCode: 3 });
  });
});

describe.each([
  ['plain', plain],
  ['gzip', (tar: Uint8Array) => gzipSync(tar, { level: 1 })],
  ['zstd', zstd],
])('a signal in the middle, %s', (_, compress) => {
  it('ends all with its reason', async () => {
    const large = ['a', 'b'].map((name) => makeTar([{ name, content: Buffer.alloc(200 << 20) }]));
    const { view, close } = await layout(blobsOf(compress, [makeTar([{ name: 'small' }]), ...large]))();
    const ending = new AbortController();
    const before = threads();
    const inflate = { path: PATH, limits: undefined };
    const hire = layerWorkers({ entry: WORKER, workers: 3, paysBytes: 0, inflate });
    let hired = 0;
    const hireCrew: ImageView['hireCrew'] = (...asked) => {
      const crew = hire(...asked);
      if (crew !== undefined) hired = crew.parallel;
      return crew;
    };
    let threadsThen = 0;
    const onLayer = () => {
      threadsThen = threads();
      ending.abort(new Error('enough'));
    };
    const reading = indexLayers({ ...view, hireCrew }, [], { hash: true, signal: ending.signal, onLayer });
    await expect(reading).rejects.toThrow('enough');
    expect([hired, threadsThen > before]).toEqual([3, true]);
    expect(threads()).toBe(before);
    await close();
  });
});

/** Each has its way to talk to us. */
function threads(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
}
