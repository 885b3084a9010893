import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineCall } from '../../../src/engine/recording.ts';

/** What a run has written down so far. */
export interface Kept {
  /** Rungs whose checkpoint is whole. */
  readonly finished: readonly number[];
  /** Readings of an edit's rebuild after the one that a rung's checkpoint holds, by rung. */
  readonly edit: Readonly<Record<number, number>>;
  readonly cold: Readonly<Record<number, number>>;
}

type Readings = Readonly<Record<string, readonly number[]>>;

/** @param root a run's folder; absent where none was made yet */
export function readKept(root: string | undefined): Kept {
  const names = root === undefined ? [] : readdirSync(root);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root ?? '', name), 'utf8'));
  const edit: Record<number, number> = {};
  const cold: Record<number, number> = {};
  const add = (to: Record<number, number>, readings: Readings, less: number) => {
    for (const [n, all] of Object.entries(readings)) to[Number(n)] = (to[Number(n)] ?? 0) + all.length - less;
  };
  // The first of each is the climb's own, which the rung's checkpoint holds.
  for (const name of names.filter((n) => /^again-\d+\.json$/.test(n))) add(edit, read(name) as Readings, 1);
  if (names.includes('readings.json')) {
    const last = read('readings.json') as { readonly cold: Readings; readonly edit: Readings };
    add(edit, last.edit, 0);
    add(cold, last.cold, 0);
  }
  const finished = names
    .filter((n) => /^\d+$/.test(n) && existsSync(join(root ?? '', n, 'rung.json')))
    .map(Number)
    .toSorted((a, b) => a - b);
  return { finished, edit, cold };
}

/**
 * Builds and starts of one attempt that were of a rung finished before it and had been done already.
 *
 * A finished rung's own build, starts and first edit are in its checkpoint: none may come again. Two steps read times on
 * finished rungs and keep each reading as soon as it is there (`src/ladder/remeasure.ts`): edits on a rung and the one below
 * it where one reading looks lost (`again-<n>.json`), and the cold builds of the image as found and of the recommended rung
 * (`readings.json`; with more runs asked for, cold and edit of all). So every timed build has to have brought a reading that
 * was not there before. Two bring none: the one that warms the copy of the context, before an attempt's first edit, and the
 * last one where the kill cut it off.
 * @throws Error for a build whose Dockerfile is no rung's: then the log cannot tell
 */
export function countRepeated(calls: readonly EngineCall[], before: Kept, after: Kept, isKilled: boolean): number {
  const builds = calls.filter((c) => c.kind === 'build').map((c) => ({ rung: rungOf(c), as: nameOf(c) }));
  const starts = calls.filter((c) => c.kind === 'start' && before.finished.includes(Number(nameOf(c))));
  const last = isKilled ? builds.at(-1) : undefined;
  const firstEdit = builds.find((b) => b.as === 'edit');
  let repeated = starts.length;
  for (const rung of before.finished) {
    const own = builds.filter((b) => b.rung === rung);
    repeated += own.filter((b) => b.as !== 'edit' && b.as !== 'cold').length;
    for (const as of ['edit', 'cold'] as const) {
      const timed = own.filter((b) => b.as === as);
      const read = (after[as][rung] ?? 0) - (before[as][rung] ?? 0);
      const cutOff = last !== undefined && timed.includes(last) ? 1 : 0;
      const warming = firstEdit !== undefined && timed.includes(firstEdit) && (read > 0 || cutOff > 0) ? 1 : 0;
      repeated += Math.max(0, timed.length - read - cutOff - warming);
    }
  }
  return repeated;
}

function nameOf(call: EngineCall): string {
  return call.tag.split(':').at(-1) ?? '';
}

function rungOf(call: EngineCall): number {
  const n = /\/runs\/[^/]+\/(\d+)\/Dockerfile$/.exec(call.dockerfile ?? '')?.[1];
  if (n === undefined) throw new Error(`a build of no rung: ${JSON.stringify(call)}`);
  return Number(n);
}
