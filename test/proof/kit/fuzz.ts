import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { parseDockerfile } from '../../../src/dockerfile/parse-dockerfile.ts';
import { inspectImage } from '../../../src/facts/bytes/inspect-image.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { packageCollector } from '../../../src/image/packages/package-collector.ts';
import { memoryBlobs } from '../../../src/image/random-image.ts';
import { openDockerArchive } from '../../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../../src/image/sources/open-tar-members.ts';
import { parseImageName } from '../../../src/model/image-name.ts';
import { Problem } from '../../../src/model/problem.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import { archiveOf, type Files, layerTar, ociLayout } from '../../held/kit/image.ts';
import { WASTE_CASES } from '../../held/waste/cases.ts';

export interface FuzzReport {
  readonly inputs: number;
  readonly read: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Anything thrown that is no refusal, with what it was thrown at. */
  readonly crashes: readonly { readonly kind: string; readonly seed: number; readonly error: string }[];
  readonly slowestMs: number;
  readonly maxRssBytes: number;
}

/** Larger inputs are mutated no better and only slower. */
const MOST_SEED_BYTES = 200_000;

type Random = () => number;

function makeRandom(seed: number): Random {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Mutates held inputs and reads them as `inspect` does, until the time is over. The same seed gives the same inputs. */
export async function fuzzParsers(seconds: number, seed: number, say: (line: string) => void): Promise<FuzzReport> {
  const corpus = gatherCorpus();
  const random = makeRandom(seed);
  const refused: Record<string, number> = {};
  const crashes: { kind: string; seed: number; error: string }[] = [];
  const ends = performance.now() + seconds * 1000;
  let [inputs, read, slowestMs, told] = [0, 0, 0, 0];
  while (performance.now() < ends) {
    const started = performance.now();
    const kind = corpus[Math.floor(random() * corpus.length)];
    if (kind === undefined) break;
    inputs += 1;
    try {
      await kind.read(kind.bytes, random);
      read += 1;
    } catch (error) {
      if (error instanceof Problem) refused[error.code] = (refused[error.code] ?? 0) + 1;
      else crashes.push({ kind: kind.name, seed: inputs, error: String(error instanceof Error ? error.stack : error) });
    }
    slowestMs = Math.max(slowestMs, performance.now() - started);
    if (performance.now() - told > 60_000) {
      told = performance.now();
      say(`${inputs} inputs, ${crashes.length} crashes, ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
    }
  }
  return { inputs, read, refused, crashes, slowestMs, maxRssBytes: process.resourceUsage().maxRSS * 1024 };
}

interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
  read(bytes: Buffer, random: Random): Promise<void>;
}

function gatherCorpus(): readonly Seed[] {
  const seeds: Seed[] = [];
  for (const { id, medium, big } of HOSTILE_CASES) {
    if (big === true) continue;
    if (medium.is === 'layers') {
      for (const layer of medium.image().layers)
        seeds.push({ name: `tar ${id}`, bytes: layerTar(layer), read: readLayer });
    } else if (medium.is === 'archive') seeds.push({ name: `archive ${id}`, bytes: medium.bytes(), read: readArchive });
    else if (medium.is === 'files')
      seeds.push({ name: `layout ${id}`, bytes: archiveOf(medium.files()), read: readLayout });
    else if (medium.is === 'name')
      seeds.push({ name: `name ${id}`, bytes: Buffer.from(medium.text, 'latin1'), read: readName });
    else if (medium.is === 'dockerfile') {
      seeds.push({ name: `dockerfile ${id}`, bytes: Buffer.from(medium.text(), 'latin1'), read: readDockerfile });
    }
  }
  for (const { id, image } of WASTE_CASES) {
    seeds.push({ name: `layout ${id}`, bytes: archiveOf(ociLayout(image)), read: readLayout });
  }
  return seeds.filter(({ bytes }) => bytes.length > 0 && bytes.length <= MOST_SEED_BYTES);
}

const INFLATER = nodeInflater('');

/** The digests are made to fit, so that what is mutated is really read. */
async function readLayer(bytes: Buffer, random: Random): Promise<void> {
  const tar = mendChecksums(mutate(bytes, random), random);
  await inspect(await openOciLayout(memoryBlobs(ociLayout({ layers: [{ tar }] })), {}, INFLATER));
}

async function readArchive(bytes: Buffer, random: Random): Promise<void> {
  const archive = mendChecksums(mutate(bytes, random), random);
  const members = await openTarMembers(memoryBlobs(new Map([['image.tar', archive]])), 'image.tar');
  await inspect(await openDockerArchive(members, {}, INFLATER));
}

async function readLayout(bytes: Buffer, random: Random): Promise<void> {
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', bytes]])), 'x.tar');
  const names = ['index.json', 'oci-layout', 'manifest.json'];
  const files: Files = new Map();
  for (const name of names) {
    const length = await members.bytes(name);
    if (length !== undefined) files.set(name, mutate(Buffer.from(await members.read(name, 0, length)), random));
  }
  const mixed = {
    ...members,
    bytes: async (name: string) => files.get(name)?.length ?? members.bytes(name),
    read: async (name: string, offset: number, length: number) =>
      files.get(name)?.subarray(offset, offset + length) ?? members.read(name, offset, length),
  };
  await inspect(await openOciLayout(mixed, {}, INFLATER));
}

async function readName(bytes: Buffer, random: Random): Promise<void> {
  parseImageName(mutate(bytes, random).toString('utf8'));
}

async function readDockerfile(bytes: Buffer, random: Random): Promise<void> {
  parseDockerfile(mutate(bytes, random));
}

async function inspect(view: Awaited<ReturnType<typeof openOciLayout>>): Promise<void> {
  const indexes = await indexLayers(view, [packageCollector], { hash: true });
  JSON.stringify(inspectImage({ name: 'x', view, indexes, tree: mergeLayers(indexes) }));
}

const NUMBERS = [
  '00000000000',
  '77777777777',
  '-1',
  '9007199254740993',
  '1e400',
  '99999999999999999999',
  '{',
  '[',
  '"',
  'null',
  '\0',
  '/',
  '..',
  '.wh.',
];

/** One to eight small changes: bytes, pieces doubled or cut out, numbers that are edges. */
function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = Buffer.from(bytes);
  for (let changes = 1 + Math.floor(random() * 8); changes > 0 && mutated.length > 0; changes--) {
    const at = Math.floor(random() * mutated.length);
    const length = 1 + Math.floor(random() ** 3 * Math.min(2000, mutated.length - at));
    const kind = Math.floor(random() * 6);
    if (kind === 0) mutated[at] = Math.floor(random() * 256);
    else if (kind === 1) mutated[at] = (mutated[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    else if (kind === 2) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)]);
    else if (kind === 3) mutated = Buffer.concat([mutated.subarray(0, at + length), mutated.subarray(at)]);
    else if (kind === 4) mutated.write(NUMBERS[Math.floor(random() * NUMBERS.length)] ?? '', at, 'latin1');
    else mutated.copy(mutated, at, Math.floor(random() * mutated.length));
  }
  return mutated;
}

/** A header whose sum is wrong is refused before anything else of it is looked at, so most get a right one. */
function mendChecksums(tar: Buffer, random: Random): Buffer {
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    if (tar.toString('latin1', at + 257, at + 262) !== 'ustar' || random() < 0.1) continue;
    tar.fill(0x20, at + 148, at + 156);
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  }
  return tar;
}
