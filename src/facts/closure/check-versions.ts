import { message } from '../../model/message.ts';
import { type ClosureFinding, found, isMounted, type Scene } from './closure-input.ts';
import { type FoundLibrary, type Loaded, listCopies, searchDirs } from './find-library.ts';
import type { SearchPaths } from './search-paths.ts';

/** What answers to a library's name, and who asked for it first. */
export interface Answer {
  readonly is: FoundLibrary;
  readonly by: Loaded;
}

/** What the loader has mapped, and what it did not find. */
export interface Load {
  readonly queue: readonly Loaded[];
  /** What answers to a name, and which object asked for it first. */
  readonly answers: ReadonlyMap<string, Answer>;
}

interface Gap {
  readonly library: string;
  readonly version: string;
  readonly neededBy: Loaded;
  readonly answer: Loaded;
  readonly askedBy: Loaded;
}

/**
 * The loader of glibc refuses a program where a library does not define a version that it, or a library of it, needs of it. One that defines
 * none at all is let pass, and musl does not look.
 */
export function checkVersions(
  scene: Scene,
  load: Load,
  paths: SearchPaths,
  isKnown: boolean,
  of: ClosureFinding['of'],
): readonly ClosureFinding[] {
  if (paths.libc !== 'glibc') return [];
  const newest = new Map<string, Gap>();
  for (const gap of load.queue.flatMap((object) => listGaps(object, load))) {
    const other = newest.get(gap.library);
    if (other === undefined || compareVersions(gap.version, other.version) > 0) newest.set(gap.library, gap);
  }
  return [...newest.values()].map((gap) => {
    const isSure = isKnown && !mayBeAnother(scene, gap, paths);
    return sayGap(gap, isSure, of);
  });
}

function listGaps(object: Loaded, { answers }: Load): readonly Gap[] {
  return (object.elf.neededVersions ?? '').split('\n').flatMap((line) => {
    const [library = '', ...versions] = line.split(' ');
    const answer = answers.get(library);
    if (answer === undefined || answer.is === 'own') return [];
    const { is, by } = answer;
    return versions
      .filter((version) => !version.startsWith('?') && mustMiss(is, version))
      .map((version) => ({ library, version, neededBy: object, answer: is, askedBy: by }));
  });
}

function mustMiss(library: Loaded, version: string): boolean {
  return library.elf.definedVersions?.split(' ').includes(version) === false;
}

/** Whether the search may meet a copy that has it: which one is taken first is not always told by the image alone. */
function mayBeAnother(scene: Scene, gap: Gap, paths: SearchPaths): boolean {
  const { library, version, askedBy } = gap;
  if ([library, ...searchDirs(askedBy, paths)].some((dir) => isMounted(scene, dir))) return true;
  for (const copy of listCopies(scene, library, askedBy, paths)) {
    if (copy === 'own' || !mustMiss(copy, version)) return true;
  }
  return false;
}

function sayGap({ library, version, neededBy, answer }: Gap, isSure: boolean, of: ClosureFinding['of']) {
  const family = version.replace(/_.*$/, '_');
  const known = (answer.elf.definedVersions ?? '').split(' ').filter((v) => v.startsWith(family) && /_\d/.test(v));
  const has = known.sort(compareVersions).at(-1) ?? '';
  const by = `/${neededBy.node.path}`;
  const said = message('closure-symbol-version-missing', { library, version, neededBy: by, has });
  const finding = found(isSure, of, said, `/${answer.node.path}, ${by}: ${version}`);
  const isLibc = family === 'GLIBC_' || family === 'GLIBCXX_' || family === 'CXXABI_' || family === 'GCC_';
  const cure = isLibc ? message('closure-cure-same-glibc', { version }) : undefined;
  return cure === undefined ? finding : { ...finding, cause: { ...finding.cause, cure } };
}

/** By the numbers in them, then as texts. */
function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => (version.match(/\d+/g) ?? []).map(Number));
  for (let i = 0; i < Math.max(x?.length ?? 0, y?.length ?? 0); i++) {
    const difference = (x?.[i] ?? -1) - (y?.[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
