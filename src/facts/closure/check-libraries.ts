import type { TreeNode } from '../../image/contract.ts';
import type { ElfHead } from '../../image/elf.ts';
import { message } from '../../model/message.ts';
import { type Answer, checkVersions, type Load } from './check-versions.ts';
import { type ClosureFinding, found, isMounted, lookUp, type Scene } from './closure-input.ts';
import { type FoundLibrary, findLibrary, type Loaded, searchDirs } from './find-library.ts';
import { openSearchPaths, type SearchPaths } from './search-paths.ts';

/** More objects than any program loads at its start. */
const MAX_OBJECTS = 4096;

/** An ELF file and where it was found, absolute. */
export interface ProgramFile {
  readonly node: TreeNode;
  readonly path: string;
  readonly elf: ElfHead;
}

/**
 * Everything the loader has to map before the program's first instruction, in versions that fit.
 * @param loaderNode its interpreter in the image
 * @param modules what the program maps later by itself, such as the native modules of an interpreter
 */
export function checkLibraries(
  scene: Scene,
  program: ProgramFile,
  loaderNode: TreeNode,
  of: ClosureFinding['of'],
  modules: readonly ProgramFile[] = [],
): readonly ClosureFinding[] {
  const interpreter = program.elf.interpreter ?? '';
  const paths = openSearchPaths(scene, program.elf, interpreter, loaderNode);
  const main: Loaded = { ...program, loader: undefined };
  const load = loadAll(scene, main, modules, paths);
  const loaderName = interpreter.slice(interpreter.lastIndexOf('/') + 1);
  load.answers.set(loaderName, { is: loaderOf(scene, interpreter, loaderNode), by: main });
  const isSure = load.isWhole && paths.isKnown && paths.work.places > 0;
  const missing = [...load.missing]
    .filter(([library]) => !load.answers.has(library))
    .map(([library, by]) => sayMissing(scene, library, by, paths, isSure, of));
  return [...missing, ...checkVersions(scene, load, paths, isSure, of)];
}

function loaderOf(scene: Scene, path: string, node: TreeNode): FoundLibrary {
  const head = scene.files.head(node);
  return head?.is === 'elf' ? { node, path, elf: head.elf, loader: undefined } : 'own';
}

function sayMissing(
  scene: Scene,
  library: string,
  by: Loaded,
  paths: SearchPaths,
  isKnown: boolean,
  of: ClosureFinding['of'],
): ClosureFinding {
  const neededBy = `/${by.node.path}`;
  const hasMounts = [library, ...searchDirs(by, paths), ...paths.system].some((dir) => isMounted(scene, dir));
  const isSure = isKnown && !hasMounts;
  const places = library.includes('/') ? [] : paths.configured.map((dir) => `${dir}/${library}`);
  const place = places.find((path) => lookUp(scene, path).node?.content !== undefined);
  if (place === undefined) {
    return found(isSure, of, message('closure-library-missing', { library, neededBy }), `${neededBy}: ${library}`);
  }
  const said = message('closure-library-not-cached', { library, neededBy, place });
  const finding = found(isSure, of, said, `${place}, /etc/ld.so.cache`);
  return { ...finding, cause: { ...finding.cause, cure: message('closure-cure-run-ldconfig', {}) } };
}

/** A load under way. */
interface OpenLoad extends Load {
  readonly queue: Loaded[];
  readonly answers: Map<string, Answer>;
  readonly places: Set<string>;
  /** The first object that asked for each. */
  readonly missing: Map<string, Loaded>;
  isWhole: boolean;
}

/** In the loader's order: an object's libraries first, then theirs; each name once. */
function loadAll(scene: Scene, main: Loaded, modules: readonly ProgramFile[], paths: SearchPaths): OpenLoad {
  const queue = [main, ...modules.map((module) => ({ ...module, loader: main }))];
  const load: OpenLoad = { queue, answers: new Map(), places: new Set(), missing: new Map(), isWhole: true };
  for (let i = 0; i < Math.min(queue.length, MAX_OBJECTS); i++) {
    const object = queue[i];
    if (object !== undefined) loadNeeded(scene, object, paths, load);
  }
  load.isWhole = queue.length < MAX_OBJECTS && queue.every((object) => object.elf.isWhole);
  return load;
}

function loadNeeded(scene: Scene, object: Loaded, paths: SearchPaths, load: OpenLoad): void {
  const { soname, needed } = object.elf;
  // musl knows what it mapped by the names it was asked for.
  const isNamed = soname !== undefined && paths.libc !== 'musl';
  if (isNamed && !load.answers.has(soname)) load.answers.set(soname, { is: object, by: object });
  for (const library of needed) {
    if (load.answers.has(library)) continue;
    const next = findLibrary(scene, library, object, paths);
    if (next === undefined) {
      if (!load.missing.has(library)) load.missing.set(library, object);
      continue;
    }
    load.answers.set(library, { is: next, by: object });
    if (next === 'own' || load.places.has(next.node.path)) continue;
    load.places.add(next.node.path);
    load.queue.push(next);
  }
}
