import type { TreeNode } from '../../../image/contract.ts';
import type { Load } from '../../../image/node/reading.ts';
import { folderOf, type NodeFiles, scopeOf } from './node-files.ts';
import { type Finder, resolveModule } from './resolve-module.ts';
import type { MissedLoad } from './tell-miss.ts';

/** How sure it is that a module is loaded: not at all, once something is asked for, at the start. */
export type Rank = 0 | 1 | 2;

/** A native add-on that is loaded, or a way to look for one. */
export interface AddOnLoad {
  readonly rank: Rank;
  readonly neededBy: string;
  /** The folder of the script that asks. */
  readonly from: string;
  readonly file?: { readonly node: TreeNode; readonly path: string } | undefined;
  /** A name for `bindings`; empty where `node-gyp-build` chooses. */
  readonly name?: string | undefined;
}

/** All that is loaded from some scripts on. */
export interface Walk {
  readonly missed: readonly (MissedLoad & { readonly rank: Rank })[];
  readonly addOns: readonly AddOnLoad[];
  /** Something on the way changes how modules are found. */
  readonly isHooked: boolean;
  /** The script it starts from holds others in itself. */
  readonly isBundle: boolean;
}

/** Larger programs are looked at this far. */
const MAX_SCRIPTS = 20_000;

interface Visit {
  readonly path: string;
  readonly node: TreeNode;
  readonly rank: Rank;
}

interface State {
  readonly finder: Finder;
  readonly queue: Visit[];
  readonly ranks: Map<string, Rank>;
  readonly missed: (MissedLoad & { readonly rank: Rank })[];
  readonly addOns: AddOnLoad[];
  isHooked: boolean;
}

/** Follows what is loaded at the start; in the user's own scripts also what is loaded later. */
export function walkModules(
  finder: Finder,
  entries: readonly { readonly path: string; readonly node: TreeNode }[],
): Walk {
  const state: State = { finder, queue: [], ranks: new Map(), missed: [], addOns: [], isHooked: false };
  for (const { path, node } of entries) enqueue(state, { path, node, rank: 2 });
  for (let i = 0; i < state.queue.length && i < MAX_SCRIPTS; i++) {
    const visit = state.queue[i];
    if (visit !== undefined && state.ranks.get(visit.path) === visit.rank) readScript(state, visit);
  }
  const first = entries.at(-1);
  const isBundle = first !== undefined && finder.files.script(first.node)?.isBundle === true;
  const { missed, addOns, isHooked } = state;
  return { missed, addOns, isHooked, isBundle };
}

function enqueue(state: State, visit: Visit): void {
  if ((state.ranks.get(visit.path) ?? -1) >= visit.rank) return;
  state.ranks.set(visit.path, visit.rank);
  state.queue.push(visit);
}

export function isInstalled(path: string): boolean {
  return path.includes('/node_modules/');
}

function readScript(state: State, visit: Visit): void {
  const script = state.finder.files.script(visit.node);
  if (script === undefined || !script.isSure) return;
  state.isHooked ||= script.isHook;
  for (const load of script.loads) {
    const isFollowed = load.when === 'start' || !isInstalled(visit.path);
    if (isFollowed) followLoad(state, visit, load, rankOf(load, visit.rank, script.isBundle));
  }
}

/** What a bundle loads in a function may belong to a part of it that nobody calls. */
function rankOf({ when }: Load, rank: Rank, isBundle: boolean): Rank {
  if (when === 'start') return rank;
  return when === 'later' && !isBundle && rank > 0 ? 1 : 0;
}

function followLoad(state: State, visit: Visit, load: Load, rank: Rank): void {
  const { finder, addOns } = state;
  const from = folderOf(visit.path);
  const neededBy = `${visit.path}:${load.line}`;
  const { specifier, by } = load;
  if (by === 'bindings') {
    addOns.push({ rank, neededBy, from, name: specifier });
    return;
  }
  const mode = by === 'static' || by === 'dynamic' ? 'import' : 'require';
  const found = resolveModule(finder, specifier, from, mode);
  if (found.is === 'missing') {
    const isSpared = rank === 0 || isOptional(finder.files, specifier, from);
    if (!isSpared) state.missed.push({ miss: found.miss, specifier, neededBy, from, rank });
  } else if (found.is === 'file' && by !== 'resolve') {
    if (found.path.endsWith('.node')) addOns.push({ rank, neededBy, from, file: found });
    else enqueue(state, { path: found.path, node: found.node, rank });
  }
}

function isOptional(files: NodeFiles, specifier: string, from: string): boolean {
  const manifest = scopeOf(files, from)?.manifest;
  if (manifest === undefined || manifest === 'unknown') return false;
  return manifest.optional?.some((name) => specifier === name || specifier.startsWith(`${name}/`)) === true;
}
