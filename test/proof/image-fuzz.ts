import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  atLeast,
  atMost,
  check,
  count,
  isZero,
  type Part,
  type PartContext,
  type PartResult,
  reading,
} from './contract.ts';
import type { FuzzReport } from './kit/fuzz.ts';

const SECONDS = 31 * 60;
const SEED = 20_261_121;
/** More than any one input may take. */
const GRACE_SECONDS = 60;

/** Held inputs with bytes changed, read as `inspect`, `diff` and `validate` read and print, in a process of its own, whose memory the kernel tells. */
export const imageFuzz: Part = {
  id: 'image-fuzz',
  proves:
    'half an hour of changed tars, documents, package records, names, Dockerfiles and records: no crash, no hang, at most 512 MB',
  needsEngine: false,
  needsProgram: false,
  inputs: [
    {
      name: 'rooms',
      paths: [
        ...['src/image', 'src/facts', 'src/dockerfile', 'src/model', 'src/record', 'src/report', 'src/language'],
        'src/adapters/blobs',
      ],
    },
    {
      name: 'part',
      paths: [
        'test/proof/image-fuzz.ts',
        'test/proof/kit/must-fit.ts',
        ...['', '-contract', '-images', '-lines', '-packages', '-pages', '-registry'].map(nameOf),
      ],
    },
    { name: 'held', paths: ['test/held/hostile', 'test/held/waste', 'test/held/kit', 'test/proof/kit/mutate.ts'] },
  ],
  run: runFuzz,
};

function nameOf(part: string): string {
  return `test/proof/kit/fuzz${part}.ts`;
}

async function runFuzz(context: PartContext): Promise<PartResult> {
  const { small } = context;
  const seconds = small ? 20 : SECONDS;
  const started = performance.now();
  const report = await runApart(context, seconds);
  const ranSeconds = (performance.now() - started) / 1000;
  const idle = Object.entries(report.kinds).flatMap(([kind, { inputs, read }]) =>
    inputs === 0 || read === 0 ? [kind] : [],
  );
  const refusals = Object.values(report.refused).reduce((sum, n) => sum + n, 0);
  return {
    figures: [
      count('inputs', report.inputs, 1),
      count('inputs that were read', report.read, 1),
      count('inputs that were refused', refusals, 1),
      reading('slowest input', 'ms', [report.slowest.ms]),
      reading('most memory held', 'byte', [report.maxRssBytes]),
    ],
    checks: [
      isZero('crashes', report.crashes.length),
      check('kinds of input that never ran, or were never read', 'none', idle.join(', ') || 'none', idle.length === 0),
      atMost('seconds of the slowest input', report.slowest.ms / 1000, 10, ' s'),
      atMost('memory in MB', report.maxRssBytes / 1e6, 512, ' MB'),
      atLeast('minutes', ranSeconds / 60, small ? 0.3 : 30),
      check(
        'both ends were met',
        'inputs read and refused',
        `${report.read} and ${refusals}`,
        report.read > 0 && refusals > 0,
      ),
    ],
    details: {
      seed: SEED,
      kinds: report.kinds,
      slowest: report.slowest,
      refused: report.refused,
      crashes: report.crashes.slice(0, 20),
    },
  };
}

const DRIVER = `
import { fuzzParsers } from './fuzz.mjs';
const [seconds, seed] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await fuzzParsers(seconds, seed, (line) => console.error(line))));
`;

/** Bundled first: what turns TypeScript into a program must not count as memory of ours. */
async function runApart({ root, env, scratch, say }: PartContext, seconds: number): Promise<FuzzReport> {
  const bundler = join(root, 'node_modules/.bin/tsdown');
  const argv = [
    'test/proof/kit/fuzz.ts',
    '-d',
    scratch,
    '--no-config',
    '--no-dts',
    '--format',
    'esm',
    '--platform',
    'node',
  ];
  execFileSync(bundler, argv, { cwd: root, env, stdio: 'pipe' });
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  writeFileSync(join(scratch, 'driver.mjs'), DRIVER);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(scratch, 'driver.mjs'), String(seconds), String(SEED)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const late = setTimeout(() => child.kill('SIGKILL'), (seconds + GRACE_SECONDS) * 1000);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => say(chunk.toString('utf8').trim()));
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      if (code === null) reject(new Error(`an input hangs: no end ${GRACE_SECONDS} s after the time was over`));
      else if (code === 0) resolve(JSON.parse(output) as FuzzReport);
      else reject(new Error(`the fuzzing process ended with ${code}`));
    });
  });
}
