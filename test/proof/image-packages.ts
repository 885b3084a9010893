import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InspectionRecord } from '../../src/record/inspection.ts';
import {
  atLeast,
  type Check,
  count,
  type Figure,
  isZero,
  type Part,
  type PartContext,
  type PartResult,
} from './contract.ts';
import { type Explanation, explainArtifact, MISSING, type SyftArtifact, unpackFiles } from './kit/explain-package.ts';
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
    'the same packages as syft (deb, Python, npm, Go, jar) on three mixed images; each difference explained by the image’s own files',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts/packages', 'src/model'] },
    {
      name: 'part',
      paths: [
        'test/proof/image-packages.ts',
        'test/proof/mixed',
        'test/proof/kit/peers.ts',
        'test/proof/kit/explain-package.ts',
      ],
    },
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

async function comparePackages(context: PartContext): Promise<PartResult> {
  const { root, env, scratch, small, say } = context;
  const syft = installPeer('syft', env, say);
  const checks: Check[] = [];
  const figures: Figure[] = [];
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
    const { artifacts } = JSON.parse(theirs) as { readonly artifacts: readonly SyftArtifact[] };
    const found = comparePair(keysOfSyft(artifacts), keysOfOurs(JSON.parse(ours) as InspectionRecord));
    const files = join(scratch, `${name}.files`);
    unpackFiles(layout, pathsOf(artifacts), files);
    const differences = explainAll(found, files);
    const excused = artifacts.filter((one) => found.both.includes(keyOfSyft(one)) && isExcused(one, files));
    figures.push(...figuresOf(name, found, differences));
    checks.push(
      atLeast(`${name}: both have`, found.both.length, 1),
      isZero(`${name}: differences that its files do not explain`, differences.unexplained.length),
      isZero(`${name}: versions that are there, and would be explained away`, excused.length),
    );
    details[name] = { both: found.both.length, spelledOtherwise: found.spelled, ...differences };
    execFileSync('rm', ['-rf', layout, files]);
  }
  return { figures, checks, details };
}

interface Pair {
  /** Kind, name and version. */
  readonly both: readonly string[];
  /** Of those the ones that are the same only once both are written alike. */
  readonly spelled: readonly { readonly syft: string; readonly ours: string }[];
  readonly onlySyft: ReadonlyMap<string, readonly SyftArtifact[]>;
  /** With the place of the first. */
  readonly onlyOurs: ReadonlyMap<string, string>;
}

interface Differences {
  readonly explained: readonly (Explanation & { readonly key: string; readonly path: string })[];
  readonly unexplained: readonly string[];
}

function comparePair(told: ReadonlyMap<string, readonly SyftArtifact[]>, found: ReadonlyMap<string, string>): Pair {
  const both = [...told.keys()].filter((key) => found.has(key));
  const plain = ({ type, name, version }: SyftArtifact) => `${KINDS[type]} ${name} ${version}`;
  return {
    both,
    spelled: both
      .flatMap((key) => (told.get(key) ?? []).map((one) => ({ syft: plain(one), ours: key })))
      .filter(({ syft, ours }) => syft !== ours && !syft.startsWith('python ')),
    onlySyft: new Map([...told].filter(([key]) => !found.has(key))),
    onlyOurs: new Map([...found].filter(([key]) => !told.has(key))),
  };
}

/** A difference counts as explained only where every file syft found it in bears that out. */
function explainAll({ onlySyft, onlyOurs }: Pair, files: string): Differences {
  const explained: (Explanation & { readonly key: string; readonly path: string })[] = [];
  const unexplained: string[] = [];
  const ours = new Map(onlyOurs);
  for (const [key, found] of onlySyft) {
    const path = found[0]?.locations[0]?.path ?? '';
    const reasons = found.map((one) => explainArtifact(one, files));
    const [first] = reasons;
    const isFull = reasons.every((reason) => reason !== undefined);
    const instead = first?.instead && key.slice(0, key.lastIndexOf(' ') + 1) + first.instead;
    if (!isFull || first === undefined || (instead !== undefined && !onlyOurs.has(instead))) {
      unexplained.push(`only syft: ${key} (${path})`);
      continue;
    }
    if (instead !== undefined) ours.delete(instead);
    explained.push({ key, path, ...first });
  }
  return { explained, unexplained: [...unexplained, ...[...ours].map(([key, path]) => `only ours: ${key} (${path})`)] };
}

/** Files that an explanation looks into. */
function pathsOf(artifacts: readonly SyftArtifact[]): readonly string[] {
  const looked = artifacts.filter(({ type }) => EXPLAINED.has(type));
  return looked.flatMap(({ locations }) => locations.map(({ path }) => path));
}

const EXPLAINED: ReadonlySet<string> = new Set(['npm', 'go-module', 'java-archive']);

/** The other way round: said to be without a version, a package that both readers know with one must not be believed to be. */
function isExcused(one: SyftArtifact, files: string): boolean {
  return EXPLAINED.has(one.type) && explainArtifact({ ...one, version: MISSING }, files) !== undefined;
}

function figuresOf(image: string, { both, spelled }: Pair, { explained, unexplained }: Differences): readonly Figure[] {
  const of = (reason: Explanation['reason']) => explained.filter((one) => one.reason === reason).length;
  const kinds = [...new Set(Object.values(KINDS))];
  return [
    ...kinds.map((kind) =>
      count(`${image}: ${kind}, both`, both.filter((key) => key.startsWith(`${kind} `)).length, 1),
    ),
    count(`${image}: of both, spelled otherwise by syft`, spelled.length, 1),
    count(`${image}: only syft, its file has no version`, of('no-version'), 1),
    count(`${image}: another version, which syft made itself`, of('made-version'), 1),
    count(`${image}: not explained`, unexplained.length, 1),
  ];
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

function keysOfSyft(artifacts: readonly SyftArtifact[]): ReadonlyMap<string, readonly SyftArtifact[]> {
  const keys = new Map<string, SyftArtifact[]>();
  for (const one of artifacts) {
    if (KINDS[one.type] === undefined) continue;
    const key = keyOfSyft(one);
    keys.set(key, [...(keys.get(key) ?? []), one]);
  }
  return keys;
}

function keyOfSyft(one: SyftArtifact): string {
  return keyOf(KINDS[one.type] ?? one.type, fullNameOf(one), one.version);
}

/** syft keeps a jar's group beside its name. Only that of a pom counts; it guesses others from class names. */
function fullNameOf({ name, metadata }: SyftArtifact): string {
  const group = metadata?.pomProperties?.groupId ?? metadata?.pomProject?.groupId ?? '';
  return group === '' ? name : `${group}:${name}`;
}

function keysOfOurs({ packages = [] }: InspectionRecord): ReadonlyMap<string, string> {
  const kinds = new Set(Object.values(KINDS));
  const known = packages.filter(({ kind }) => kinds.has(kind));
  return new Map(known.map(({ kind, name, version, path }) => [keyOf(kind, name, version), path]));
}

/** Python's names are the same in any case; Go's own library is `go1.2.3` to syft. */
function keyOf(kind: string, name: string, version: string): string {
  const plain = kind === 'python' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
  const number = kind === 'go' && name === 'stdlib' ? version.replace(/^go/, '') : version;
  return `${kind} ${plain} ${number}`;
}
