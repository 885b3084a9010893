import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { computeClosure } from '../../../src/facts/closure/compute-closure.ts';
import { followScript } from '../../../src/facts/closure/shell/follow-script.ts';
import { computeTransferBytes } from '../../../src/image/compute-transfer-bytes.ts';
import type { ImageView, Layer } from '../../../src/image/contract.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import {
  type Blobs,
  EMPTY_CONFIG,
  type MemberSpec,
  makeHeader,
  makePax,
  makeRecord,
  makeTar,
  makeView,
  memoryBlobs,
  putBlob,
  putIndex,
  putManifest,
} from '../../../src/image/random-image.ts';
import { readFiles } from '../../../src/image/read-files.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { surveyImage } from '../../../src/image/survey-image.ts';
import { TAR_LIMITS } from '../../../src/image/tar/tar-limits.ts';
import { sha256 } from '../../../src/model/sha256.ts';
import { cpuMs } from '../../kit/cpu-time.ts';

const inflater = nodeInflater('');
const DIFF_ID = sha256('whatever');

/** A layer that is made while it is read; its diffId is never right. */
function madeLayer(open: () => AsyncIterable<Uint8Array>): ImageView {
  const layer: Layer = { digest: DIFF_ID, diffId: DIFF_ID, mediaType: '', open };
  return { digest: DIFF_ID, configDigest: DIFF_ID, configBytes: Buffer.of(), config: EMPTY_CONFIG, layers: [layer] };
}

async function heapGrowthBytes(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  await work();
  return process.memoryUsage().rss - before;
}

describe('bombs', () => {
  test('a gzip of 2 GB of zeros inside one file is passed through, not kept', async () => {
    const zeros = Buffer.alloc(16 << 20);
    const header = makeHeader({ name: 'zeros', flag: '0', bytes: 2 ** 31, form: 'pax', mode: 0o755 });
    const view = madeLayer(async function* () {
      yield header;
      for (let i = 0; i < 128; i++) yield zeros;
    });
    const grown = await heapGrowthBytes(() =>
      expect(surveyImage(view)).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' }),
    );
    expect(grown).toBeLessThan(200 << 20);
  });

  test('a million and more empty files end at the limit; below it they fit into memory', async () => {
    const block = Buffer.concat(
      Array.from({ length: 1000 }, (_, i) => makeHeader({ name: `dir/f${i}`, flag: '0', bytes: 0, form: 'ustar' })),
    );
    const many = (thousands: number) =>
      madeLayer(async function* () {
        for (let i = 0; i < thousands; i++) yield block;
      });
    const limits = { ...TAR_LIMITS, entries: 2_000_000 };
    await expect(indexLayers(many(2001), [], { limits })).rejects.toMatchObject({
      code: 'tar-over-limit',
      args: { limit: 'entries' },
    });
    const grown = await heapGrowthBytes(() =>
      expect(indexLayers(many(1000), [])).rejects.toMatchObject({ code: 'layer-diff-id-mismatch' }),
    );
    expect(grown).toBeLessThan(1 << 30);
  });

  test('long names without end, and long records, end at a limit', async () => {
    const name = 'n'.repeat(4000);
    const one = Buffer.concat([
      ...makeRecord('L', `${name}\0`),
      makeHeader({ name: 'x', flag: '0', bytes: 0, form: 'gnu' }),
    ]);
    const block = Buffer.concat(Array.from({ length: 100 }, () => one));
    const view = madeLayer(async function* () {
      for (;;) yield block;
    });
    await expect(indexLayers(view, [])).rejects.toMatchObject({ code: 'tar-over-limit', args: { limit: 'textBytes' } });
    const pax = madeLayer(async function* () {
      for (;;) yield Buffer.concat(makeRecord('x', makePax({ comment: 'c'.repeat(2 << 20) })));
    });
    await expect(indexLayers(pax, [])).rejects.toMatchObject({
      code: 'tar-over-limit',
      args: { limit: 'recordBytes' },
    });
  });

  test('names that imply a thousand folders each end at a limit', async () => {
    const named = (depth: number) =>
      Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}/${'d/'.repeat(depth)}f` }));
    await expect(indexLayers(makeView([named(2000)]), [])).rejects.toMatchObject({ args: { limit: 'pathDepth' } });
    const indexes = await indexLayers(makeView([named(250)]), []);
    expect(() => mergeLayers(indexes, { steps: 1_000_000 })).toThrow('tree-over-limit');
  });

  test('symlinks that multiply the way end at a limit', async () => {
    const target = './'.repeat(1500) + 'a/../'.repeat(100);
    const links = Array.from({ length: 200 }, (_, i) => ({
      name: `l${i}`,
      type: 'symlink' as const,
      link: `${target}l${i + 1}`,
    }));
    const files = Array.from({ length: 3000 }, (_, i) => ({ name: `l0/${i}/x` }));
    const indexes = await indexLayers(makeView([[{ name: 'a', type: 'dir' }, ...links, ...files]]), []);
    expect(() => mergeLayers(indexes)).toThrow('tree-over-limit');
  });

  test('an index of indexes of itself, and of thousands', async () => {
    const blobs: Blobs = new Map();
    let inner = putManifest(blobs, { layers: [makeTar([])] });
    for (let i = 0; i < 50; i++)
      inner = putBlob(blobs, 'application/vnd.oci.image.index.v1+json', { manifests: [inner] });
    await expect(openOciLayout(memoryBlobs(putIndex(blobs, [inner])), {}, inflater)).rejects.toMatchObject({
      code: 'image-over-limit',
      args: { limit: 'indexDepth' },
    });
  });
});

describe('lies', () => {
  test.each<[string, Uint8Array, string]>([
    ['a negative length', makeHeader({ name: 'a', flag: '0', bytes: -512, form: 'gnu' }), 'tar-damaged'],
    ['a length beyond all disks', makeHeader({ name: 'a', flag: '0', bytes: 2 ** 62, form: 'gnu' }), 'tar-damaged'],
    ['a length beyond the end', makeHeader({ name: 'a', flag: '0', bytes: 2 ** 40, form: 'gnu' }), 'tar-damaged'],
    ['a PAX length beyond the end', makeTar([{ name: 'a', pax: { size: '9007199254740991' } }]), 'tar-damaged'],
    [
      'a sparse file of an exabyte',
      makeTar([
        {
          name: 'a',
          pax: { 'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.size': '999999999999999' },
        },
      ]),
      '',
    ],
  ])('%s', async (_what, tar, code) => {
    const blobs: Blobs = new Map();
    const view = await openOciLayout(
      memoryBlobs(putIndex(blobs, [putManifest(blobs, { layers: [tar] })])),
      {},
      inflater,
    );
    const outcome = await surveyImage(view).then(
      () => '',
      (error: { code?: string }) => error.code,
    );
    expect(outcome).toBe(code);
  });

  test('a gzip that is cut, damaged, or followed by something else', async () => {
    const tar = makeTar([{ name: 'a', content: 'x'.repeat(100_000) }]);
    const packed = gzipSync(tar);
    const flipped = Buffer.from(packed);
    flipped[60] = (flipped[60] ?? 0) ^ 0xff;
    for (const compress of [() => packed.subarray(0, packed.length - 4), () => packed.subarray(0, 30), () => flipped]) {
      const blobs: Blobs = new Map();
      const view = await openOciLayout(
        memoryBlobs(putIndex(blobs, [putManifest(blobs, { layers: [tar], compress })])),
        {},
        inflater,
      );
      await expect(indexLayers(view, [])).rejects.toMatchObject({ name: 'Problem' });
    }
    const twice: Blobs = new Map();
    const view = await openOciLayout(
      memoryBlobs(
        putIndex(twice, [
          putManifest(twice, {
            layers: [tar],
            compress: () => Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]),
          }),
        ]),
      ),
      {},
      inflater,
    );
    expect((await indexLayers(view, []))[0]?.contentBytes).toBe(100_000);
  });

  test('a layer whose source breaks off is said by its own error', async () => {
    const view = madeLayer(async function* () {
      yield makeHeader({ name: 'a', flag: '0', bytes: 5000, form: 'ustar' });
      throw new Error('connection reset');
    });
    await expect(indexLayers(view, [])).rejects.toThrow('connection reset');
    const [layer] = view.layers;
    await expect(layer && computeTransferBytes(layer)).rejects.toThrow('connection reset');
  });

  test('names of objects in JavaScript are names like others', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const view = makeView([names.map((name) => ({ name, content: name, pax: { [`SCHILY.xattr.${name}`]: 'v' } }))]);
    const survey = await surveyImage(view);
    expect([...survey.tree.nodes()].map((n) => n.path).filter(Boolean)).toEqual(names.toSorted());
    const files = await readFiles(view, survey.indexes, names);
    expect(names.map((name) => files.get(name)?.is)).toEqual(names.map(() => 'read'));
  });
});

describe('paths', () => {
  test('nothing leads out of the image, by name, by link, by hard link', async () => {
    const members: MemberSpec[] = [
      { name: '../../../etc/shadow', content: 'inside' },
      { name: 'up', type: 'symlink', link: '../../../../etc' },
      { name: 'hard', type: 'hardlink', link: '/etc/shadow' },
      { name: 'up/passwd', content: 'too' },
    ];
    const view = makeView([members]);
    const survey = await surveyImage(view);
    const paths = ['/up/shadow', 'hard', '../etc/passwd', '/../../etc/hostname'];
    const files = await readFiles(view, survey.indexes, paths);
    const read = paths
      .map((path) => files.get(path))
      .map((f) => (f?.is === 'read' ? Buffer.from(f.bytes).toString() : f?.is));
    expect(read).toEqual(['inside', 'inside', 'too', 'absent']);
    const out = makeView([[...members, { name: 'out', type: 'hardlink', link: '../../etc/shadow' }]]);
    await expect(surveyImage(out)).rejects.toMatchObject({ code: 'tar-damaged', args: { fault: 'link-escapes' } });
  });

  test('loops of symlinks and of interpreters end', async () => {
    const loop = (name: string, link: string): MemberSpec => ({ name, type: 'symlink', link });
    const members = [
      loop('a', 'b'),
      loop('b', 'a'),
      loop('self', 'self/self/self'),
      loop('etc', 'etc'),
      { name: 'run', content: '#!/run', mode: 0o755 },
      { name: 'env', content: '#!/env env', mode: 0o755 },
    ];
    const survey = await surveyImage(makeView([members]));
    for (const program of ['/a', '/self/x', '/run', '/env', 'run']) {
      const image = {
        ...survey,
        view: { config: { ...EMPTY_CONFIG, user: 'app', cmd: [program], env: ['PATH=/a:/self:/'] } },
      };
      expect(computeClosure(image).length).toBeGreaterThan(0);
    }
  });

  test('a shell text of a megabyte, made to confuse, is answered at once', () => {
    const started = cpuMs();
    for (const part of ['>a1', ' 2>&1', '||exit 1', 'a ', '\n', '&&', ' >x 1>y']) {
      for (const text of [`app ${part.repeat(20_000)}!`, part.repeat(20_000)]) {
        followScript({ text, args: [], env: new Map(), workingDir: '/', stopsAtFailure: false });
      }
    }
    expect(cpuMs() - started).toBeLessThan(3000);
  });
});
