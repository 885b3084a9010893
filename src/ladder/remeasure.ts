import { measureOf } from '../model/measure.ts';
import type { Message } from '../model/message.ts';
import type { Rung } from '../record/run.ts';
import { editMeasure, isWorking } from '../trial/attempt-rung.ts';
import { buildRung } from '../trial/build-rung.ts';
import { readPart, writePart } from '../trial/checkpoint.ts';
import { dockerfileOf, type TrialPlan, type TrialWorld } from '../trial/contract.ts';
import { keepLast, lastOf } from '../trial/keep-last.ts';
import type { EditBench } from '../trial/time-edit.ts';
import { ENOUGH_READINGS } from '../verify/compare-starts.ts';
import type { Climb } from './climb.ts';

/** Cold builds first: for a while after one the engine clears away what it replaced, and an edit read meanwhile takes half as long again. */
const KINDS = ['cold', 'edit'] as const;

interface Job {
  readonly n: number;
  readonly of: (typeof KINDS)[number];
}

interface Readings {
  cold: Record<number, number[]>;
  edit: Record<number, number[]>;
}

/**
 * Times what the choice rests on: the cold builds of the image as found and of the recommended rung, both from warm bases and
 * with the same outputs; with `runs` > 1 first cold, then edit of every working rung, each kind in random order over all rungs so
 * that a slow minute of the machine hits all alike: what the climb read on its way is none of them. Each reading is kept as soon as it is there.
 */
export async function remeasure(ask: {
  readonly world: TrialWorld;
  readonly plan: TrialPlan;
  readonly runs: number;
  readonly bench: EditBench | undefined;
  readonly climb: Climb;
  /** A reason to begin no further reading. */
  reasonToStop(): Message | undefined;
}): Promise<readonly Rung[]> {
  const { world, plan, runs, bench, climb } = ask;
  const chosen = climb.choice?.rung ?? 0;
  const working = climb.rungs.filter(isWorking);
  const readings = ((await readPart(plan.folder, 'readings')) as Readings | undefined) ?? { cold: {}, edit: {} };
  const jobs: readonly Job[] =
    runs === 1
      ? [...new Set([0, chosen])].map((n) => ({ n, of: 'cold' as const }))
      : working.flatMap((r) => [
          { n: r.n, of: 'cold' as const },
          { n: r.n, of: 'edit' as const },
        ]);
  let left = jobs.reduce((sum, j) => sum + Math.max(0, runs - (readings[j.of][j.n]?.length ?? 0)), 0);
  // Cut off by the user: what was read so far still stands.
  const unlessCutOff = (error: unknown): undefined => {
    if (!world.signal.aborted) throw error;
  };
  const read = async (job: Job, round: number): Promise<void> => {
    const known = readings[job.of][job.n] ?? [];
    if (known.length > round || ask.reasonToStop() !== undefined) return;
    const timing = job.of === 'edit' ? bench?.time(job.n) : timeCold(world, plan, job.n, round);
    const ms = await timing?.catch(unlessCutOff);
    if (ms === undefined) return;
    left -= 1;
    world.on({ is: 'rebuild-timed', rung: job.n, ms, left });
    readings[job.of][job.n] = [...known, ms];
    await writePart(plan.folder, 'readings', readings);
  };
  for (const of of KINDS) {
    const block = jobs.filter((job) => job.of === of);
    const due = block.find((job) => (readings[of][job.n]?.length ?? 0) < runs);
    // The first edit after the cold builds still stands in their wake: it is made and not read.
    if (of === 'edit' && due !== undefined && ask.reasonToStop() === undefined)
      await bench?.time(due.n).catch(unlessCutOff);
    for (let round = 0; round < runs; round++)
      for (const job of shuffle(block, digitsOf(plan.folder.id) + round)) await read(job, round);
  }
  return climb.rungs.map((r) => ({ ...r, measures: { ...r.measures, ...measuresFrom(readings, r) } }));
}

/**
 * Edits on both rungs in turn until each has readings enough, so that a slow minute of the machine hits both. Kept with the
 * run: a climb that goes on does not read them again.
 */
export async function readEditsAgain(
  { plan, bench }: { readonly plan: TrialPlan; readonly bench: EditBench | undefined },
  rung: Rung,
  parent: Rung,
): Promise<{ rung: Rung; parent: Rung }> {
  const name = `again-${rung.n}`;
  const known = (await readPart(plan.folder, name)) as Record<number, number[]> | undefined;
  const both = [rung, parent];
  const readings: Record<number, number[]> =
    known ??
    Object.fromEntries(both.map((r) => [r.n, r.measures.editRebuildMs ? [r.measures.editRebuildMs.value] : []]));
  while (bench !== undefined && both.some((r) => (readings[r.n]?.length ?? 0) < ENOUGH_READINGS)) {
    for (const { n } of both) {
      const ms = await bench.time(n);
      if (ms === undefined) return { rung, parent };
      readings[n] = [...(readings[n] ?? []), ms];
      await writePart(plan.folder, name, readings);
    }
  }
  const withReadings = (r: Rung): Rung => ({
    ...r,
    measures: { ...r.measures, editRebuildMs: editMeasure(readings[r.n] ?? []) },
  });
  return { rung: withReadings(rung), parent: withReadings(parent) };
}

async function timeCold(world: TrialWorld, plan: TrialPlan, n: number, round: number): Promise<number | undefined> {
  const outcome = await buildRung(world, plan, {
    name: 'cold',
    dockerfile: dockerfileOf(plan.folder, n),
    noCache: true,
    cacheNamespace: `${plan.cacheNamespace}-cold-${n}-${round}`,
  });
  if (outcome.is !== 'built') return undefined;
  // An edit that is timed after it finds its layers in the cache, and would unpack them all were they not kept.
  await keepLast(world, outcome.built.tag, lastOf(plan, 'rebuilt', n));
  return outcome.built.totalMs;
}

/** Cut off before it has as many readings, the climb's own stand. */
function measuresFrom(readings: Readings, { n, measures }: Rung): Rung['measures'] {
  const [cold, edit] = [readings.cold[n] ?? [], readings.edit[n] ?? []];
  return {
    ...(cold.length > 0 ? { coldBuildMs: measureOf(cold, 'ms', 'measured', 'cold-build') } : {}),
    ...(edit.length > 0 && edit.length >= (measures.editRebuildMs?.n ?? 1) ? { editRebuildMs: editMeasure(edit) } : {}),
  };
}

/** The order is random but told by the run's id: the same run resumed keeps it. */
function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const mixed = [...items];
  let state = seed >>> 0 || 1;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    const [a, b] = [mixed[i], mixed[j]];
    if (a !== undefined && b !== undefined) [mixed[i], mixed[j]] = [b, a];
  }
  return mixed;
}

function digitsOf(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) || 1;
}
