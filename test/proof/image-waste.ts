import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileBlob } from '../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import { accountBytes } from '../../src/facts/bytes/account-bytes.ts';
import { computeDiveEfficiency } from '../../src/facts/bytes/compute-dive-efficiency.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';
import { openDockerArchive } from '../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../src/image/sources/open-tar-members.ts';
import { WASTE_CASES } from '../held/waste/cases.ts';
import { caseArchive } from '../held/waste/media.ts';
import { atLeast, type Check, count, type Part, type PartContext, type PartResult } from './contract.ts';
import { installPeer } from './kit/peers.ts';

/** What is known of each image of the corpus, beside what two readers say of its archive. */
export const imageWaste: Part = {
  id: 'image-waste',
  proves:
    'wasted bytes known by construction are told exactly, in the same table as dive; dive’s own efficiency is dive’s',
  needsEngine: false,
  needsProgram: false,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts/bytes', 'src/adapters/blobs', 'src/model'] },
    { name: 'held', paths: ['test/held/waste', 'test/held/kit'] },
    { name: 'part', paths: ['test/proof/image-waste.ts', 'test/proof/kit/peers.ts'] },
  ],
  run: compareWaste,
};

interface Said {
  readonly deadBytes: number;
  readonly efficiency: number;
}

interface DiveFile {
  readonly image: { readonly inefficientBytes: number; readonly efficiencyScore: number };
}

/** `refused` where a reader gives no answer. */
type Row = Readonly<Record<'image' | 'truth' | 'ours' | 'dive' | 'diveAgain', string | number>>;

async function compareWaste({ env, scratch, small, say }: PartContext): Promise<PartResult> {
  const dive = installPeer('dive', env, say);
  const askDive = (source: string): Said | undefined => {
    const json = join(scratch, 'dive.json');
    rmSync(json, { force: true });
    try {
      execFileSync(dive.file, ['--json', json, source], { env, stdio: 'ignore' });
      const { image } = JSON.parse(readFileSync(json, 'utf8')) as DiveFile;
      return { deadBytes: image.inefficientBytes, efficiency: image.efficiencyScore };
    } catch {
      return undefined;
    }
  };
  const rows: Row[] = [];
  let exact = 0;
  let diveExact = 0;
  for (const item of small ? WASTE_CASES.slice(0, 10) : WASTE_CASES) {
    const file = join(scratch, 'image.tar');
    writeFileSync(file, caseArchive(item, 'docker-archive'));
    const ours = await readArchive(file, env);
    const theirs = askDive(`docker-archive://${file}`);
    const again = askDive(`docker-archive://${file}`);
    const truth = item.truth.deadBytes;
    exact += ours.deadBytes === truth ? 1 : 0;
    diveExact += theirs?.deadBytes === truth ? 1 : 0;
    rows.push({
      image: item.id,
      truth,
      ours: ours.deadBytes,
      dive: theirs?.deadBytes ?? 'refused',
      diveAgain: again?.deadBytes ?? 'refused',
    });
  }
  say(`${rows.length} images: ours exact ${exact}, dive exact ${diveExact}`);
  const own = await compareOwnImages(dive.source, askDive, env);
  const checks: Check[] = [
    {
      name: 'wasted bytes told exactly',
      wanted: `${rows.length} of ${rows.length}`,
      got: `${exact} of ${rows.length}`,
      passed: exact === rows.length,
    },
    {
      name: 'dive’s efficiency of dive’s own test images',
      wanted: 'dive’s, to 12 digits, for each it reads',
      got: own.map(({ image, ours, dive: theirs }) => `${image} ${ours} (dive: ${theirs})`).join('; '),
      passed: own.length > 0 && own.every(({ ours, dive: theirs }) => ours === theirs || theirs === 'refused'),
    },
    // Where dive reads nothing, nothing was compared.
    atLeast('dive’s own test images that dive reads', own.filter(({ dive: theirs }) => theirs !== 'refused').length, 1),
    atLeast('images that dive reads', rows.filter(({ dive: theirs }) => theirs !== 'refused').length, 1),
  ];
  const figures = [count('images', rows.length, 1), count('exact: dive', diveExact, 1), count('exact: ours', exact, 1)];
  return { figures, checks, details: { dive: dive.version, rows, own } };
}

/** The images in dive's own repository, as archives of Docker or of OCI. */
async function compareOwnImages(
  source: string,
  askDive: (source: string) => Said | undefined,
  env: NodeJS.ProcessEnv,
): Promise<readonly { readonly image: string; readonly ours: string; readonly dive: string }[]> {
  const folder = join(source, '.data');
  const found = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.tar'))) {
    const file = join(folder, name);
    const theirs = askDive(`docker-archive://${file}`);
    const ours = await readArchive(file, env).catch((error: Error) => error.message);
    const shown = typeof ours === 'string' ? ours : ours.efficiency.toFixed(12);
    found.push({ image: name, ours: shown, dive: theirs?.efficiency.toFixed(12) ?? 'refused' });
  }
  return found;
}

async function readArchive(file: string, env: NodeJS.ProcessEnv): Promise<Said> {
  const { blobs, name } = fileBlob(file);
  try {
    const members = await openTarMembers(blobs, name);
    const inflater = nodeInflater(env['PATH'] ?? '');
    const isDocker = (await members.bytes('manifest.json')) !== undefined;
    const view = isDocker ? await openDockerArchive(members, {}, inflater) : await openOciLayout(members, {}, inflater);
    const indexes = await indexLayers(view, []);
    const { deadBytes } = accountBytes(indexes, mergeLayers(indexes));
    return { deadBytes, efficiency: computeDiveEfficiency(indexes) ?? Number.NaN };
  } finally {
    await blobs.close();
  }
}
