import { cureMissingLibrary } from '../../../bases/library-packages.ts';
import { pythonCollector } from '../../../image/collectors/python-collector.ts';
import type { ElfHead } from '../../../image/elf.ts';
import { readPythonNote } from '../../../image/python/python-note.ts';
import { checkLoaded } from '../check-loaded.ts';
import type { Check, Program } from '../check-program.ts';
import type { ClosureFinding, Scene } from '../closure-input.ts';
import type { FoundModule, ModuleFinder } from './find-module.ts';
import type { Certainty, ImportGraph } from './follow-imports.ts';
import { withCure } from './judge-imports.ts';

/** Libraries that a driver on the host brings when the container starts. */
const OF_HOST = /^lib(?:cuda|nvidia-[\w-]+|nvcuvid|nvoptix|OpenCL|amdhip64|neuron\w*|edgetpu|habana\w*)\.so/;

/** Extension modules that are surely loaded: what the loader needs for them. */
export function checkExtensions(
  check: Check,
  program: Program,
  finder: ModuleFinder,
  graph: ImportGraph,
): readonly ClosureFinding[] {
  const { scene } = check;
  const head = scene.files.head(program.node);
  if (head?.is !== 'elf') return [];
  const main = { node: program.node, path: program.path, elf: head.elf };
  const loadedLater = check.of === 'start' ? 'later' : check.of;
  const [atStart, later] = [extensionsOf(scene, finder, graph, 'start'), extensionsOf(scene, finder, graph, 'later')];
  const known = checkLoaded(scene, main, atStart, check.of);
  const told = new Set(known.map(({ cause }) => JSON.stringify(cause.message)));
  const more = checkLoaded(scene, main, later, loadedLater);
  return doubtLibraries(scene, [...known, ...more.filter(({ cause }) => !told.has(JSON.stringify(cause.message)))]);
}

function extensionsOf(scene: Scene, finder: ModuleFinder, graph: ImportGraph, wanted: Certainty) {
  const files: { node: Program['node']; path: string; elf: ElfHead }[] = [];
  for (const { name, module, certainty } of graph.reached.values()) {
    if (certainty !== wanted) continue;
    const loaded = module.is === 'extension' ? module : loadsItself(scene, finder, name, module);
    const head = loaded?.node && scene.files.head(loaded.node);
    if (loaded?.node === undefined || loaded.path === undefined || head?.is !== 'elf') continue;
    files.push({ node: loaded.node, path: loaded.path, elf: head.elf });
  }
  return files;
}

/** A package that imports by a text, and has an extension of its own name: that is what it loads. */
function loadsItself(scene: Scene, finder: ModuleFinder, name: string, module: FoundModule) {
  if (module.is !== 'package' || module.node === undefined) return undefined;
  const text = scene.files.kept(pythonCollector, module.node);
  if (text === undefined || !readPythonNote(text).traits.has('imports-by-text')) return undefined;
  const own = finder.find(name.slice(name.lastIndexOf('.') + 1), module.folders);
  return own?.is === 'extension' ? own : undefined;
}

/** A library that lies anywhere may be loaded by its path before it is needed: packages do that with what they bring. */
function doubtLibraries(scene: Scene, findings: readonly ClosureFinding[]): readonly ClosureFinding[] {
  const wanted = new Set(findings.map(libraryOf).filter((library) => library !== undefined));
  const lying = new Set<string>();
  for (const { path } of wanted.size === 0 ? [] : scene.tree.nodes()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (wanted.has(name)) lying.add(name);
  }
  return findings.map((finding) => {
    const library = libraryOf(finding);
    if (library === undefined) return finding;
    const isSure = finding.sure && !lying.has(library) && !OF_HOST.test(library);
    return withCure({ ...finding, sure: isSure }, cureMissingLibrary(library));
  });
}

function libraryOf({ cause: { message } }: ClosureFinding): string | undefined {
  return message.code === 'closure-library-missing' ? message.args.library : undefined;
}
