import type { Catalogue } from '../contract.ts';

const ABILITIES = {
  'cache-mounts': 'mount caches',
  'named-contexts': 'take named contexts',
  secrets: 'take secrets',
  ssh: 'pass on an ssh agent',
  'ignore-beside': 'read a .dockerignore beside the Dockerfile',
} as const;

const NAMED = {
  image: 'an image',
  'build-arg': 'a build argument',
  context: 'a build context',
  target: 'a stage',
  platform: 'a platform',
  builder: 'a builder',
  secret: 'a secret',
  ssh: 'an ssh agent',
} as const;

const WHY = {
  'not-found': 'no registry has it',
  denied: 'the registry denies it',
  unreachable: 'the registry cannot be reached',
} as const;

export const engineSentences = {
  'engine-not-found': (a) => `${a.program} is not on the PATH`,
  'engine-down': (a) => `no engine answers at ${a.endpoint}: ${a.reason}`,
  'engine-refused': (a) => `the engine refused to ${a.operation} (${a.status}): ${a.reason}`,
  'engine-endpoint-unsupported': (a) => `the engine's address ${a.endpoint} is of a kind that is not spoken`,
  'unknown-engine': (a) => `there is no engine "${a.name}"`,
  'unknown-builder': (a) => `there is no builder "${a.name}"`,
  'builder-lacks': (a) => `the builder ${a.builder} cannot ${ABILITIES[a.ability]}`,
  'disk-full': (a) =>
    `the disk is full ${a.where === 'engine' ? 'where the engine keeps its data' : `on this machine${a.path === undefined ? '' : ` (${a.path})`}`}: ${a.reason}`,
  'build-failed': (a) => {
    const exit = a.exitCode === undefined ? '' : ` (exit code ${a.exitCode})`;
    return `${at(a.dockerfile, a.line)}: ${a.command === '' ? 'the build' : a.command} failed${exit}: ${a.reason}`;
  },
  'build-interrupted': () => 'the build was interrupted',
  'base-not-found': (a) => `the base ${a.reference}${inLine(a.line)} cannot be had: ${WHY[a.why]}`,
  'frontend-not-found': (a) => `the frontend ${a.reference} of the syntax line cannot be had: ${WHY[a.why]}`,
  'dockerfile-not-read': (a) => `the builder cannot read ${a.dockerfile}: ${a.reason}`,
  'bad-name': (a) => `"${a.name}" cannot be the name of ${NAMED[a.of]}`,
  'image-not-found': (a, w) =>
    `the engine has no image ${a.image}${a.tags?.length ? `; it has ${w.list(a.tags)}` : ''}`,
  'image-not-loaded': (a) => `the engine did not take the image in: ${a.reason}`,
  'container-not-started': (a) => `the container did not start: ${a.reason}`,
  'container-not-running': (a) => `the container ${a.container} does not run any more`,
  'run-interrupted': () => 'the run was interrupted',
  'hint-doctor': () => 'plimsoll doctor says more',
  'hint-install-engine': () => 'install Docker with buildx, or put it on the PATH',
  'hint-substitute': (a) => `name a stand-in for ${a.reference} under "substitute" in plimsoll.yaml`,
  'hint-free-disk': () => 'free some disk space',
} satisfies Partial<Catalogue>;

function at(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

function inLine(line: number | undefined): string {
  return line === undefined ? '' : ` of line ${line}`;
}
