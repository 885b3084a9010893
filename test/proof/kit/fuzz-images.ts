import { gunzipSync, gzipSync } from 'node:zlib';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { inspectImage } from '../../../src/facts/bytes/inspect-image.ts';
import { diffImages } from '../../../src/facts/diff/diff-images.ts';
import { describeValidation } from '../../../src/facts/notes/describe-validation.ts';
import { secretCollector } from '../../../src/image/collectors/secret-collector.ts';
import type { BlobReader, ImageView } from '../../../src/image/contract.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { packageCollector } from '../../../src/image/packages/package-collector.ts';
import { type Blobs, memoryBlobs, putIndex, putManifest } from '../../../src/image/random-image.ts';
import { openDockerArchive } from '../../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../../src/image/sources/open-tar-members.ts';
import { validateImage } from '../../../src/image/validate-image.ts';
import { DifferenceRecord } from '../../../src/record/difference.ts';
import { InspectionRecord } from '../../../src/record/inspection.ts';
import { ValidationRecord } from '../../../src/record/validation.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import { archiveOf, type Files, layerTar, ociLayout } from '../../held/kit/image.ts';
import { WASTE_CASES } from '../../held/waste/cases.ts';
import type { Seed, Seeds } from './fuzz-contract.ts';
import { mustFit } from './must-fit.ts';
import { mutate, mutateTar, pick, type Random } from './mutate.ts';

/** Larger inputs are mutated no better and only slower. */
const MOST_SEED_BYTES = 200_000;
const INFLATER = nodeInflater('');

type Open = (bytes: Buffer, random: Random) => Promise<ImageView>;

interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
  readonly open: Open;
}

/** Images whose tars or documents are changed: inspected, compared in pairs, validated. */
export function fuzzedImages(): Seeds {
  const tars = gatherTars();
  const archives = gatherArchives();
  const layouts = gatherLayouts();
  const all = [...tars, ...archives, ...layouts];
  const seedsOf = (samples: readonly Sample[], use: (view: ImageView) => Promise<void>): readonly Seed[] =>
    samples.map(({ name, bytes, open }) => ({ name, read: async (random) => use(await open(bytes, random)) }));
  return {
    tar: seedsOf(tars, inspect),
    gzip: seedsOf(
      tars.map(({ name, bytes }) => ({ name, bytes: gzipSync(bytes), open: openGzip })),
      inspect,
    ),
    archive: seedsOf(archives, inspect),
    layout: seedsOf(layouts, inspect),
    validate: seedsOf(all, validate),
    diff: all.map(({ name, bytes, open }) => ({
      name,
      async read(random) {
        const other = random() < 0.5 ? { bytes, open } : pick(all, random);
        await diff(await open(bytes, random), await other.open(other.bytes, random));
      },
    })),
  };
}

function gatherTars(): readonly Sample[] {
  return small([
    ...HOSTILE_CASES.flatMap(({ id, medium, big }) => {
      if (big === true || medium.is !== 'layers') return [];
      return medium.image().layers.map((layer) => ({ name: id, bytes: layerTar(layer), open: openLayer }));
    }),
    ...WASTE_CASES.flatMap(({ id, image }) =>
      image.layers.map((layer) => ({ name: id, bytes: layerTar(layer), open: openLayer })),
    ),
  ]);
}

function gatherArchives(): readonly Sample[] {
  return small(
    HOSTILE_CASES.flatMap(({ id, medium, big }) =>
      big === true || medium.is !== 'archive' ? [] : [{ name: id, bytes: medium.bytes(), open: openArchive }],
    ),
  );
}

function gatherLayouts(): readonly Sample[] {
  const hostile = HOSTILE_CASES.flatMap(({ id, medium, big }) =>
    big === true || medium.is !== 'files' ? [] : [{ name: id, files: medium.files() }],
  );
  const waste = WASTE_CASES.map(({ id, image }) => ({ name: id, files: ociLayout(image) }));
  return small([...hostile, ...waste].map(({ name, files }) => ({ name, bytes: archiveOf(files), open: openLayout })));
}

function small(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ bytes }) => bytes.length > 0 && bytes.length <= MOST_SEED_BYTES);
}

/** The digests are made to fit, so that what is mutated is really read. */
function openLayer(bytes: Buffer, random: Random): Promise<ImageView> {
  const tar = mutateTar(bytes, random);
  return openOciLayout(memoryBlobs(ociLayout({ layers: [{ tar }] })), {}, INFLATER);
}

/** One in three stays whole, with a member more or with junk behind it; the digest is that of what comes out, where anything does. */
function openGzip(bytes: Buffer, random: Random): Promise<ImageView> {
  const more = pick([Buffer.alloc(0), gzipSync(Buffer.alloc(512)), Buffer.from('junk'), Buffer.alloc(99)], random);
  const stored = random() < 0.3 ? Buffer.concat([bytes, more]) : mutate(bytes, random);
  const tar = tryGunzip(stored) ?? gunzipSync(bytes);
  const blobs: Blobs = new Map();
  putIndex(blobs, [putManifest(blobs, { layers: [tar], compress: () => stored })]);
  return openOciLayout(memoryBlobs(blobs), {}, INFLATER);
}

function tryGunzip(stored: Buffer): Buffer | undefined {
  try {
    return gunzipSync(stored, { maxOutputLength: 16 << 20 });
  } catch {
    return undefined;
  }
}

async function openArchive(bytes: Buffer, random: Random): Promise<ImageView> {
  const archive = mutateTar(bytes, random);
  const members = await openTarMembers(memoryBlobs(new Map([['image.tar', archive]])), 'image.tar');
  return openDockerArchive(members, {}, INFLATER);
}

async function openLayout(bytes: Buffer, random: Random): Promise<ImageView> {
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', bytes]])), 'x.tar');
  const files: Files = new Map();
  for (const name of ['index.json', 'oci-layout', 'manifest.json']) {
    const length = await members.bytes(name);
    // Where all are changed, few images are opened at all.
    if (length === undefined || random() < 0.4) continue;
    files.set(name, mutate(Buffer.from(await members.read(name, 0, length)), random));
  }
  const mixed: BlobReader = {
    ...members,
    bytes: async (name) => files.get(name)?.length ?? members.bytes(name),
    read: async (name, offset, length) =>
      files.get(name)?.subarray(offset, offset + length) ?? members.read(name, offset, length),
  };
  return openOciLayout(mixed, {}, INFLATER);
}

async function readWhole(view: ImageView) {
  const indexes = await indexLayers(view, [packageCollector, secretCollector], { hash: true });
  return { name: 'x', view, indexes, tree: mergeLayers(indexes) };
}

async function inspect(view: ImageView): Promise<void> {
  mustFit(InspectionRecord, inspectImage(await readWhole(view)));
}

async function validate(view: ImageView): Promise<void> {
  mustFit(ValidationRecord, describeValidation('x', view, await validateImage(view)));
}

async function diff(a: ImageView, b: ImageView): Promise<void> {
  mustFit(DifferenceRecord, diffImages(await readWhole(a), await readWhole(b)));
}
