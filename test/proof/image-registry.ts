import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderBlobs } from '../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import { registryHttp } from '../../src/adapters/http/registry-http.ts';
import { pushImage } from '../../src/image/registry/push-image.ts';
import { makeRegistryClient } from '../../src/image/registry/registry-client.ts';
import { placeOf } from '../../src/image/registry/registry-url.ts';
import { packImage } from '../../src/image/sinks/pack-image.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import { parseReference } from '../../src/model/reference.ts';
import { meter } from '../kit/meter.ts';
import { atMost, check, count, type Part, type PartContext, type PartResult, reading } from './contract.ts';
import { startDebianRegistry } from './kit/debian-registry.ts';
import { installRealImage } from './kit/real-image.ts';
import { writeGzipLayout } from './kit/write-image.ts';

export const imageRegistry: Part = {
  id: 'image-registry',
  proves:
    'of an image in a registry manifest and configuration answer within 0.5 s, the rest in one streamed pass without disk; the second run reads no layer',
  needsEngine: false,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/adapters', 'src/cli', 'src/facts', 'src/model'] },
    { name: 'part', paths: ['test/proof/image-registry.ts', 'test/proof/kit', 'test/kit/meter.ts'] },
  ],
  run: readFromRegistry,
};

const TIMES = 5;

async function readFromRegistry({ root, env, scratch, small, say }: PartContext): Promise<PartResult> {
  const program = join(root, 'dist/bin/plimsoll.js');
  say('installing an image');
  const layers = await installRealImage('tensorflow', join(scratch, 'image'), env);
  const layout = join(scratch, 'oci');
  await writeGzipLayout(layout, layers);
  for (const { file } of layers) execFileSync('rm', ['-f', file]);
  const registry = await startDebianRegistry(join(scratch, 'registry'));
  try {
    const name = `${registry.host}/team/app:1`;
    const sentBytes = await push(layout, name);
    say(`pushed ${Math.round(sentBytes / 1e6)} MB`);
    const firstAnswers: number[] = [];
    for (let i = 0; i < (small ? 1 : TIMES); i++) firstAnswers.push(await firstAnswerMs(program, name, env));
    const nowhere = { ...env, TMPDIR: '/nonexistent', XDG_CACHE_HOME: '/dev/null/nowhere', HOME: '/dev/null/nowhere' };
    const words = (typed: string) => [process.execPath, program, 'inspect', '--format', 'json', typed];
    const before = registry.requests().length;
    const streamed = meter(words(`registry:${name}`), { env: nowhere });
    const asked = registry.requests().slice(before);
    const cache = join(scratch, 'cache');
    mkdirSync(cache);
    const cached = { ...env, XDG_CACHE_HOME: cache };
    const first = meter(words(`registry:${name}`), { env: cached });
    const between = registry.requests().length;
    const second = meter(words(`registry:${name}`), { env: cached });
    const again = registry.requests().slice(between);
    const local = meter(words(`oci:${layout}`), { env: cached });
    const bodyOf = (out: string) => JSON.stringify({ ...(JSON.parse(out) as object), image: undefined });
    const isSame = [streamed, first, second].every(({ out }) => bodyOf(out) === bodyOf(local.out));
    const blobsOf = (requests: readonly string[]) => requests.filter((request) => /^GET .*\/blobs\//.test(request));
    const [asks, asksAgain] = [blobsOf(asked), blobsOf(again)];
    const wanted = layers.length + 1;
    const checks = [
      atMost(
        'first answer: manifest and configuration, ms, program start included',
        Math.max(...firstAnswers),
        500,
        ' ms',
      ),
      check(
        'without disk: nowhere to write to',
        'exit 0, 0 blocks written',
        `exit ${streamed.code}, ${streamed.writtenBlocks} blocks written`,
        streamed.code === 0 && streamed.writtenBlocks === 0,
      ),
      check(
        'one pass: every blob asked for once',
        `${wanted} requests for ${wanted} blobs`,
        `${asks.length} requests for ${new Set(asks).size} blobs`,
        asks.length === wanted && new Set(asks).size === wanted,
      ),
      // The configuration says which layers there are.
      check('second run: blobs asked for, the configuration included', '1', asksAgain.length, asksAgain.length === 1),
      check('the same record as from the layout on disk', 'yes', isSame ? 'yes' : 'no', isSame),
    ];
    const figures = [
      reading('first answer', 'ms', firstAnswers),
      count('bytes pushed', sentBytes, 1),
      reading('streamed whole: time', 'ms', [streamed.wallSeconds * 1000]),
      reading('streamed whole: memory', 'byte', [streamed.maxRssBytes]),
      reading('out of the cache: time', 'ms', [second.wallSeconds * 1000]),
    ];
    return { figures, checks, details: { asked, again } };
  } finally {
    await registry.close();
  }
}

async function push(layout: string, name: string): Promise<number> {
  const reference = parseReference(name);
  if (reference === undefined) throw new Error(`${name} is no reference`);
  const place = placeOf(reference);
  const client = makeRegistryClient(place, {
    http: registryHttp,
    credentials: async () => undefined,
    sleep: async () => undefined,
    now: () => performance.now(),
  });
  const blobs = folderBlobs(layout);
  try {
    return await pushImage(client, place, await packImage(await openOciLayout(blobs, {}, nodeInflater(''))));
  } finally {
    await blobs.close();
  }
}

/** Until the line about platform, layers and bytes to transfer; the rest is not waited for. */
function firstAnswerMs(program: string, name: string, env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'inspect', `registry:${name}`], {
    env: { ...env, XDG_CACHE_HOME: '/dev/null/nowhere', PLIMSOLL_PROGRESS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!/^linux\/\w+, \d+ layers/m.test(said)) return;
      resolve(performance.now() - started);
      child.kill('SIGKILL');
    });
    child.once('close', () => reject(new Error(`no first answer: ${said}`)));
  });
}
