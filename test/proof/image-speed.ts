import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Metered, meter } from '../kit/meter.ts';
import {
  atLeast,
  atMost,
  count,
  type Figure,
  type Part,
  type PartContext,
  type PartResult,
  reading,
} from './contract.ts';
import { installPeer } from './kit/peers.ts';
import { installRealImage, REAL_IMAGES, type RealImage } from './kit/real-image.ts';
import { fileBytes, writeDockerArchive, writeGzipLayout } from './kit/write-image.ts';

const TIMES = 5;

/** CPU time of reading one image, beside the programs people use for it, one after the other and round after round. */
export const imageSpeed: Part = {
  id: 'image-speed',
  proves:
    'an index of headers takes 7 × less CPU than dive, one with SHA-256 of every file 1.3 × less, or little more than hashing the archive alone; gzip layers at most 1.4 × inflating alone',
  needsEngine: false,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/adapters/blobs', 'src/model'] },
    { name: 'part', paths: ['test/proof/image-speed.ts', 'test/proof/kit'] },
  ],
  run: runSpeed,
};

const INFLATE = `
const { createReadStream } = require('node:fs');
const { createGunzip } = require('node:zlib');
(async () => {
  for (const file of process.argv.slice(1))
    for await (const chunk of createReadStream(file, { highWaterMark: 262144 }).pipe(createGunzip({ chunkSize: 262144 }))) chunk.length;
})();
`;

/** The least that hashing an archive takes: the pieces lie off the pages' beginnings, where copies are slower on some processors. */
const HASH = `
const { openSync, readSync } = require('node:fs');
const hash = require('node:crypto').createHash('sha256');
const file = openSync(process.argv[1]);
const piece = Buffer.from(new ArrayBuffer(64 + 262144), 64);
for (let at = 0, read; (read = readSync(file, piece, 0, piece.length, at)) > 0; at += read)
  hash.update(piece.subarray(0, read));
`;

/**
 * Three quarters of its bytes are a few libraries: SHA-256 alone takes most of what dive takes for it, so that it is held to that. The others
 * are as people's images are.
 */
const BOUND_BY_HASHING: RealImage = 'tensorflow';

async function runSpeed({ root, env: given, scratch, small, say }: PartContext): Promise<PartResult> {
  const dive = installPeer('dive', given, say);
  const syft = installPeer('syft', given, say);
  // Node parses a file of further certificates, and its own with it, whenever it starts: 40 ms of CPU here, for programs that ask no server.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = given;
  const library = join(root, 'dist/lib/image.js');
  const reader = join(root, 'test/proof/kit/read-archive.mjs');
  const ours = (typed: string, how: string) => [process.execPath, reader, library, typed, how];
  const figures: Figure[] = [];
  const checks: PartResult['checks'][number][] = [];
  for (const name of small ? REAL_IMAGES.slice(0, 1) : REAL_IMAGES) {
    say(`${name}: installing`);
    const layers = await installRealImage(name, join(scratch, name), given);
    const archive = join(scratch, `${name}.tar`);
    await writeDockerArchive(archive, layers);
    say(`${name}: compressing`);
    const layout = join(scratch, `${name}.oci`);
    const blobs = await writeGzipLayout(layout, layers);
    const archiveBytes = fileBytes(archive);
    say(`${name}: ${Math.round(archiveBytes / 1e6)} MB`);
    figures.push({ name: `${name}: archive`, value: archiveBytes, unit: 'byte', basis: 'measured', n: 1 });
    const runs: Readonly<Record<string, readonly string[]>> = {
      'dive --ci': [dive.file, '--ci', `docker-archive://${archive}`],
      // The archive's own members are three tars: what is to be listed is in those.
      'tar -t': ['find', ...layers.map(({ file }) => file), '-exec', 'tar', '-tf', '{}', ';'],
      'SHA-256 of the archive by node': [process.execPath, '-e', HASH, archive],
      headers: ours(`docker-archive:${archive}`, 'headers'),
      digests: ours(`docker-archive:${archive}`, 'digests'),
      'gzip -dc': ['gzip', '-dc', ...blobs],
      'igzip -dc': ['igzip', '-dc', ...blobs],
      'inflate by node': [process.execPath, '-e', INFLATE, ...blobs],
      'gzip layers': ours(`oci:${layout}`, 'headers'),
      'gzip layers, digests': ours(`oci:${layout}`, 'digests'),
    };
    const found = rounds(runs, env, small ? 1 : TIMES, say);
    // Reads contents for packages, as no other here does, and takes as long as all of them together.
    const scans = {
      'syft scan': [syft.file, 'scan', '--quiet', '-o', 'json', `docker-archive:${archive}`],
      'plimsoll inspect, packages and secrets too': [
        ...[process.execPath, join(root, 'dist/bin/plimsoll.js'), 'inspect', '--format', 'json'],
        `docker-archive:${archive}`,
      ],
    };
    const afresh = { ...env, SYFT_CHECK_FOR_APP_UPDATE: 'false', XDG_CACHE_HOME: join(scratch, `${name}-cache`) };
    for (const [what, metered] of rounds(scans, afresh, 1, say)) found.set(what, metered);
    const cpu = (what: string) => Math.min(...(found.get(what) ?? []).map(({ cpuSeconds }) => cpuSeconds));
    for (const [what, metered] of found) {
      figures.push(
        reading(
          `${name}: CPU time of ${what}`,
          'ms',
          metered.map(({ cpuSeconds }) => cpuSeconds * 1000),
        ),
      );
    }
    const [read] = found.get('headers') ?? [];
    const { entries } = JSON.parse(read?.out ?? '{}') as { readonly entries: number };
    const memory = (found.get('headers') ?? []).map(({ maxRssBytes }) => maxRssBytes);
    figures.push(count(`${name}: entries`, entries, 1), reading(`${name}: memory of headers`, 'byte', memory));
    const overHashing = cpu('digests') / cpu('SHA-256 of the archive by node');
    const diveOverDigests = cpu('dive --ci') / cpu('digests');
    figures.push(
      ratioOf(`${name}: SHA-256 of every file against that of the archive`, overHashing),
      ratioOf(`${name}: dive's CPU against that with SHA-256 of every file`, diveOverDigests),
    );
    checks.push(
      atLeast(`${name}: dive's CPU against that of headers`, cpu('dive --ci') / cpu('headers'), 7),
      name === BOUND_BY_HASHING
        ? atMost(`${name}: SHA-256 of every file against that of the archive`, overHashing, 1.2)
        : atLeast(`${name}: dive's CPU against that with SHA-256 of every file`, diveOverDigests, 1.3),
      atMost(`${name}: gzip layers against inflating alone`, cpu('gzip layers') / cpu('inflate by node'), 1.4),
      atMost(`${name}: memory in MB`, Math.max(...memory) / 1e6, 150, ' MB'),
    );
    execFileSync('rm', ['-rf', archive, layout, ...layers.map(({ file }) => file)]);
  }
  return { figures, checks, details: { dive: dive.version, syft: syft.version } };
}

/** @param value of the least CPU times of all rounds */
function ratioOf(name: string, value: number): Figure {
  return { name, value, unit: 'ratio', basis: 'computed', n: TIMES };
}

/** Each program once a round, so that what else the machine does falls on all of them. */
function rounds(
  runs: Readonly<Record<string, readonly string[]>>,
  env: NodeJS.ProcessEnv,
  times: number,
  say: (line: string) => void,
): Map<string, readonly Metered[]> {
  const found = new Map<string, Metered[]>();
  for (let round = 0; round < times; round++) {
    for (const [what, argv] of Object.entries(runs)) {
      const metered = meter(argv, { env, keepsOut: argv[0] === process.execPath });
      // dive says with 1 that the image is wasteful.
      if (metered.code > 1) throw new Error(`${what} ended with ${metered.code}: ${metered.err.slice(-2000)}`);
      found.set(what, [...(found.get(what) ?? []), metered]);
      say(`${what}: ${metered.cpuSeconds.toFixed(2)} s, ${Math.round(metered.maxRssBytes / 1e6)} MB`);
    }
  }
  return found;
}
