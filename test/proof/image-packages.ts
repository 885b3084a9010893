import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InspectionRecord } from '../../src/record/inspection.ts';
import { type Check, check, count, type Part, type PartContext, type PartResult } from './contract.ts';
import { installPeer } from './kit/peers.ts';

/** Images with packages of several kinds, and programs of Go that go into them. */
const IMAGES = {
  service: { base: 'standin-python:3.11', programs: ['golang.org/x/tools/cmd/stringer@v0.30.0'] },
  front: { base: 'standin-debian:bookworm', programs: ['github.com/google/go-containerregistry/cmd/crane@v0.20.3'] },
  tools: { base: 'standin-debian:bookworm', programs: [] },
} as const;
type Mixed = keyof typeof IMAGES;

export const imagePackages: Part = {
  id: 'image-packages',
  proves:
    'the same packages as syft (deb, Python, npm, Go, jar) on three mixed images, or the difference is syft’s mistake',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts/packages', 'src/model'] },
    { name: 'part', paths: ['test/proof/image-packages.ts', 'test/proof/mixed', 'test/proof/kit/peers.ts'] },
  ],
  run: comparePackages,
};

/** syft's words for our kinds. */
const KINDS: Readonly<Record<string, string>> = {
  deb: 'deb',
  python: 'python',
  npm: 'npm',
  'go-module': 'go',
  'java-archive': 'jar',
};

interface SyftFile {
  readonly artifacts: readonly {
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly locations: readonly { readonly path: string }[];
  }[];
}

async function comparePackages(context: PartContext): Promise<PartResult> {
  const { root, env, scratch, small, say } = context;
  const syft = installPeer('syft', env, say);
  const checks: Check[] = [];
  const figures = [];
  const details: Record<string, unknown> = { syft: syft.version };
  for (const name of (small ? ['service'] : Object.keys(IMAGES)) as Mixed[]) {
    const layout = buildMixed(name, context);
    say(`${name}: syft`);
    const theirs = execFileSync(syft.file, ['scan', '--quiet', '-o', 'json', `oci-dir:${layout}`], {
      env: { ...env, SYFT_CHECK_FOR_APP_UPDATE: 'false', HOME: scratch },
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    say(`${name}: ours`);
    const program = [join(root, 'dist/bin/plimsoll.js'), 'inspect', '--format', 'json', `oci:${layout}`];
    const ours = execFileSync(process.execPath, program, { env, encoding: 'utf8', maxBuffer: 1 << 30 });
    const told = keysOfSyft(JSON.parse(theirs) as SyftFile);
    const found = keysOfOurs(JSON.parse(ours) as InspectionRecord);
    const onlySyft = [...told].filter(([key]) => !found.has(key)).map(([key, path]) => `${key} (${path})`);
    const onlyOurs = [...found].filter(([key]) => !told.has(key)).map(([key, path]) => `${key} (${path})`);
    for (const kind of new Set(Object.values(KINDS))) {
      figures.push(count(`${name}: ${kind}`, [...found.keys()].filter((key) => key.startsWith(`${kind} `)).length, 1));
    }
    checks.push(
      check(`${name}: only syft has`, 'none', onlySyft.length, onlySyft.length === 0),
      check(`${name}: only ours has`, 'none', onlyOurs.length, onlyOurs.length === 0),
    );
    details[name] = { both: found.size - onlyOurs.length, onlySyft, onlyOurs };
    execFileSync('rm', ['-rf', layout]);
  }
  return { figures, checks, details };
}

/** What people build: a base, packages of the system, packages and programs of languages. @returns an OCI layout */
function buildMixed(name: Mixed, { root, env, scratch, say }: PartContext): string {
  const { base, programs } = IMAGES[name];
  const context = join(scratch, name);
  cpSync(join(root, 'test/proof/mixed', name), context, { recursive: true });
  const quiet = ['ignore', 'pipe', 'pipe'] as const;
  say(`${name}: installing`);
  if (existsSync(join(context, 'package.json'))) {
    const argv = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', argv, { cwd: context, env, stdio: [...quiet] });
  }
  mkdirSync(join(context, 'bin'), { recursive: true });
  for (const program of programs) {
    const goEnv = { ...env, GOBIN: join(context, 'bin'), CGO_ENABLED: '0' };
    execFileSync('go', ['install', program], { env: goEnv, stdio: [...quiet] });
  }
  say(`${name}: building`);
  const layout = join(scratch, `${name}.oci`);
  const argv = [
    ...['buildx', 'build', '--quiet', '--provenance=false', '--build-context', `base=docker-image://${base}`],
    ...['--output', `type=oci,dest=${layout},tar=false`, context],
  ];
  execFileSync('docker', argv, { env, stdio: [...quiet] });
  return layout;
}

/** Kind, name and version, with the place of the first. */
function keysOfSyft({ artifacts }: SyftFile): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { name, version, type, locations } of artifacts) {
    const kind = KINDS[type];
    if (kind !== undefined) keys.set(keyOf(kind, name, version), locations[0]?.path ?? '');
  }
  return keys;
}

function keysOfOurs({ packages = [] }: InspectionRecord): ReadonlyMap<string, string> {
  const kinds = new Set(Object.values(KINDS));
  const known = packages.filter(({ kind }) => kinds.has(kind));
  return new Map(known.map(({ kind, name, version, path }) => [keyOf(kind, name, version), path]));
}

function keyOf(kind: string, name: string, version: string): string {
  const plain = kind === 'python' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
  return `${kind} ${plain} ${version}`;
}
