import { readMounts } from '../dockerfile/mounts.ts';
import { cleanPath } from '../dockerfile/stage-environment.ts';
import type { InstallStep } from '../ecosystems/contract.ts';
import { readGoMod } from '../ecosystems/go/go-mod.ts';
import type { CommandFacts, CopyFacts, PlacedInstruction, SourceFacts } from './source-facts.ts';

/** A stage's sources come in before an install that could run without them. */
export interface MovableInstall {
  readonly broad: PlacedInstruction;
  readonly copy: CopyFacts & { readonly target: string };
  /** The last install that can run without sources, and the context paths it and those before it read. */
  readonly install: PlacedInstruction | undefined;
  readonly manifests: readonly string[];
  /** A download step to put in front of the broad COPY, where only a compile follows. */
  readonly download: MissingDownload | undefined;
  /** What runs again after each edit of a source, in file order. */
  readonly late: readonly { readonly step: InstallStep; readonly line: number }[];
}

/** A download of modules that no step does yet. */
export interface MissingDownload {
  /** Context paths. */
  readonly manifests: readonly string[];
  /** Where the module lies in the image. */
  readonly folder: string;
}

/** At most one a stage: of two COPYs of the sources the first decides. Cost: linear in the stages. */
export function findMovableInstalls(facts: SourceFacts): readonly MovableInstall[] {
  return facts.stages.flatMap((stage) => {
    const at = stage.instructions.findIndex((i) => i.copy?.wholeContext === true && i.copy.from === undefined);
    const broad = stage.instructions[at];
    const target = broad?.copy?.target;
    if (broad?.copy === undefined || target === undefined) return [];
    const { heredocs, flags } = broad.instruction;
    if (heredocs.length > 0 || flags.some((f) => f.name === 'parents')) return [];
    const [earlier, later] = [stage.instructions.slice(0, at), stage.instructions.slice(at + 1)];
    const move = moveOver({ ...broad.copy, target }, broad, earlier, later, facts);
    return move === undefined ? [] : [move];
  });
}

function moveOver(
  copy: MovableInstall['copy'],
  broad: PlacedInstruction,
  earlier: readonly PlacedInstruction[],
  later: readonly PlacedInstruction[],
  facts: SourceFacts,
): MovableInstall | undefined {
  let install: PlacedInstruction | undefined;
  const manifests = new Set<string>();
  const late: PlacedInstruction[] = [];
  for (const i of later) {
    const wanted = manifestsOf(i, copy, facts);
    if (wanted !== undefined) {
      install = i;
      late.push(i);
      for (const path of wanted) manifests.add(path);
    } else if (!needsNoSources(i, copy, facts)) break;
  }
  const compile = later.find((i) => i.run?.steps.some((s) => s.does === 'compile'));
  const download = compile && planDownload(copy, compile, earlier, later, facts);
  if (install === undefined && download === undefined) return undefined;
  if (compile !== undefined && download !== undefined) late.push(compile);
  return { broad, copy, install, manifests: [...manifests], download, late: late.flatMap(stepsOf) };
}

function stepsOf({ instruction, run }: PlacedInstruction): { step: InstallStep; line: number }[] {
  return (run?.steps ?? []).map((step) => ({ step, line: instruction.startLine }));
}

function planDownload(
  copy: MovableInstall['copy'],
  compile: PlacedInstruction,
  earlier: readonly PlacedInstruction[],
  later: readonly PlacedInstruction[],
  facts: SourceFacts,
): MissingDownload | undefined {
  const fetched = [...earlier, ...later].some((i) => i.run?.steps.some((s) => s.does === 'fetch'));
  if (compile.workdir === undefined || fetched || downloadNeedsMore(later, compile)) return undefined;
  if (facts.context.paths.some((p) => p.startsWith('vendor/')) || facts.project.paths.includes('go.work'))
    return undefined;
  const step = compile.run?.steps.find((s) => s.does === 'compile');
  const manifests = contextPaths(step?.manifests ?? [], compile, copy).filter((p) => facts.context.paths.includes(p));
  const file = manifests.find((p) => p.endsWith('go.mod'));
  const module = readGoMod((file && facts.project.text(file)) ?? '');
  if (module === undefined || module.requires.length === 0 || module.localReplaces.length > 0) return undefined;
  return { manifests, folder: compile.workdir };
}

/** Settings and credentials that come with or before the compile, and behind the place of a download. */
function downloadNeedsMore(later: readonly PlacedInstruction[], compile: PlacedInstruction): boolean {
  const upTo = later.slice(0, later.indexOf(compile) + 1);
  const sets = (i: PlacedInstruction) => i.instruction.pairs.some((p) => /^(GO[A-Z0-9]*|NETRC)$/.test(p.name.text));
  const asks = (i: PlacedInstruction) =>
    readMounts(i.instruction).some((m) => m.type === 'secret' || m.type === 'ssh') ||
    (i.run !== undefined && /\bgit\s+config\b|\.netrc\b/.test(i.instruction.args.text));
  return upTo.some((i) => sets(i) || asks(i));
}

/** @returns context paths the instruction reads if it is an install that needs nothing else, undefined if it is not */
function manifestsOf(i: PlacedInstruction, copy: MovableInstall['copy'], facts: SourceFacts): string[] | undefined {
  const commands = i.run?.commands;
  if (commands === undefined || !commands.some((c) => c.step)) return undefined;
  if (!commands.every((c) => readsNoSources(c, i, copy, facts))) return undefined;
  const named = commands.flatMap((c) => contextPaths(c.step?.manifests ?? [], i, copy));
  const all = withIncludes(named, facts);
  const there = all?.filter((p) => facts.context.paths.includes(p)) ?? [];
  const needed = named.filter((p) => !p.endsWith('go.sum'));
  const packages = commands.flatMap((c) => c.step?.packages ?? []);
  if (all === undefined || !needed.every((p) => there.includes(p))) return undefined;
  if (there.length === 0 && (named.length > 0 || packages.length === 0)) return undefined;
  return needsMoreThanManifests(facts) && there.some((p) => p.endsWith('go.mod')) ? undefined : there;
}

function contextPaths(manifests: readonly string[], i: PlacedInstruction, copy: MovableInstall['copy']): string[] {
  if (i.workdir === undefined && manifests.some((m) => !m.startsWith('/'))) return [];
  return manifests.map((m) => relativeTo(copy.target, m.startsWith('/') ? m : `${i.workdir}/${m}`));
}

function relativeTo(folder: string, path: string): string {
  const clean = cleanPath(path);
  const root = cleanPath(folder);
  if (root === '/') return clean.slice(1);
  return clean.startsWith(`${root}/`) ? clean.slice(root.length + 1) : clean;
}

/** requirements files name others (`-r base.txt`); a local path or editable in one needs the sources. */
function withIncludes(paths: readonly string[], facts: SourceFacts): string[] | undefined {
  const all = new Set(paths);
  for (const path of all) {
    const asked = /(^|\/)go\.(mod|sum)$/.test(path) ? [] : facts.requirements(path);
    if (asked?.some((r) => r.is === 'local')) return undefined;
    for (const r of asked ?? [])
      if (r.is === 'include' || r.is === 'constraint') all.add(cleanPath(`${path}/../${r.path}`).slice(1));
  }
  return [...all];
}

function needsMoreThanManifests(facts: SourceFacts): boolean {
  return (facts.goMod?.localReplaces.length ?? 0) > 0 || facts.project.paths.includes('go.work');
}

const HARMLESS = new Set([
  'apt-get',
  'apt',
  'apk',
  'rm',
  'mkdir',
  'echo',
  'set',
  'useradd',
  'groupadd',
  'adduser',
  'addgroup',
  'true',
  'ldconfig',
  'update-ca-certificates',
]);

/** @param copy puts the sources where they would lie: what is written or removed there before they come is another image */
function readsNoSources(
  command: CommandFacts,
  { env }: PlacedInstruction,
  copy: MovableInstall['copy'],
  facts: SourceFacts,
): boolean {
  const text = facts.tree.text.slice(command.range.start, command.range.end);
  // What a command in it reads can fail without anybody hearing of it.
  if (/[`]|[$<>]\(/.test(text)) return false;
  if (command.step) return !command.step.needsSources && command.step.readsMore !== true;
  if (/[<>]/.test(text.replace(/[0-9&]?>{1,2}\s*(\/dev\/null|&[0-9])/g, ''))) return false;
  const program = command.words[0]?.text ?? '';
  if (!HARMLESS.has(program)) return false;
  const words = command.words.slice(1).map((w) => facts.tree.text.slice(w.range.start, w.range.end));
  const places = words.filter((w) => !w.startsWith('-'));
  if (program === 'rm') return places.every((p) => p.startsWith('/') && !isBelow(p, copy.target));
  return words.every((w) => namesNoFile(w, PACKAGERS.has(program), env, facts));
}

/** Managers that take a file of the context for a package, a list or a setting. */
const PACKAGERS = new Set(['apt-get', 'apt', 'apk']);

function namesNoFile(
  written: string,
  forPackager: boolean,
  env: PlacedInstruction['env'],
  { context }: SourceFacts,
): boolean {
  const word = written.replace(/^(["'])(.*)\1$/s, '$2').replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => {
    return env[braced ?? bare] ?? whole;
  });
  if (/^\.{0,2}\/.*\.(deb|apk)$|^\.\.?\//.test(word)) return false;
  if (!forPackager) return true;
  // A pattern or a variable that nobody knows may become the name of a file.
  if (/[$*?[{~]/.test(word)) return false;
  const value = word.replace(/^-[^=]*=/, '');
  return !/[./]/.test(value) || !context.paths.some((p) => p === value || p.startsWith(`${value}/`));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** An instruction between COPY and install that works the same with the sources not there yet. */
function needsNoSources(i: PlacedInstruction, copy: MovableInstall['copy'], facts: SourceFacts): boolean {
  if (i.run) return i.run.commands?.every((c) => readsNoSources(c, i, copy, facts)) ?? false;
  // A folder made earlier is the same folder, unless the COPY goes where the last one was set.
  if (i.instruction.keyword === 'WORKDIR') return copy.destination.startsWith('/');
  return ['ENV', 'ARG', 'LABEL', 'EXPOSE', 'USER', 'STOPSIGNAL', 'MAINTAINER', 'SHELL'].includes(i.instruction.keyword);
}
