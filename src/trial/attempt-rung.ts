import type { RungFiles } from '../facts/source-facts.ts';
import { measureOf } from '../model/measure.ts';
import { type Digest, digestOf, sha256 } from '../model/sha256.ts';
import type { Cause } from '../model/verdict.ts';
import type { MeasureRow, Rung } from '../record/run.ts';
import type { Baseline } from '../verify/verify-image.ts';
import { buildRung } from './build-rung.ts';
import { readPart, readRungCheckpoint, writePart, writeRungCheckpoint } from './checkpoint.ts';
import { dockerfileOf, type TrialPlan, type TrialWorld } from './contract.ts';
import { examineImage } from './examine-image.ts';
import { withoutSettings, withSettings } from './keep-learned.ts';
import type { EditBench } from './time-edit.ts';
import { writeRungFiles } from './write-rung-files.ts';

/** One thing to try: text on top of the last good rung. */
export interface Attempt {
  readonly n: number;
  readonly parent: Rung | null;
  readonly technique: string | null;
  readonly group: Rung['group'];
  readonly files: RungFiles;
  readonly edits: Rung['edits'];
  readonly notes: NonNullable<Rung['notes']>;
}

/** What the image as found taught; later rungs are held to it. */
export interface Learned {
  readonly baseline: Baseline;
  readonly closure: readonly Cause[];
}

export interface Attempted {
  readonly rung: Rung;
  /** After rung 0 only. */
  readonly learned?: Learned | undefined;
}

/**
 * Builds, measures and verifies one rung, then times an edit on it. A finished rung of an interrupted run is taken as it is:
 * nothing of it is built or asked again.
 * @param learned absent for the image as found: then it is learned
 * @returns a failed build or verdict as a rung @throws Problem when engine, disk or the user ended it
 */
export async function attemptRung(
  world: TrialWorld,
  plan: TrialPlan,
  attempt: Attempt,
  learned: Learned | undefined,
  bench: EditBench | undefined,
): Promise<Attempted> {
  const { n } = attempt;
  const key = keyOf(attempt, learned);
  const done = await readRungCheckpoint(plan.folder, n, key);
  const kept = n > 0 ? undefined : ((await readPart(plan.folder, 'baseline')) as Learned | undefined);
  const taught = n > 0 ? learned : kept && withSettings(kept, plan.configured);
  if (done !== undefined && (done.building !== 'built' || taught !== undefined)) {
    world.on({ is: 'rung-resumed', rung: n, technique: attempt.technique });
    return { rung: done, learned: taught };
  }
  world.on({ is: 'rung-started', rung: n, technique: attempt.technique });
  const fresh = await tryRung(world, plan, attempt, learned, bench);
  if (n === 0 && fresh.learned) await writePart(plan.folder, 'baseline', withoutSettings(fresh.learned));
  // Cut off in its last step it is good enough to recommend, and not finished: the next run completes it. A build that failed
  // may have failed by the network: the next run tries it again.
  if (!world.signal.aborted && fresh.rung.building === 'built') await writeRungCheckpoint(plan.folder, key, fresh.rung);
  return fresh;
}

async function tryRung(
  world: TrialWorld,
  plan: TrialPlan,
  attempt: Attempt,
  learned: Learned | undefined,
  bench: EditBench | undefined,
): Promise<Attempted> {
  const row = await writeRungFiles(plan, attempt);
  const dockerfile = dockerfileOf(plan.folder, attempt.n);
  const layoutDir = `${plan.folder.root}/layout`;
  const outcome = await buildRung(world, plan, { name: attempt.n, dockerfile, layoutDir });
  if (outcome.is !== 'built') {
    world.on({ is: 'rung-not-built', rung: attempt.n, building: outcome.is });
    return { rung: { ...row, building: outcome.is, cause: outcome.cause } };
  }
  const { built } = outcome;
  world.on({ is: 'rung-built', rung: attempt.n, ms: built.totalMs });
  const builtRow: Rung = {
    ...row,
    imageDigest: built.imageDigest,
    imageId: built.imageId,
    steps: [...built.steps],
    measures: { buildMs: measureOf([built.totalMs], 'ms', 'measured', 'build-wall') },
  };
  try {
    const shown = await examineImage(world, plan, builtRow, built, layoutDir, learned);
    const editMs = isWorking(shown.rung) ? await unlessAborted(bench?.time(attempt.n), world.signal) : undefined;
    const measures =
      editMs === undefined ? shown.rung.measures : { ...shown.rung.measures, editRebuildMs: editMeasure([editMs]) };
    return { ...shown, rung: { ...shown.rung, measures } };
  } finally {
    await world.engine.store.remove(built.tag);
  }
}

async function unlessAborted<T>(work: Promise<T> | undefined, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

export function editMeasure(readings: readonly number[]): MeasureRow {
  return measureOf(readings, 'ms', 'measured', 'edit-rebuild');
}

export function isWorking(rung: Rung): boolean {
  return rung.verdict?.running === 'works' || rung.verdict?.running === 'works-as-before';
}

/** A checkpoint holds for the same text, held to the same expectations. */
function keyOf(attempt: Attempt, learned: Learned | undefined): Digest {
  const { dockerfile, ignore } = attempt.files;
  return digestOf([
    attempt.technique,
    sha256(dockerfile),
    ignore && sha256(ignore),
    learned?.baseline.expectations.digest ?? null,
  ]);
}
