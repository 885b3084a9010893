import { insertAfter, insertBefore, replaceInstruction } from '../dockerfile/edits.ts';
import type { CommandFacts, CopyFacts, PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';
import { coreOf } from './texts.ts';

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
  return findMove(facts) === undefined ? { is: 'no', because: message('dependencies-are-first', {}) } : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const move = findMove(facts);
  if (move === undefined) return NO_EDIT;
  const { tree } = facts;
  const manifests = copyLines(move);
  if (move.install === undefined) {
    return { dockerfile: [insertBefore(tree, move.broad.instruction, [...manifests, 'RUN go mod download'])] };
  }
  return {
    dockerfile: [
      replaceInstruction(tree, move.broad.instruction, manifests),
      insertAfter(tree, move.install.instruction, [coreOf(tree, move.broad.instruction)]),
    ],
  };
}

interface Move {
  readonly broad: PlacedInstruction;
  readonly copy: CopyFacts & { readonly target: string };
  /** The last install that can run without sources; absent = put a download step in front of the broad COPY. */
  readonly install: PlacedInstruction | undefined;
  /** Context paths. */
  readonly manifests: readonly string[];
}

function findMove(facts: SourceFacts): Move | undefined {
  for (const stage of facts.stages) {
    for (const [i, broad] of stage.instructions.entries()) {
      const copy = broad.copy;
      if (
        !copy?.wholeContext ||
        copy.from !== undefined ||
        copy.target === undefined ||
        broad.instruction.heredocs.length > 0
      )
        continue;
      const earlier = stage.instructions.slice(0, i);
      const later = stage.instructions.slice(i + 1);
      const move = moveOver({ ...copy, target: copy.target }, broad, earlier, later, facts);
      if (move) return move;
    }
  }
  return undefined;
}

function moveOver(
  copy: Move['copy'],
  broad: PlacedInstruction,
  earlier: readonly PlacedInstruction[],
  later: readonly PlacedInstruction[],
  facts: SourceFacts,
): Move | undefined {
  let install: PlacedInstruction | undefined;
  const manifests: string[] = [];
  for (const i of later) {
    const wanted = manifestsOf(i, copy, facts);
    if (wanted !== undefined) {
      install = i;
      manifests.push(...wanted);
    } else if (!needsNoSources(i)) break;
  }
  if (install !== undefined) return { broad, copy, install, manifests: [...new Set(manifests)] };
  const compile = later
    .flatMap((i) => i.run?.steps.map((s) => ({ step: s, at: i })) ?? [])
    .find((s) => s.step.does === 'compile');
  const fetched = [...earlier, ...later].some((i) => i.run?.steps.some((s) => s.does === 'fetch'));
  if (compile === undefined || fetched || facts.context.paths.some((p) => p.startsWith('vendor/'))) return undefined;
  const wanted = contextPaths(compile.step.manifests, compile.at, copy).filter((p) => facts.context.paths.includes(p));
  return wanted.length === 0 || needsMoreThanManifests(facts)
    ? undefined
    : { broad, copy, install: undefined, manifests: wanted };
}

/** @returns context paths the instruction reads if it is an install that needs nothing else, undefined if it is not */
function manifestsOf(i: PlacedInstruction, copy: Move['copy'], facts: SourceFacts): string[] | undefined {
  const commands = i.run?.commands;
  if (commands === undefined || !commands.some((c) => c.step) || !commands.every(readsNoSources)) return undefined;
  const named = commands.flatMap((c) => contextPaths(c.step?.manifests ?? [], i, copy));
  const all = withIncludes(named, facts);
  const there = all?.filter((p) => facts.context.paths.includes(p)) ?? [];
  const needed = named.filter((p) => !p.endsWith('go.sum'));
  if (all === undefined || there.length === 0 || !needed.every((p) => there.includes(p))) return undefined;
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

function readsNoSources(command: CommandFacts): boolean {
  if (command.step) return !command.step.needsSources;
  return HARMLESS.has(command.words[0]?.text ?? '');
}

/** An instruction between COPY and install that works the same with the sources not there yet. */
function needsNoSources(i: PlacedInstruction): boolean {
  if (i.run) return i.run.commands?.every(readsNoSources) ?? false;
  return ['ENV', 'ARG', 'LABEL', 'EXPOSE', 'USER', 'STOPSIGNAL', 'MAINTAINER', 'SHELL'].includes(i.instruction.keyword);
}

/** One COPY a folder, with the flags of the broad one; `requirements/base.txt` goes to `requirements/`. */
function copyLines({ broad, copy, manifests }: Move): string[] {
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
