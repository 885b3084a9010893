import type { TreeNode } from '../../../image/contract.ts';
import type { Check } from '../check-program.ts';
import { lookUp } from '../closure-input.ts';
import { mayList, type PythonPath } from './open-python-path.ts';

/** A module as the import system finds it. */
export interface FoundModule {
  readonly is: 'package' | 'source' | 'extension' | 'bytecode' | 'namespace';
  /** Its file, absolute; a namespace has none. */
  readonly path: string | undefined;
  readonly node: TreeNode | undefined;
  /** Where modules below it are looked for; none for one that is no package. */
  readonly folders: readonly string[];
}

export interface ModuleFinder {
  /** @param name its last part @param folders where it may lie, in order */
  find(name: string, folders: readonly string[]): FoundModule | undefined;
  /** Extensions by this name that another interpreter would take. */
  findUnfit(name: string, folders: readonly string[]): string | undefined;
  /** Names in a folder, as far as the user may list it. */
  list(folder: string): ReadonlySet<string>;
}

/** Each folder is listed once. */
export function openModuleFinder(check: Check, path: Pick<PythonPath, 'tag'>): ModuleFinder {
  const { scene } = check;
  const lists = new Map<string, ReadonlySet<string>>();
  const suffixes = path.tag === undefined ? undefined : [`.${path.tag}.so`, '.abi3.so', '.so'];

  function list(folder: string): ReadonlySet<string> {
    const known = lists.get(folder);
    if (known !== undefined) return known;
    const { node } = lookUp(scene, folder);
    const nodes = node !== undefined && mayList(check, folder) ? scene.tree.children(node.path) : [];
    const names = new Set(nodes.map((child) => child.path.slice(child.path.lastIndexOf('/') + 1)));
    lists.set(folder, names);
    return names;
  }

  const fileAt = (full: string) => {
    const { node } = lookUp(scene, full);
    return node?.content === undefined ? undefined : node;
  };

  /** A file of this name in the folder, by the order of the endings. */
  function findFile(folder: string, name: string): Omit<FoundModule, 'folders'> | undefined {
    const names = list(folder);
    for (const ending of suffixes ?? extensionsOf(names, name)) {
      const node = names.has(name + ending) ? fileAt(`${folder}/${name}${ending}`) : undefined;
      if (node !== undefined) return { is: 'extension', path: `${folder}/${name}${ending}`, node };
    }
    for (const [ending, is] of [
      ['.py', 'source'],
      ['.pyc', 'bytecode'],
    ] as const) {
      const node = names.has(name + ending) ? fileAt(`${folder}/${name}${ending}`) : undefined;
      if (node !== undefined) return { is, path: `${folder}/${name}${ending}`, node };
    }
    return undefined;
  }

  function findUnfit(name: string, folders: readonly string[]): string | undefined {
    for (const folder of folders) {
      const [ending] = extensionsOf(list(folder), name);
      if (ending !== undefined) return `${folder}/${name}${ending}`;
    }
    return undefined;
  }

  function findIn(folder: string, name: string): FoundModule | undefined {
    const own = `${folder}/${name}`;
    const hasFolder = list(folder).has(name) && lookUp(scene, own).node?.entry.type === 'dir';
    const init = hasFolder ? findFile(own, '__init__') : undefined;
    if (init !== undefined) return { ...init, is: init.is === 'source' ? 'package' : init.is, folders: [own] };
    const file = findFile(folder, name);
    if (file !== undefined) return { ...file, folders: [] };
    return hasFolder ? { is: 'namespace', path: undefined, node: undefined, folders: [own] } : undefined;
  }

  /** A namespace is all folders of its name, and only where nothing else has it. */
  function find(name: string, folders: readonly string[]): FoundModule | undefined {
    const portions: FoundModule[] = [];
    for (const folder of folders) {
      const found = findIn(folder, name);
      if (found !== undefined && found.is !== 'namespace') return found;
      if (found !== undefined) portions.push(found);
    }
    const [first] = portions;
    return first && { ...first, folders: portions.flatMap((portion) => portion.folders) };
  }

  return { find, findUnfit, list };
}

/** Every ending of an extension of this name, whoever takes it. */
function extensionsOf(names: ReadonlySet<string>, name: string): readonly string[] {
  const found: string[] = [];
  for (const file of names) {
    if (file.startsWith(`${name}.`) && file.endsWith('.so') && /^\.(?:[\w-]+\.)?so$/.test(file.slice(name.length))) {
      found.push(file.slice(name.length));
    }
  }
  return found;
}
