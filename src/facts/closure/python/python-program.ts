import { notePython, readPythonNote } from '../../../image/python/python-note.ts';
import { message } from '../../../model/message.ts';
import type { Check, Program } from '../check-program.ts';
import { absolutePath, type ClosureFinding, found, isMounted, lookUp } from '../closure-input.ts';
import { findBlock } from '../image-user.ts';
import { baseName, goesBy, type Interpreter } from '../interpreter.ts';
import { checkExtensions } from './check-extensions.ts';
import { checkRequirements } from './check-requirements.ts';
import { findLaunchTargets, type LaunchTargets } from './find-launch-targets.ts';
import { openModuleFinder } from './find-module.ts';
import { followImports, type ImportGraph, type ImportRoot, type ScriptRoot } from './follow-imports.ts';
import { type JudgedPath, judgeImports, withCure } from './judge-imports.ts';
import { folderOf, openPythonPath, type PythonPath } from './open-python-path.ts';
import { type PythonCommand, readPythonCommand } from './read-python-command.ts';

/** CPython 3: what it is told to run, and what that imports. */
export const pythonProgram: Interpreter = {
  runs: (program) => goesBy(program, /^python(?:3(?:\.\d+)?t?)?$/),
  check({ check, program, argv }) {
    const command = readPythonCommand(argv);
    if (command?.run === undefined) return [];
    const { run } = command;
    if (run.is !== 'text' && !/^[\w@%+:,./-]+$/.test(run.what)) return [];
    const entry = run.is === 'script' ? openScript(check, run.what, argv) : { folder: check.scene.workingDir };
    if (Array.isArray(entry)) return entry;
    const path = openPythonPath(check, program, command.options);
    if (path === undefined) return [];
    if ('is' in path) return sayNoLibrary(check, program, path.version);
    return checkRun(check, program, { command, path, entry: entry as Entry });
  },
};

interface Entry {
  /** What is put before the path. */
  readonly folder: string;
  readonly script?: ScriptRoot | undefined;
}

function sayNoLibrary(check: Check, program: Program, version: string): readonly ClosureFinding[] {
  const head = check.scene.files.head(program.node);
  if (head?.is !== 'elf' || head.elf.interpreter === undefined) return [];
  const said = message('closure-python-library-missing', { interpreter: program.path, version });
  return [found(true, check.of, said, `lib/python${version}/os.py`)];
}

/** @returns findings where it cannot even be read; nothing at all where it may be mounted */
function openScript(check: Check, script: string, argv: readonly string[]): Entry | readonly ClosureFinding[] {
  const { scene, of, user } = check;
  if (isMounted(scene, script)) return [];
  const lookup = lookUp(scene, script);
  const evidence = JSON.stringify(argv.slice(0, 4));
  const { node } = lookup;
  if (node === undefined) {
    return [found(true, of, message('closure-script-missing', { interpreter: argv[0] ?? '', script }), evidence)];
  }
  const blockedAt = user && findBlock(user, lookup, 4);
  const path = absolutePath(scene, script);
  if (blockedAt !== undefined) {
    return [
      found(true, of, message('closure-user-may-not-read', { user: scene.config.user, path, blockedAt }), blockedAt),
    ];
  }
  if (node.entry.type !== 'dir') {
    const root = { path, node, certainty: 'start', isMain: true, packageName: '' } as const;
    return { folder: folderOf(`/${node.path}`), script: root };
  }
  const main = ['__main__.py', '__main__.pyc']
    .map((name) => lookUp(scene, `${path}/${name}`).node)
    .find((n) => n?.content);
  if (main === undefined) return [found(true, of, message('closure-python-no-main', { path }), evidence)];
  return {
    folder: path,
    script: { path: `/${main.path}`, node: main, certainty: 'start', isMain: true, packageName: '' },
  };
}

interface Run {
  readonly command: PythonCommand;
  readonly path: PythonPath;
  readonly entry: Entry;
}

function checkRun(check: Check, program: Program, run: Run): readonly ClosureFinding[] {
  const { command, entry } = run;
  const launch = findLaunch(check, command);
  const path = openJudgedPath(check, run, launch);
  const started = listStarts(check, path, run, launch);
  if ('code' in started)
    return path.known === 'blind' ? [] : [found(true, check.of, started, `-m ${command.run?.what}`)];
  const roots = [...startRoots(program, command.options), ...started.roots];
  const graph = followImports(check, path, roots, started.scripts);
  return [
    ...judgeImports(check, path, graph),
    ...sayRootless(check, graph),
    ...checkExtensions(check, program, path.finder, graph),
    ...checkRequirements(check, path, [entry.folder, check.scene.workingDir]),
  ];
}

/** The path with what comes before it: the launcher's folders, then the entry's. */
function openJudgedPath(check: Check, { command, path, entry }: Run, launch: LaunchTargets | undefined): JudgedPath {
  const { scene } = check;
  const { options } = command;
  const isSafe = options.has('I') || options.has('P') || (scene.env.get('PYTHONSAFEPATH') ?? '') !== '';
  const first = [...(launch?.folders ?? []), ...(isSafe ? [] : [entry.folder])]
    .map((folder) => absolutePath(scene, folder))
    .map((folder) => folder.replace(/\/+\.?(?=\/|$)/g, '') || '/');
  const isUnsure = launch?.isSure === false || first.some((folder) => isMounted(scene, folder));
  return {
    ...path,
    folders: [...first, ...path.folders],
    known: isUnsure && path.known === 'whole' ? 'open' : path.known,
    finder: openModuleFinder(check, path),
  };
}

function listStarts(
  check: Check,
  path: JudgedPath,
  { command, entry }: Run,
  launch: LaunchTargets | undefined,
): OpenedModule {
  const { run } = command;
  const opened = run?.is === 'module' ? openModule(path, run.what) : { roots: [], scripts: [] };
  if ('code' in opened) return opened;
  const importer = { path: baseName(run?.what ?? ''), line: 0, isLauncher: true };
  const targets = (launch?.modules ?? []).map((name) => ({ name, certainty: 'start', importer }) as const);
  const own =
    run?.is === 'text' ? [textRoot(run.what, entry.folder)] : entry.script === undefined ? [] : [entry.script];
  const later = (launch?.files ?? []).flatMap((file) => laterScript(check, file));
  return { roots: [...opened.roots, ...targets], scripts: [...own, ...opened.scripts, ...later] };
}

function findLaunch({ scene }: Check, { run, args }: PythonCommand): LaunchTargets | undefined {
  if (run === undefined || run.is === 'text') return undefined;
  const isTool = run.is === 'module' || /(?:^|\/)bin\/[\w-]+$/.test(run.what);
  if (!isTool) return undefined;
  return findLaunchTargets(run.is === 'module' ? run.what : baseName(run.what), {
    args,
    env: (name) => scene.env.get(name),
    hasFile: (path) => lookUp(scene, path).node !== undefined || isMounted(scene, path),
  });
}

/** What the interpreter imports by itself. */
function startRoots(program: Program, options: ReadonlySet<string>): ImportRoot[] {
  const importer = { path: program.path, line: 0 };
  const custom = options.has('S') ? [] : ['sitecustomize', 'usercustomize'];
  return [
    { name: 'encodings', certainty: 'start', importer },
    ...custom.map((name) => ({ name, certainty: 'perhaps', importer }) as const),
  ];
}

function textRoot(text: string, folder: string): ScriptRoot {
  const note = readPythonNote(notePython(Buffer.from(text), '-c', false));
  return { path: `${folder}/-c`, note, certainty: 'start', isMain: true, packageName: '' };
}

function laterScript(check: Check, file: string): readonly ScriptRoot[] {
  const { node } = lookUp(check.scene, file);
  if (node?.content === undefined) return [];
  return [{ path: `/${node.path}`, node, certainty: 'later', isMain: true, packageName: '' }];
}

type OpenedModule =
  | { readonly roots: readonly ImportRoot[]; readonly scripts: readonly ScriptRoot[] }
  | Extract<ReturnType<typeof message>, { code: 'closure-python-no-main' }>;

/** `-m`: packages above are imported, the module itself is run; of a package its `__main__`. */
function openModule(path: JudgedPath, name: string): OpenedModule {
  const importer = { path: `-m ${name}`, line: 0, isLauncher: true };
  const parts = name.split('.');
  let folders = path.folders;
  let module: ReturnType<typeof path.finder.find>;
  for (const part of parts) {
    module = path.finder.find(part, folders);
    if (module === undefined) return { roots: [{ name, certainty: 'start', importer }], scripts: [] };
    folders = module.folders;
  }
  const isPackage = folders.length > 0;
  const main = isPackage ? path.finder.find('__main__', folders) : module;
  const above = isPackage ? name : parts.slice(0, -1).join('.');
  const roots: ImportRoot[] = above === '' ? [] : [{ name: above, certainty: 'start', importer }];
  if (main === undefined) return message('closure-python-no-main', { path: folders[0] ?? name });
  if (main.path === undefined || main.node === undefined || main.is !== 'source') return { roots, scripts: [] };
  const script = { path: main.path, node: main.node, certainty: 'start', isMain: true, packageName: above } as const;
  return { roots, scripts: [script] };
}

function sayRootless(check: Check, { rootless }: ImportGraph): readonly ClosureFinding[] {
  const first = rootless.find(({ certainty }) => certainty === 'start');
  if (first === undefined) return [];
  const { name: module, importer } = first;
  const said = message('closure-python-relative-import', { path: importer.path, module });
  const finding = found(true, check.of, said, `${importer.path}:${importer.line}: from ${module} import`);
  return [withCure(finding, message('cure-python-run-as-module', { path: importer.path }))];
}
