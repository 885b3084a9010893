import { type Message, message } from '../../../model/message.ts';
import type { Check } from '../check-program.ts';
import { type ClosureFinding, found } from '../closure-input.ts';
import { goesBy, type Interpreter, type InterpreterRun } from '../interpreter.ts';
import { checkAddOn, type NodeProgram } from './check-add-on.ts';
import { checkPackageScript, readManagerWords } from './check-package-script.ts';
import { folderOf, join, type NodeFiles, openNodeFiles, scopeOf } from './node-files.ts';
import { type NodeWords, readNodeWords, splitOptions } from './read-node-words.ts';
import { type Finder, findByPath, lastDirsOf, resolveModule } from './resolve-module.ts';
import { isForDevelopment, type MissedLoad, tellMiss } from './tell-miss.ts';
import { isInstalled, type Rank, type Walk, walkModules } from './walk-modules.ts';

/** What a program of Node loads when it starts, what its own scripts load later, and the native add-ons among it. */
export const nodeInterpreter: Interpreter = {
  runs: (program) => goesBy(program, /^node(?:js)?$/),
  check: checkNode,
};

function checkNode(run: InterpreterRun): readonly ClosureFinding[] {
  const { scene } = run.check;
  const options = splitOptions(scene.env.get('NODE_OPTIONS') ?? '');
  const words = options && readNodeWords([...options, ...run.argv.slice(1)]);
  if (words?.script === undefined) return [];
  const files = openNodeFiles(scene);
  const { node } = run.program;
  const lastDirs = lastDirsOf(scene.env, `/${node.path}`);
  const finder: Finder = { files, conditions: words.conditions, lastDirs };
  const path = join(scene.workingDir, words.script);
  const entry = findByPath(finder, path, words.script);
  if (entry.is === 'missing') {
    const said = message('closure-script-missing', { interpreter: run.argv[0] ?? '', script: words.script });
    return [found(true, run.check.of, said, JSON.stringify(run.argv.slice(0, 4)))];
  }
  if (entry.is !== 'file') return [];
  const preloads = findPreloads(finder, words, scene.workingDir);
  const walk = walkModules(finder, [...preloads.entries, entry]);
  const missed = [...preloads.missed, ...walk.missed];
  const findings = [
    ...tellMissed(files, run.check, { ...walk, missed }),
    ...tellAddOns(files, run, walk),
    ...tellDependencies(finder, run.check, entry.path, walk),
  ];
  const wanted = readManagerWords(entry.path, words.args);
  if (wanted === undefined || findings.some(({ sure }) => sure)) return findings;
  return [...findings, ...checkPackageScript(files, run.check, wanted, run.follow)];
}

function findPreloads(finder: Finder, { preloads }: NodeWords, workingDir: string) {
  const resolved = preloads.map(({ specifier, mode }) => ({
    specifier,
    found: resolveModule(finder, specifier, workingDir, mode),
    neededBy: mode === 'require' ? 'node --require' : 'node --import',
  }));
  return {
    entries: resolved.flatMap(({ found }) => (found.is === 'file' ? [found] : [])),
    missed: resolved.flatMap(({ specifier, found, neededBy }) =>
      found.is === 'missing' ? [{ miss: found.miss, specifier, neededBy, from: workingDir, rank: 2 as Rank }] : [],
    ),
  };
}

/** Beyond these a list says no more. */
const MAX_TOLD = 20;

/** Each missing thing once, by who asks for it first; what must fail at the start before what fails later. */
function tellMissed(files: NodeFiles, { of }: Check, { missed, isHooked }: Walk): readonly ClosureFinding[] {
  const told = new Map<string, ClosureFinding>();
  for (const load of [...missed].sort((a, b) => b.rank - a.rank)) {
    const isLater = load.rank === 1;
    const key = keyOf(load);
    if (told.has(key) || told.size >= MAX_TOLD || (isLater && of !== 'start')) continue;
    const name = load.miss.is === 'package' ? load.miss.name : '';
    // What is asked for only where one develops may lie in a function that only runs there.
    const isSpared = isLater && isForDevelopment(files, name, load.from);
    told.set(key, { sure: !isHooked && !isSpared, of: isLater ? 'later' : of, cause: tellMiss(files, load) });
  }
  return [...told.values()];
}

function keyOf({ miss }: MissedLoad): string {
  if (miss.is === 'package') return miss.name;
  return miss.is === 'not-exported' ? `${miss.name} ${miss.subpath}` : miss.path;
}

function tellAddOns(files: NodeFiles, { check, program }: InterpreterRun, { addOns, isHooked }: Walk) {
  const head = check.scene.files.head(program.node);
  if (head?.is !== 'elf') return [];
  const byLibrary = head.elf.needed.map((name) => /^libnode\.so\.(\d+)$/.exec(name)?.[1]).find((n) => n !== undefined);
  const abi = byLibrary === undefined ? files.addOn(program.node)?.abi : Number(byLibrary);
  const node: NodeProgram = { node: program.node, path: program.path, elf: head.elf, abi };
  const seen = new Set<string>();
  const findings: ClosureFinding[] = [];
  for (const load of [...addOns].sort((a, b) => b.rank - a.rank)) {
    const key = load.file?.path ?? `${load.from} ${load.name}`;
    const of = load.rank === 1 ? 'later' : check.of;
    if (load.rank === 0 || seen.has(key) || (of === 'later' && check.of !== 'start')) continue;
    seen.add(key);
    findings.push(...checkAddOn(files, node, load, of));
  }
  return findings.slice(0, MAX_TOLD).map((finding) => (isHooked ? { ...finding, sure: false } : finding));
}

/**
 * What package.json beside the entry asks for and no node_modules has. Never sure: a bundle holds it in itself, and nobody may ever load
 * it; what surely is loaded is told by its load.
 */
function tellDependencies(finder: Finder, { of }: Check, entry: string, walk: Walk): readonly ClosureFinding[] {
  if (of !== 'start' || walk.isBundle || isInstalled(entry)) return [];
  const from = folderOf(entry);
  const scope = scopeOf(finder.files, from);
  if (scope === undefined || scope.manifest === 'unknown') return [];
  const { dependencies = [], optional = [] } = scope.manifest;
  const accused = new Set(walk.missed.map(({ miss }) => (miss.is === 'package' ? miss.name : '')));
  const packages = dependencies.filter((name) => {
    if (optional.includes(name) || accused.has(name) || name.startsWith('@types/')) return false;
    const resolved = resolveModule(finder, `${name}/package.json`, from, 'require');
    return resolved.is === 'missing' && resolved.miss.is === 'package';
  });
  if (packages.length === 0) return [];
  const manifest = join(scope.dir, 'package.json');
  const said: Message = message('closure-node-dependencies-missing', { manifest, packages });
  const cure = message('cure-node-install', { packages });
  return [{ sure: false, of: 'later', cause: { message: said, evidence: manifest, cure } }];
}
