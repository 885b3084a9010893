import type { FoldedChange } from './fold-paths.ts';

const MOST_PATHS = 20;
const KINDS = ['added', 'removed', 'changed'] as const;
/** Of each kind at least so many are shown, where there are: the one file that came is not hidden behind all that went. */
const LEAST_OF_KIND = Math.floor(MOST_PATHS / KINDS.length);

export interface ChosenPaths {
  readonly shown: readonly FoldedChange[];
  /** How many are not, of each kind; absent where all are. */
  readonly rest?: { readonly added: number; readonly removed: number; readonly changed: number };
}

/** @param changes largest first, as `shown` is too */
export function choosePaths(changes: readonly FoldedChange[]): ChosenPaths {
  if (changes.length <= MOST_PATHS) return { shown: changes };
  const kept = new Set(KINDS.flatMap((kind) => changes.filter(({ is }) => is === kind).slice(0, LEAST_OF_KIND)));
  for (const change of changes) if (kept.size < MOST_PATHS) kept.add(change);
  const count = (kind: FoldedChange['is']) => changes.filter((one) => one.is === kind && !kept.has(one)).length;
  return {
    shown: changes.filter((change) => kept.has(change)),
    rest: { added: count('added'), removed: count('removed'), changed: count('changed') },
  };
}
