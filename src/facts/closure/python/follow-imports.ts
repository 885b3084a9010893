import { isInstalledPython, pythonCollector } from '../../../image/collectors/python-collector.ts';
import type { TreeNode } from '../../../image/contract.ts';
import { type PythonNote, readPythonNote } from '../../../image/python/python-note.ts';
import type { ImportTime, PythonImport } from '../../../image/python/read-python-imports.ts';
import type { Check } from '../check-program.ts';
import type { FoundModule, ModuleFinder } from './find-module.ts';
import type { PythonPath } from './open-python-path.ts';

/** How surely something is imported: at the start, when it is asked for, or only perhaps. */
export type Certainty = 'start' | 'later' | 'perhaps';

/** Who imports; `line` is 0 where it is no line of a file. */
export interface Importer {
  readonly path: string;
  readonly line: number;
  /** It imports what its words name. */
  readonly isLauncher?: boolean | undefined;
}

/** What is imported first. */
export interface ImportRoot {
  readonly name: string;
  readonly certainty: Certainty;
  readonly importer: Importer;
}

/** A file that runs without being imported. */
export interface ScriptRoot {
  readonly path: string;
  /** Absent where it is no file; then its note is told. */
  readonly node?: TreeNode | undefined;
  readonly note?: PythonNote | undefined;
  readonly certainty: Certainty;
  /** Its `__name__` is `__main__`. */
  readonly isMain: boolean;
  /** It belongs to one where it is run by `-m`. */
  readonly packageName: string;
}

export interface MissingImport {
  readonly name: string;
  readonly certainty: Certainty;
  readonly importer: Importer;
  readonly parent: FoundModule | undefined;
}

export interface ReachedModule {
  readonly name: string;
  readonly module: FoundModule;
  readonly certainty: Certainty;
  readonly importer: Importer;
}

export interface ImportGraph {
  readonly missing: readonly MissingImport[];
  readonly reached: ReadonlyMap<string, ReachedModule>;
  /** Imports relative to no package. */
  readonly rootless: readonly MissingImport[];
  /** Modules that reached code puts in place by itself. */
  readonly provides: ReadonlySet<string>;
  /** Something that was reached changes where or how modules are found. */
  readonly isOpen: boolean;
  /** Packages below which names may come from anywhere; by first or full name. */
  readonly open: ReadonlySet<string>;
}

const RANK: Readonly<Record<Certainty, number>> = { perhaps: 0, later: 1, start: 2 };
/** More modules than any program loads. */
const MAX_MODULES = 20_000;
/** Copies of other people's packages, whose imports in functions are nobody's promise. */
const COPIED =
  /\/(?:_?vendor(?:ed)?|_?vendored_packages|third_party|node_modules|external|extern|tests?|testing|examples?)\//;

interface Step {
  readonly name: string;
  readonly module: FoundModule;
  readonly certainty: Certainty;
}

/** All modules that the roots lead to, as the import system would go. Cost: some lookups for each import that is reached. */
export function followImports(
  { scene }: Check,
  path: PythonPath & { readonly finder: ModuleFinder },
  roots: readonly ImportRoot[],
  scripts: readonly ScriptRoot[],
): ImportGraph {
  const { finder } = path;
  const found = new Map<string, FoundModule | undefined>();
  const notes = new Map<TreeNode, PythonNote | undefined>();
  const reached = new Map<string, ReachedModule>();
  const missing = new Map<string, MissingImport>();
  const rootless: MissingImport[] = [];
  const provides = new Set(path.provides);
  const open = new Set<string>();
  const queue: Step[] = [];
  let isOpen = path.known !== 'whole';

  function noteOf(node: TreeNode | undefined): PythonNote | undefined {
    if (node === undefined) return undefined;
    if (!notes.has(node)) {
      const text = scene.files.kept(pythonCollector, node);
      notes.set(node, text === undefined ? undefined : readPythonNote(text));
    }
    return notes.get(node);
  }

  function find(name: string, parent: FoundModule | undefined): FoundModule | undefined {
    if (!found.has(name)) {
      const folders = parent === undefined ? path.folders : parent.folders;
      found.set(name, finder.find(name.slice(name.lastIndexOf('.') + 1), folders));
    }
    return found.get(name);
  }

  function importName(name: string, certainty: Certainty, importer: Importer): FoundModule | undefined {
    let module: FoundModule | undefined;
    const parts = name.split('.');
    for (let i = 1; i <= parts.length; i++) {
      const full = parts.slice(0, i).join('.');
      const next = find(full, module);
      if (next === undefined) {
        const known = missing.get(full);
        if (known === undefined || RANK[known.certainty] < RANK[certainty]) {
          missing.set(full, { name: full, certainty, importer, parent: module });
        }
        return undefined;
      }
      module = next;
      reach({ name: full, module, certainty }, importer);
    }
    return module;
  }

  function reach(step: Step, importer: Importer): void {
    const known = reached.get(step.name);
    if (known !== undefined && RANK[known.certainty] >= RANK[step.certainty]) return;
    reached.set(step.name, { ...step, importer });
    if (queue.length < MAX_MODULES) queue.push(step);
    else isOpen = true;
  }

  /** `from package import member`: a module only where the package has no such name by itself. */
  function importMembers(
    asked: PythonImport,
    base: string,
    module: FoundModule,
    step: Pick<ReachedModule, 'certainty' | 'importer'>,
  ) {
    if (module.folders.length === 0) return;
    const isNamespace = module.is === 'namespace';
    const note = noteOf(module.node);
    const gives = (member: string) => !isNamespace && (note === undefined || mayGive(note, member));
    for (const member of asked.members?.filter((name) => name !== '*') ?? []) {
      const name = `${base}.${member}`;
      const next = find(name, module);
      const certainty = gives(member) ? 'perhaps' : step.certainty;
      if (next !== undefined) reach({ name, module: next, certainty }, step.importer);
      else if (isNamespace) importName(name, certainty, step.importer);
    }
  }

  function takeTraits(note: PythonNote | undefined, name: string, file: string): void {
    if (file.startsWith(`${path.library}/`) && !isSitePackage(file)) return;
    const top = name.split('.', 1)[0] ?? name;
    if (note === undefined || note.traits.has('unread')) {
      isOpen = true;
      open.add(top);
      return;
    }
    for (const module of note.provides) provides.add(module);
    if (note.traits.has('changes-path')) isOpen = true;
    if (note.traits.has('changes-own-path')) open.add(top);
    if (note.traits.has('changes-modules')) {
      isOpen = true;
      open.add(top);
    }
  }

  function runFile(file: ScriptRoot & { readonly name: string }): void {
    const note = file.note ?? noteOf(file.node);
    takeTraits(note, file.name, file.path);
    const isOwn = isOwnFile(file.path, file.node?.path ?? '');
    for (const asked of note?.imports ?? []) {
      const certainty = certaintyOf(asked.when, file.certainty, file.isMain, isOwn);
      if (certainty === undefined) continue;
      const importer = { path: file.path, line: asked.line };
      const base = absoluteName(asked.name, file.packageName);
      if (base === undefined) {
        if (file.packageName === '') rootless.push({ name: asked.name, certainty, importer, parent: undefined });
        continue;
      }
      const module = importName(base, certainty, importer);
      if (module !== undefined) importMembers(asked, base, module, { certainty, importer });
    }
  }

  /** Where packages lie that an installer noted, nothing is the user's own. */
  function isOwnFile(file: string, real: string): boolean {
    if (isInstalledPython(file) || isInstalledPython(real) || COPIED.test(file)) return false;
    for (const folder of path.folders) {
      if (!file.startsWith(`${folder}/`)) continue;
      for (const name of finder.list(folder)) if (name.endsWith('.dist-info')) return false;
    }
    return true;
  }

  for (const script of scripts) runFile({ ...script, name: '__main__' });
  for (const root of roots) importName(root.name, root.certainty, root.importer);
  for (let i = 0; i < queue.length; i++) {
    const { name, module, certainty } = queue[i] as Step;
    const { is, path: file, node } = module;
    if (file === undefined || node === undefined || (is !== 'source' && is !== 'package')) {
      if (is === 'bytecode' || (is === 'extension' && module.folders.length > 0))
        open.add(name.split('.', 1)[0] ?? name);
      continue;
    }
    const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
    runFile({ path: file, node, name, packageName: is === 'package' ? name : parent, certainty, isMain: false });
  }
  return { missing: [...missing.values()], reached, rootless, provides, isOpen, open };
}

function isSitePackage(file: string): boolean {
  return /\/(?:site|dist)-packages\//.test(file);
}

/** Names that stand nowhere in the package may come from a star or from code. */
function mayGive({ bound, imports, traits }: PythonNote, name: string): boolean {
  if (bound.has(name) || traits.has('any-name') || traits.has('unread')) return true;
  return imports.some(({ members }) => members?.includes('*'));
}

/** @returns undefined where it does not run at all */
function certaintyOf(when: ImportTime, around: Certainty, isMain: boolean, isOwn: boolean): Certainty | undefined {
  if (when === 'start') return around;
  if (when === 'main') return isMain ? around : undefined;
  if (when === 'guarded' || around === 'perhaps') return 'perhaps';
  return isOwn ? 'later' : 'perhaps';
}

/** @returns undefined where it climbs out of the package */
function absoluteName(name: string, around: string): string | undefined {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  if (dots === 0) return name;
  const parts = around === '' ? [] : around.split('.');
  if (dots > parts.length) return undefined;
  const base = parts.slice(0, parts.length - dots + 1);
  const rest = name.slice(dots);
  return [...base, ...(rest === '' ? [] : [rest])].join('.');
}
