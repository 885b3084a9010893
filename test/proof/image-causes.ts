import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InspectionRecord } from '../../src/record/inspection.ts';
import { type Check, check, type Figure, type Part, type PartContext, type PartResult } from './contract.ts';

const BASE = 'standin-python:3.11';
const PIP = 'pip install --no-cache-dir';
/** The steps of the paper: its numpy is newer than what its TensorFlow allows. */
const STEPS = [`${PIP} numpy==1.24.4`, `${PIP} tensorflow-cpu==2.13.1`];

/** One image as the paper has it first, one merged by `&&`, one that asks the resolver once. */
const FORMS: Readonly<Record<string, string>> = {
  'a RUN each': STEPS.map((step) => `RUN ${step}\n`).join(''),
  'joined by &&': `RUN ${STEPS.join(' && ')}\n`,
  'one resolver call': `RUN ${PIP} numpy tensorflow-cpu==2.13.1\n`,
};

export const imageCauses: Part = {
  id: 'image-causes',
  proves: 'T74: what && saved is a numpy that an older numpy overwrote, with versions and lines',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts', 'src/model'] },
    { name: 'part', paths: ['test/proof/image-causes.ts'] },
  ],
  run: findCauses,
};

async function findCauses({ root, env, scratch, say }: PartContext): Promise<PartResult> {
  const records = new Map<string, InspectionRecord>();
  for (const [form, steps] of Object.entries(FORMS)) {
    say(`building: ${form}`);
    const context = join(scratch, form.replaceAll(/\W/g, '-'));
    const layout = `${context}.oci`;
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), `FROM base\n${steps}`);
    const argv = [
      ...['buildx', 'build', '--quiet', '--provenance=mode=max', '--no-cache'],
      ...['--build-context', `base=docker-image://${BASE}`, '--output', `type=oci,dest=${layout},tar=false`, context],
    ];
    execFileSync('docker', argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const program = [join(root, 'dist/bin/plimsoll.js'), 'inspect', '--format', 'json', `oci:${layout}`];
    const told = execFileSync(process.execPath, program, { env, encoding: 'utf8', maxBuffer: 256 << 20 });
    records.set(form, JSON.parse(told) as InspectionRecord);
  }
  const [split, joined, once] = Object.keys(FORMS).map((form) => records.get(form));
  if (split === undefined || joined === undefined || once === undefined) throw new Error('a form was not built');
  const older = numpyFinding(split);
  const saved = split.unpackedBytes - joined.unpackedBytes;
  const lineOf = (layer: number | undefined) => split.layers[layer ?? -1]?.line;
  const told = `${older?.package?.version} in line ${lineOf(older?.layer)}, by ${older?.instead?.version} in line ${lineOf(older?.by)}`;
  const share = (older?.bytes ?? 0) / saved;
  const checks: Check[] = [
    check(
      'numpy overwritten by an older one',
      '1.24.4 in line 2, by 1.24.3 in line 3',
      told,
      told === '1.24.4 in line 2, by 1.24.3 in line 3',
    ),
    check(
      'share of what && saved that this finding explains',
      '0.9 to 1.1',
      share.toFixed(4),
      share > 0.9 && share < 1.1,
    ),
    check('the same finding with &&', 'none', numpyFinding(joined)?.code ?? 'none', numpyFinding(joined) === undefined),
    check(
      'the same finding with one call',
      'none',
      numpyFinding(once)?.code ?? 'none',
      numpyFinding(once) === undefined,
    ),
  ];
  const figures: Figure[] = [...records].map(([form, { unpackedBytes }]) =>
    bytesOf(`unpacked: ${form}`, unpackedBytes),
  );
  figures.push(bytesOf('saved by &&', saved), bytesOf('overwritten numpy', older?.bytes ?? 0));
  const details = Object.fromEntries([...records].map(([form, { findings, layers }]) => [form, { findings, layers }]));
  return { figures, checks, details };
}

function numpyFinding({ findings }: InspectionRecord): InspectionRecord['findings'][number] | undefined {
  return findings.find((f) => f.code === 'overwritten-later' && f.package?.name === 'numpy' && f.instead !== undefined);
}

function bytesOf(name: string, value: number): Figure {
  return { name, value, unit: 'byte', basis: 'measured', n: 1 };
}
