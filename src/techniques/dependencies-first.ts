import { deleteInstruction, insertAfter, insertBefore } from '../dockerfile/edits.ts';
import { readMounts } from '../dockerfile/mounts.ts';
import type { CommandFacts, CopyFacts, PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';
import { insertAbove, linesWithComments, textOf } from './texts.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** Every install step already comes before the sources, or needs them. */
    'dependencies-are-first': Record<string, never>;
  }
}

/**
 * Manifests enter before the sources, so that an edit of a source leaves the installed packages in the cache. The broad COPY
 * moves behind the last install; where Go only compiles, a download step is put in front.
 */
export const dependenciesFirst = {
  id: 'dependencies-first',
  group: 'trunk',
  after: ['context-trimmed', 'slim-base'],
  serves: ['R02'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return findMoves(facts).length === 0 ? { is: 'no', because: message('dependencies-are-first', {}) } : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const moves = findMoves(facts);
  return moves.length === 0 ? NO_EDIT : { dockerfile: moves.flatMap((m) => editMove(m, facts)) };
}

function editMove(move: Move, { tree }: SourceFacts): Edit[] {
  const { instruction } = move.broad;
  const download = move.download === undefined ? [] : downloadLines(move, move.download);
  if (move.install === undefined) return [insertAbove(tree, instruction, download)];
  const manifests = copyLines(move, move.manifests);
  const gone = deleteInstruction(tree, instruction);
  const first = insertBefore(tree, instruction, manifests);
  return [
    manifests.length === 0 ? gone : { ...first, range: gone.range },
    insertAfter(tree, move.install.instruction, [...download, ...linesWithComments(tree, instruction)]),
  ];
}

interface Move {
  readonly broad: PlacedInstruction;
  readonly copy: CopyFacts & { readonly target: string };
  /** The last install that can run without sources, and the context paths it and those before it read. */
  readonly install: PlacedInstruction | undefined;
  readonly manifests: readonly string[];
  /** A download step to put in front of the broad COPY, where only a compile follows. */
  readonly download: Download | undefined;
}

interface Download {
  /** Context paths. */
  readonly manifests: readonly string[];
  /** Where the module lies in the image. */
  readonly folder: string;
}

/** At most one a stage: of two COPYs of the sources the first decides. */
function findMoves(facts: SourceFacts): readonly Move[] {
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
  copy: Move['copy'],
  broad: PlacedInstruction,
  earlier: readonly PlacedInstruction[],
  later: readonly PlacedInstruction[],
  facts: SourceFacts,
): Move | undefined {
  let install: PlacedInstruction | undefined;
  const manifests = new Set<string>();
  for (const i of later) {
    const wanted = manifestsOf(i, copy, facts);
    if (wanted !== undefined) {
      install = i;
      for (const path of wanted) manifests.add(path);
    } else if (!needsNoSources(i, copy, facts)) break;
  }
  const download = planDownload(copy, earlier, later, facts);
  return install === undefined && download === undefined
    ? undefined
    : { broad, copy, install, manifests: [...manifests], download };
}

function planDownload(
  copy: Move['copy'],
  earlier: readonly PlacedInstruction[],
  later: readonly PlacedInstruction[],
  facts: SourceFacts,
): Download | undefined {
  const compile = later
    .flatMap((i) => i.run?.steps.map((s) => ({ step: s, at: i })) ?? [])
    .find((s) => s.step.does === 'compile');
  const fetched = [...earlier, ...later].some((i) => i.run?.steps.some((s) => s.does === 'fetch'));
  if (compile?.at.workdir === undefined || fetched || downloadNeedsMore(later, compile.at)) return undefined;
  if (facts.context.paths.some((p) => p.startsWith('vendor/')) || needsMoreThanManifests(facts)) return undefined;
  const manifests = contextPaths(compile.step.manifests, compile.at, copy).filter((p) =>
    facts.context.paths.includes(p),
  );
  return manifests.some((p) => p.endsWith('go.mod')) ? { manifests, folder: compile.at.workdir } : undefined;
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
function manifestsOf(i: PlacedInstruction, copy: Move['copy'], facts: SourceFacts): string[] | undefined {
  const commands = i.run?.commands;
  if (commands === undefined || !commands.some((c) => c.step)) return undefined;
  if (!commands.every((c) => readsNoSources(c, copy.target, facts))) return undefined;
  const named = commands.flatMap((c) => contextPaths(c.step?.manifests ?? [], i, copy));
  const all = withIncludes(named, facts);
  const there = all?.filter((p) => facts.context.paths.includes(p)) ?? [];
  const needed = named.filter((p) => !p.endsWith('go.sum'));
  const packages = commands.flatMap((c) => c.step?.packages ?? []);
  if (all === undefined || !needed.every((p) => there.includes(p))) return undefined;
  if (there.length === 0 && (named.length > 0 || packages.length === 0)) return undefined;
  return needsMoreThanManifests(facts) && there.some((p) => p.endsWith('go.mod')) ? undefined : there;
}

function contextPaths(manifests: readonly string[], i: PlacedInstruction, copy: Move['copy']): string[] {
  if (i.workdir === undefined && manifests.some((m) => !m.startsWith('/'))) return [];
  return manifests.map((m) => relativeTo(copy.target, m.startsWith('/') ? m : `${i.workdir}/${m}`));
}

function relativeTo(folder: string, path: string): string {
  const clean = normalize(path);
  const root = normalize(folder);
  if (root === '/') return clean.slice(1);
  return clean.startsWith(`${root}/`) ? clean.slice(root.length + 1) : clean;
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** requirements files name others (`-r base.txt`); a local path or editable in one needs the sources. */
function withIncludes(paths: readonly string[], facts: SourceFacts): string[] | undefined {
  const all = new Set(paths);
  for (const path of all) {
    const asked = facts.requirements(path);
    if (asked?.some((r) => r.is === 'local')) return undefined;
    for (const r of asked ?? [])
      if (r.is === 'include' || r.is === 'constraint') all.add(normalize(`${path}/../${r.path}`).slice(1));
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

/** @param target where the sources would lie: what is written or removed there before they come is another image */
function readsNoSources(command: CommandFacts, target: string, facts: SourceFacts): boolean {
  if (command.step) return !command.step.needsSources;
  const text = textOf(facts.tree, command.range);
  if (/[<>]/.test(text.replace(/[0-9&]?>{1,2}\s*(\/dev\/null|&[0-9])/g, ''))) return false;
  const program = command.words[0]?.text ?? '';
  if (!HARMLESS.has(program)) return false;
  const places = command.words
    .slice(1)
    .map((w) => textOf(facts.tree, w.range))
    .filter((w) => !w.startsWith('-'));
  if (program === 'rm') return places.every((p) => p.startsWith('/') && !isBelow(p, target));
  return !places.some((p) => /^\.{0,2}\/.*\.(deb|apk)$|^\.\.?\//.test(p));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** An instruction between COPY and install that works the same with the sources not there yet. */
function needsNoSources(i: PlacedInstruction, copy: Move['copy'], facts: SourceFacts): boolean {
  if (i.run) return i.run.commands?.every((c) => readsNoSources(c, copy.target, facts)) ?? false;
  // A folder made earlier is the same folder, unless the COPY goes where the last one was set.
  if (i.instruction.keyword === 'WORKDIR') return copy.destination.startsWith('/');
  return ['ENV', 'ARG', 'LABEL', 'EXPOSE', 'USER', 'STOPSIGNAL', 'MAINTAINER', 'SHELL'].includes(i.instruction.keyword);
}

function downloadLines(move: Move, { manifests, folder }: Download): string[] {
  // Behind an install the working folder is the install's.
  const at = normalize((move.install ?? move.broad).workdir ?? '');
  const step = normalize(folder) === at ? 'RUN go mod download' : `RUN cd ${folder} && go mod download`;
  return [...copyLines(move, manifests), step];
}

/** One COPY a folder, with the flags of the broad one; `requirements/base.txt` goes to `requirements/`. */
function copyLines({ broad, copy }: Move, manifests: readonly string[]): string[] {
  const flags = broad.instruction.flags.map((f) => ` ${f.text}`).join('');
  const folder =
    copy.destination === '.' || copy.destination === './' ? './' : `${copy.destination.replace(/\/$/, '')}/`;
  const byFolder = groupByFolder(manifests);
  return [...byFolder].map(([of, paths]) => `COPY${flags} ${paths.join(' ')} ${folder}${of}`);
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
}

function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) groups.set(folderOf(path), [...(groups.get(folderOf(path)) ?? []), path]);
  return groups;
}
