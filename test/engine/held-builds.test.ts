import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { folderBlobs } from '../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import { accountBytes } from '../../src/facts/bytes/account-bytes.ts';
import { inspectImage } from '../../src/facts/bytes/inspect-image.ts';
import type { OriginHints } from '../../src/facts/lines/attribute-layers.ts';
import { readProvenance } from '../../src/facts/lines/read-provenance.ts';
import { openEntryTable } from '../../src/image/entries/entry-table.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import { HELD_BUILDS } from '../held/builds/cases.ts';
import type { HeldBuild } from '../held/builds/contract.ts';
import { writeFiles } from '../kit/write-files.ts';

/** Made by the project itself, as for the demo. */
const BASE = 'standin-debian:bookworm-slim';
const dir = mkdtempSync(join(tmpdir(), 'plimsoll-builds-'));
const right = { provenance: new Set<string>(), dockerfile: new Set<string>() };

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  const { provenance, dockerfile } = right;
  console.log(
    `lines of ${HELD_BUILDS.length} builds: ${provenance.size} exact by the build's record, ${dockerfile.size} by Dockerfile and history`,
  );
});

async function build({ id, dockerfile, files, target, args = {} }: HeldBuild) {
  const context = join(dir, id);
  writeFiles(context, Object.entries({ ...files, Dockerfile: dockerfile }));
  const layout = join(dir, `${id}.oci`);
  const argv = [
    ...['buildx', 'build', '--quiet', '--network=none', '--provenance=mode=max', '--no-cache'],
    ...['--build-context', `base=docker-image://${BASE}`, '--output', `type=oci,dest=${layout},tar=false`],
    ...(target === undefined ? [] : ['--target', target]),
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    context,
  ];
  execFileSync('docker', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const blobs = folderBlobs(layout);
  const view = await openOciLayout(blobs, {}, nodeInflater(process.env['PATH'] ?? ''));
  const indexes = await indexLayers(view, [], { hash: true });
  const [statement] = (await view.statements?.('https://slsa.dev/provenance/')) ?? [];
  await blobs.close();
  return { image: { name: id, view, indexes, tree: mergeLayers(indexes) }, record: readProvenance(statement) };
}

type Built = Awaited<ReturnType<typeof build>>['image'];

/** What the program says of the paths the truth speaks of, in the truth's own form. */
function told(image: Built, hints: OriginHints, truth: HeldBuild['truth']) {
  const record = inspectImage(image, hints);
  const lineOf = (layer: number | undefined) => record.layers[layer ?? -1]?.line;
  const { dead } = accountBytes(image.indexes, image.tree);
  const names = new Set(image.indexes.flatMap(({ columns }) => [...openEntryTable(columns)].map(({ path }) => path)));
  const lines = Object.keys(truth.lines).map((path) => [path, lineOf(image.tree.get(path)?.content?.layer)]);
  const firstLayer = (path: string) =>
    image.indexes.findIndex(({ columns }) => [...openEntryTable(columns)].some((entry) => entry.path === path));
  return {
    lines: Object.fromEntries(lines),
    hidden: dead.map(({ path, layer, by }) => ({ path, line: lineOf(layer), byLine: lineOf(by) })).sort(byPath),
    folders: Object.fromEntries(Object.keys(truth.folders ?? {}).map((path) => [path, lineOf(firstLayer(path))])),
    present: (truth.absent ?? []).filter((path) => names.has(path)),
    unknownBytes: record.unknownBytes,
    known: [...new Set(record.layers.map(({ known }) => known))],
  };
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }) => (a.path < b.path ? -1 : 1);

describe.each(HELD_BUILDS.map((item) => ({ id: item.id, item })))('$id', ({ id, item }) => {
  const { truth } = item;
  const wanted = {
    lines: truth.lines,
    hidden: [...(truth.hidden ?? [])].sort(byPath),
    folders: truth.folders ?? {},
    present: [],
    unknownBytes: 0,
  };

  test('every byte is of the line that made it', async () => {
    const { image, record } = await build(item);
    expect(told(image, { records: record === undefined ? [] : [record] }, truth)).toEqual({
      ...wanted,
      known: ['provenance'],
    });
    right.provenance.add(id);
    const dockerfile = { text: Buffer.from(item.dockerfile), target: item.target, args: item.args };
    expect(told(image, { dockerfile }, truth)).toEqual({ ...wanted, known: ['dockerfile'] });
    right.dockerfile.add(id);
  });
});
