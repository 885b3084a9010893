import type { RungFiles } from '../facts/source-facts.ts';
import type { ImageView } from '../image/contract.ts';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import { measureOf } from '../model/measure.ts';
import { type Digest, digestOf, sha256 } from '../model/sha256.ts';
import type { Cause, Running } from '../model/verdict.ts';
import { rungIgnoreText } from '../project/ignore-file.ts';
import type { MeasureRow, ProbeResult, Rung } from '../record/run.ts';
import { type Baseline, learnBaseline, type RunMeasures, verifyImage } from '../verify/verify-image.ts';
import { buildRung } from './build-rung.ts';
import { readPart, readRungCheckpoint, writePart, writeRungCheckpoint } from './checkpoint.ts';
import { labelsOf, type TrialPlan, type TrialWorld } from './contract.ts';
import { lookAtImage, type StaticLook } from './look-at-image.ts';
import type { EditBench } from './time-edit.ts';

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
  const taught = n > 0 ? learned : ((await readPart(plan.folder, 'baseline')) as Learned | undefined);
  if (done !== undefined && (done.building !== 'built' || taught !== undefined)) {
    world.on({ is: 'rung-resumed', rung: n, technique: attempt.technique });
    return { rung: done, learned: taught };
  }
  world.on({ is: 'rung-started', rung: n, technique: attempt.technique });
  const fresh = await tryRung(world, plan, attempt, learned, bench);
  if (n === 0 && fresh.learned) await writePart(plan.folder, 'baseline', fresh.learned);
  // Cut off in its last step it is good enough to recommend, and not finished: the next run completes it.
  if (!world.signal.aborted) await writeRungCheckpoint(plan.folder, key, fresh.rung);
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
  const dockerfile = `${plan.folder.root}/${attempt.n}/Dockerfile`;
  const layoutDir = `${plan.folder.root}/layout`;
  // The image as found is built without cache: its first build is its cold time as well.
  const outcome = await buildRung(world, plan, { name: attempt.n, dockerfile, layoutDir, noCache: attempt.n === 0 });
  if (outcome.is !== 'built') {
    world.on({ is: 'rung-not-built', rung: attempt.n, building: outcome.is });
    return { rung: { ...row, building: outcome.is, cause: outcome.cause } };
  }
  const { built } = outcome;
  world.on({ is: 'rung-built', rung: attempt.n, ms: built.totalMs });
  const time = measureOf([built.totalMs], 'ms', 'measured', 'build-wall');
  const builtRow: Rung = {
    ...row,
    imageDigest: built.imageDigest,
    imageId: built.imageId,
    steps: [...built.steps],
    measures: {
      buildMs: time,
      ...(attempt.n === 0 ? { coldBuildMs: measureOf([built.totalMs], 'ms', 'measured', 'cold-build') } : {}),
    },
  };
  try {
    const shown = await examine(world, plan, builtRow, built, layoutDir, learned);
    const editMs = isWorking(shown.rung) ? await unlessAborted(bench?.time(dockerfile), world.signal) : undefined;
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

function isWorking(rung: Rung): boolean {
  return rung.verdict?.running === 'works' || rung.verdict?.running === 'works-as-before';
}

/** Measures while the container is watched: reading layers and waiting for a late death overlap. */
async function examine(
  world: TrialWorld,
  plan: TrialPlan,
  row: Rung,
  built: { readonly tag: string; readonly totalMs: number } & Parameters<TrialWorld['openImage']>[0],
  layoutDir: string,
  learned: Learned | undefined,
): Promise<Attempted> {
  const image = await world.openImage(built, layoutDir);
  try {
    let look: Promise<StaticLook> | undefined;
    const lookOnce = () => {
      const beganMs = world.clock.nowMs();
      look ??= lookAtImage(image.view, world.indexCache).then((seen) => {
        const [unpacked, transfer] = [seen.measures.unpackedBytes, seen.measures.transferBytes];
        world.on({
          is: 'rung-measured',
          rung: row.n,
          ms: world.clock.nowMs() - beganMs,
          unpackedBytes: unpacked?.value ?? 0,
          transferBytes: transfer?.value,
        });
        return seen;
      });
      return look;
    };
    const began = world.clock.nowMs();
    const verified =
      learned === undefined
        ? await learnRung(world, plan, image.view, built.tag, lookOnce)
        : await holdRung(world, plan, row, built.tag, learned, lookOnce);
    const seen = await lookOnce();
    const rung: Rung = {
      ...row,
      verdict: verified.verdict,
      coverage: verified.coverage,
      measures: { ...row.measures, ...seen.measures, ...readRunMeasures(verified.measures) },
      layers: [...seen.layers],
      surface: seen.surface,
      ...(verified.verdict.causes[0] ? { cause: verified.verdict.causes[0] } : {}),
    };
    await plan.folder.files.write(`${plan.folder.root}/${row.n}/container.log`, Buffer.from(verified.log));
    world.on({ is: 'rung-verified', rung: row.n, ms: world.clock.nowMs() - began, running: verified.verdict.running });
    return { rung, learned: verified.learned };
  } finally {
    await image.close();
  }
}

interface Shown {
  readonly verdict: NonNullable<Rung['verdict']>;
  readonly coverage: Rung['coverage'];
  readonly measures: RunMeasures;
  readonly log: string;
  readonly learned?: Learned | undefined;
}

async function learnRung(
  world: TrialWorld,
  plan: TrialPlan,
  view: ImageView,
  tag: string,
  look: () => Promise<StaticLook>,
): Promise<Shown> {
  const baseline = await learnBaseline({ ...world, runner: world.engine.runner }, tag, plan.discover(view), {
    ...verifyOptions(world, plan, 0, look),
    known: plan.knownRoutes,
    rediscover: (port) => plan.rediscover(view, port),
  });
  const { closure } = await look();
  const { expectations } = baseline;
  const probes = expectations.probes.map(
    (p): ProbeResult => ({
      id: p.probe,
      outcome: p.state === 'red' ? 'as-before' : 'pass',
      ...(p.cause ? { cause: p.cause } : {}),
    }),
  );
  const hasRed = expectations.setAside.length > 0;
  const running: Running = expectations.standing === 'none' ? 'unverified' : hasRed ? 'works-as-before' : 'works';
  return {
    verdict: {
      running,
      closure: [...closure],
      probes,
      causes: expectations.standing === 'none' ? expectations.setAside.map((s) => s.cause) : [],
    },
    coverage: { ...expectations.coverage },
    measures: baseline.measures,
    log: baseline.log,
    learned: { baseline, closure },
  };
}

async function holdRung(
  world: TrialWorld,
  plan: TrialPlan,
  row: Rung,
  tag: string,
  learned: Learned,
  look: () => Promise<StaticLook>,
): Promise<Shown> {
  const { closure } = await look();
  const known = new Set(learned.closure.map((c) => JSON.stringify(c.message)));
  const verified = await verifyImage({ ...world, runner: world.engine.runner }, tag, learned.baseline, {
    ...verifyOptions(world, plan, row.n, undefined),
    closure: closure.filter((c) => !known.has(JSON.stringify(c.message))),
  });
  return { ...verified, coverage: { ...learned.baseline.expectations.coverage } };
}

function verifyOptions(
  world: TrialWorld,
  plan: TrialPlan,
  n: number,
  whileWaiting: (() => Promise<unknown>) | undefined,
) {
  return {
    labels: labelsOf(plan.folder.id),
    name: `plimsoll-${plan.folder.id}-${n}`,
    places: plan.places,
    redact: plan.redact,
    signal: world.signal,
    whileWaiting,
  };
}

function readRunMeasures(read: RunMeasures): Rung['measures'] {
  return {
    ...(read.firstAnswerMs.length > 0
      ? { firstAnswerMs: measureOf(read.firstAnswerMs, 'ms', 'measured', 'container-start') }
      : {}),
    ...(read.peakMemoryBytes.length > 0
      ? { peakMemoryBytes: measureOf(read.peakMemoryBytes, 'byte', 'measured', 'cgroup-peak') }
      : {}),
    ...(read.stopMs.length > 0 ? { stopMs: measureOf(read.stopMs, 'ms', 'measured', 'engine-stop') } : {}),
  };
}

/** The rung's files as they are built: both apply from outside the context. */
async function writeRungFiles(plan: TrialPlan, attempt: Attempt): Promise<Rung> {
  const { folder } = plan;
  const ignore = textToBytes(
    rungIgnoreText(attempt.files.ignore === undefined ? undefined : bytesToText(attempt.files.ignore)),
  );
  const files = [
    { path: `${attempt.n}/Dockerfile`, bytes: attempt.files.dockerfile },
    { path: `${attempt.n}/Dockerfile.dockerignore`, bytes: ignore },
  ];
  for (const file of files) await folder.files.write(`${folder.root}/${file.path}`, file.bytes);
  return {
    n: attempt.n,
    parent: attempt.parent?.n ?? null,
    technique: attempt.technique,
    group: attempt.group,
    building: 'built',
    kept: 'not-kept',
    files: files.map((f) => ({ path: f.path, sha256: sha256(f.bytes) })),
    edits: attempt.edits,
    measures: {},
    layers: [],
    steps: [],
    coverage: { probed: 0, known: 0 },
    ...(attempt.notes.length > 0 ? { notes: attempt.notes } : {}),
  };
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
