import { describeBase } from '../bases/describe-base.ts';
import type { BaseEnvironment } from '../dockerfile/stage-environment.ts';
import type { Stage, StageGraph } from '../dockerfile/stages.ts';
import type { InstallStep } from '../ecosystems/contract.ts';
import { textToWords } from '../model/bytes.ts';
import { parseReference } from '../model/reference.ts';

/** Where package managers keep what they fetch; undefined where the text does not tell. */
export interface CachePlaces {
  /** Of the user in force. */
  readonly home: string | undefined;
  readonly goPath: string | undefined;
}

/** What official images set and no text shows, of the image at the bottom of a stage. */
export function baseOf(graph: StageGraph, stage: Stage): { base?: BaseEnvironment } {
  const name = rootImage(graph, stage);
  const facts = name === undefined ? undefined : describeBase(name);
  return facts === undefined
    ? {}
    : { base: { env: facts.family.environment, workdir: facts.family.repository === 'golang' ? '/go' : '/' } };
}

/** Images that are a distribution and no more: they run as root. */
const DISTRIBUTIONS = new Set(
  'alpine almalinux amazonlinux buildpack-deps centos debian fedora rockylinux ubuntu'.split(' '),
);
/** Only root can do these. */
const ROOTS_WORK = /(^|[\s;&|(])(apt-get|apt|apk|yum|dnf|microdnf|zypper)\s/;

/**
 * @param user what the text says, empty where it says nothing: then the base decides, and of an unknown one only what root alone can do
 * tells it
 */
export function findPlaces(
  graph: StageGraph,
  stage: Stage,
  user: string,
  env: Readonly<Record<string, string>>,
): CachePlaces {
  const home = env['HOME'] ?? (isRoot(graph, stage, user) ? '/root' : undefined);
  const image = rootImage(graph, stage);
  const family = image === undefined ? undefined : describeBase(image)?.family.repository;
  const isGolang = /(^|\/)golang$/.test(parseReference(image ?? '')?.repository ?? '');
  const ownPath = home === undefined ? undefined : `${home}/go`;
  const known = family !== undefined || isDistribution(image);
  return { home, goPath: env['GOPATH'] ?? (isGolang ? '/go' : known ? ownPath : undefined) };
}

/** What an environment says of a cache's place goes before the manager's own choice. */
export function placeCaches(
  step: InstallStep,
  env: Readonly<Record<string, string>>,
  places: CachePlaces,
): InstallStep {
  if (step.manager !== 'pip') return { ...step, caches: step.caches.filter((c) => !c.startsWith(UNKNOWN)) };
  if (step.words.some((w) => w.text?.startsWith('--cache-dir'))) return { ...step, caches: [] };
  const shared = env['XDG_CACHE_HOME'];
  const own = env['PIP_CACHE_DIR'] ?? (shared === undefined ? undefined : `${shared}/pip`);
  const usual = places.home === undefined ? [] : step.caches;
  return { ...step, caches: own === undefined ? usual : [own] };
}

/** A place that no step is given a mount for. */
export const UNKNOWN = '?';

function isRoot(graph: StageGraph, stage: Stage, user: string): boolean {
  if (user !== '') return /^(root|0)(:.*)?$/.test(user);
  const image = rootImage(graph, stage);
  if (image === undefined || describeBase(image) !== undefined || isDistribution(image)) return true;
  return stage.instructions.some((i) => i.keyword === 'RUN' && ROOTS_WORK.test(i.args.text));
}

function isDistribution(image: string | undefined): boolean {
  return DISTRIBUTIONS.has(parseReference(image ?? '')?.repository.replace(/^library\//, '') ?? '');
}

/** Undefined for the empty base and for a name that a missing argument leaves open. */
function rootImage(graph: StageGraph, stage: Stage): string | undefined {
  let at: Stage | undefined = stage;
  while (at?.base.is === 'stage') at = graph.stages[at.base.index];
  return at?.base.is === 'image' ? textToWords(at.baseReference) : undefined;
}
