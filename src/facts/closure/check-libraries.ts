import type { TreeNode } from '../../image/contract.ts';
import type { ElfHead } from '../../image/elf.ts';
import { message } from '../../model/message.ts';
import { type ClosureFinding, found, isMounted, type Scene } from './closure-input.ts';
import { findLibrary, type Loaded, openSearchPaths, type SearchPaths } from './find-library.ts';

/** More objects than any program loads at its start. */
const MAX_OBJECTS = 4096;

interface Missing {
  readonly library: string;
  readonly by: Loaded;
}

/** Everything the loader has to map before the program's first instruction. @param loaderNode its interpreter in the image */
export function checkLibraries(
  scene: Scene,
  program: { readonly node: TreeNode; readonly path: string; readonly elf: ElfHead },
  loaderNode: TreeNode,
  of: ClosureFinding['of'],
): readonly ClosureFinding[] {
  const interpreter = program.elf.interpreter ?? '';
  const paths = openSearchPaths(scene, program.elf, interpreter, loaderNode);
  const { missing, sonames, isWhole } = loadAll(scene, { ...program, loader: undefined }, paths);
  sonames.add(interpreter.slice(interpreter.lastIndexOf('/') + 1));
  const hasMounts = [...paths.environment, ...paths.system].some((d) => isMounted(scene, d));
  const isSure = isWhole && paths.isKnown && !hasMounts;
  return missing
    .filter(({ library }) => !sonames.has(library))
    .map(({ library, by }) => {
      const said = message('closure-library-missing', { library, neededBy: `/${by.node.path}` });
      return found(isSure, of, said, `/${by.node.path}: ${library}`);
    });
}

interface Load {
  readonly queue: Loaded[];
  readonly loaded: Set<string>;
  /** Names that something loaded answers to. */
  readonly sonames: Set<string>;
  /** The first object that asked for each. */
  readonly missing: Map<string, Missing>;
}

/** In the loader's order: an object's libraries first, then theirs; each name once. */
function loadAll(scene: Scene, program: Loaded, paths: SearchPaths) {
  const load: Load = { queue: [program], loaded: new Set(), sonames: new Set(), missing: new Map() };
  for (let i = 0; i < Math.min(load.queue.length, MAX_OBJECTS); i++) {
    const object = load.queue[i];
    if (object !== undefined) loadNeeded(scene, object, paths, load);
  }
  const isWhole = load.queue.length < MAX_OBJECTS && load.queue.every((object) => object.elf.isWhole);
  return { missing: [...load.missing.values()], sonames: load.sonames, isWhole };
}

function loadNeeded(scene: Scene, object: Loaded, paths: SearchPaths, load: Load): void {
  if (object.elf.soname !== undefined) load.sonames.add(object.elf.soname);
  for (const library of object.elf.needed) {
    if (load.sonames.has(library)) continue;
    const next = findLibrary(scene, library, object, paths);
    if (next === undefined) {
      if (!load.missing.has(library)) load.missing.set(library, { library, by: object });
      continue;
    }
    load.sonames.add(library);
    if (next === 'own' || load.loaded.has(next.node.path)) continue;
    load.loaded.add(next.node.path);
    load.queue.push(next);
  }
}
