import type { Config } from '../config/config.ts';
import type { EngineFacts } from '../engine/contract.ts';
import type { Project } from '../facts/read-project.ts';
import type { RungFiles } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { digestOf } from '../model/sha256.ts';
import type { Rung, RunRecord } from '../record/run.ts';
import { applyTechnique } from '../techniques/apply-technique.ts';
import type { Technique } from '../techniques/contract.ts';
import { TECHNIQUES } from '../techniques/registry.ts';
import { type Attempt, attemptRung, type Learned } from '../trial/attempt-rung.ts';
import {
  type BuildBasics,
  labelsOf,
  type RunFolder,
  repositoryOf,
  type TrialPlan,
  type TrialWorld,
} from '../trial/contract.ts';
import { listRuns } from '../trial/list-runs.ts';
import { type EditBench, openEditBench } from '../trial/time-edit.ts';
import { beginRecord, digestInput } from './begin-record.ts';
import { type Climb, climbLadder } from './climb.ts';
import { identifyRun } from './identify-run.ts';
import type { Target } from './judge.ts';
import { keepImage } from './keep-image.ts';
import { makePlan } from './make-plan.ts';
import { readEditsAgain, remeasure } from './remeasure.ts';
import { tellRest } from './tell-rest.ts';
import { isBelow, type Limits, watchLimits } from './watch-limits.ts';

/** What is asked for, after flags, environment and plimsoll.yaml were joined. */
export interface OptimizeWish {
  readonly tool: { readonly version: string };
  readonly host: RunRecord['host'];
  readonly startedMs: number;
  readonly projectName: string;
  readonly dockerfileName: string;
  readonly config: Config;
  readonly basics: BuildBasics;
  readonly target: Target;
  readonly runs: number;
  readonly strict: boolean;
  /** Name for the recommended image; nothing else is ever tagged. */
  readonly keep: string | undefined;
  readonly maxTimeMs: number | undefined;
  readonly maxDiskBytes: number | undefined;
  redact(text: string): string;
}

export interface Optimized {
  readonly record: RunRecord;
  readonly files: ReadonlyMap<number, RungFiles>;
  readonly folder: RunFolder;
}

declare module '../model/message.ts' {
  interface Messages {
    /** Less is free where the engine keeps its data than --max-disk asks for, before anything was begun. */
    'disk-below-limit': { freeBytes: number; limitBytes: number };
    /** `entry:` of plimsoll.yaml names no file of the context. */
    'entry-not-found': { entry: string };
  }
}

/**
 * The main job: climb, measure again what the choice rests on, write the record. Interrupted, it ends with the best rung so
 * far; begun again with the same input, it goes on where it stopped.
 * @throws Problem for a baseline that does not build or has no green probe; for engine and disk; `run-in-progress`
 */
export async function optimizeProject(
  given: TrialWorld,
  wish: OptimizeWish,
  project: Project,
  techniques: readonly Technique[] = TECHNIQUES,
): Promise<Optimized> {
  const engine = await given.engine.builder.facts(given.signal);
  if (isBelow(engine.freeBytes, wish.maxDiskBytes)) {
    const args = { freeBytes: engine.freeBytes ?? 0, limitBytes: wish.maxDiskBytes ?? 0 };
    throw new Problem('world', 'disk-below-limit', args, { hint: message('hint-free-disk', {}) });
  }
  const release = await given.lock?.(`${project.dir}/.plimsoll/lock`);
  try {
    return await optimizeAlone(given, wish, project, techniques, engine);
  } finally {
    await release?.();
  }
}

async function optimizeAlone(
  given: TrialWorld,
  wish: OptimizeWish,
  project: Project,
  techniques: readonly Technique[],
  engine: EngineFacts,
): Promise<Optimized> {
  const planned = countApplying(techniques, project, engine.abilities.cacheMounts) + 1;
  const world: TrialWorld = { ...given, on: tellRest(given.on, planned, given.clock) };
  world.on({ is: 'climb-planned', rungs: planned });
  const contextDigest = await project.digestContext(given.clock.nowMs());
  const input = digestInput(wish, project, contextDigest);
  await world.files.write(`${project.dir}/.plimsoll/.gitignore`, Buffer.from('*\n'));
  const { id, bases } = await identifyRun(world, wish, project, engine, input);
  const folder: RunFolder = { id, root: `${project.dir}/.plimsoll/runs/${id}`, files: world.files };
  const plan = await makePlan(world, wish, project, folder, engine.abilities.cacheMounts);
  const state = {
    record: beginRecord(wish, project, engine, id, input, contextDigest, bases),
    learned: undefined as Learned | undefined,
  };
  const sweep = () => world.engine.runner.sweep(labelsOf(id), repositoryOf(id));
  await sweepFolder(world, project.dir, id);
  const limits = watchLimits(world, wish);
  const entry = findEditable(wish, project);
  let bench: EditBench | undefined;
  try {
    bench = await openEditBench(world, plan, entry);
    const climb = await climbWith(
      world,
      wish,
      project,
      plan,
      bench,
      state,
      engine.abilities.cacheMounts,
      techniques,
      limits,
    );
    const { reasonToStop } = limits;
    // Before the cold builds: they put other layers into the cache, of the same text but not the ones that were verified.
    if (wish.keep !== undefined && climb.choice && !world.signal.aborted)
      await keepImage(world, plan, climb.rungs[climb.choice.rung], state.learned, wish.keep);
    const rungs = climb.stopped
      ? climb.rungs
      : await remeasure({ world, plan, runs: wish.runs, bench, climb, reasonToStop });
    const ended = { ...climb, stopped: climb.stopped ?? reasonToStop() };
    state.record = finishRecord({ ...state.record, rungs: [...rungs] }, ended, world.clock.nowMs());
    await writeRecord(folder, state.record);
    return { record: state.record, files: climb.files, folder };
  } finally {
    await bench?.close();
    await sweep();
    await world.files.remove(`${folder.root}/layout`);
  }
}

/** What killed runs of this folder left, whatever their input was. */
async function sweepFolder(world: TrialWorld, dir: string, current: string): Promise<void> {
  const root = `${dir}/.plimsoll/runs`;
  const ids = await listRuns(world.files, dir);
  for (const id of new Set([...ids, current])) {
    await world.engine.runner.sweep(labelsOf(id), repositoryOf(id));
    for (const name of ['layout', 'context', 'classic']) await world.files.remove(`${root}/${id}/${name}`);
  }
}

/** @throws Problem for a configured file that is not part of the context */
function findEditable(wish: OptimizeWish, project: Project): string | undefined {
  const { entry } = wish.config;
  if (entry !== undefined && !project.text.paths.includes(entry))
    throw new Problem('usage', 'entry-not-found', { entry });
  const found = entry ?? project.factsOf(project.found, true).entry;
  return found !== undefined && project.text.paths.includes(found) ? found : undefined;
}

/** Each judged on the text as found: later text can only make a step possible or needless. */
function countApplying(techniques: readonly Technique[], project: Project, cacheMounts: boolean): number {
  const facts = project.factsOf(project.found, cacheMounts);
  return techniques.filter((t) => t.applies(facts).is === 'yes').length;
}

async function climbWith(
  world: TrialWorld,
  wish: OptimizeWish,
  project: Project,
  plan: TrialPlan,
  bench: EditBench | undefined,
  state: { record: RunRecord; learned: Learned | undefined },
  cacheMounts: boolean,
  techniques: readonly Technique[],
  limits: Limits,
): Promise<Climb> {
  const skipped = new Set(wish.config.optimize.skip);
  return climbLadder(project.found, {
    techniques: techniques.filter((t) => !skipped.has(t.id)),
    target: wish.target,
    strict: wish.strict,
    readFacts: (files) => project.factsOf(files, cacheMounts),
    applyEdit: applyTechnique,
    attempt: async (attempt: Attempt) => {
      const tried = await attemptRung(world, plan, attempt, state.learned, bench);
      state.learned = tried.learned ?? state.learned;
      if (attempt.n === 0) state.record = { ...state.record, ...told(state.learned) };
      return withContextBytes(tried.rung, project, attempt.files, cacheMounts);
    },
    readAgain: (rung, parent) => readEditsAgain({ plan, bench }, rung, parent),
    onRung: async (rung) => {
      state.record = { ...state.record, rungs: [...state.record.rungs.filter((r) => r.n !== rung.n), rung] };
      await writeRecord(plan.folder, state.record);
      await limits.look();
    },
    reasonToStop: limits.reasonToStop,
  });
}

function told(learned: Learned | undefined): Partial<RunRecord> {
  if (learned === undefined) return {};
  const { expectations, set } = learned.baseline;
  return {
    probes: { digest: digestOf(set.probes), ids: set.probes.map((p) => p.id), coverage: { ...expectations.coverage } },
    setAside: expectations.setAside.map((s) => ({ id: s.id, cause: s.cause })),
    advice: [...(expectations.advice ?? [])],
  };
}

function withContextBytes(rung: Rung, project: Project, files: RungFiles, cacheMounts: boolean): Rung {
  const value = project.factsOf(files, cacheMounts).context.bytes;
  return {
    ...rung,
    measures: { ...rung.measures, contextBytes: { value, unit: 'byte', basis: 'computed', method: 'ignore-file' } },
  };
}

function finishRecord(record: RunRecord, climb: Climb, nowMs: number): RunRecord {
  return {
    ...record,
    finished: new Date(nowMs).toISOString(),
    ...(climb.choice ? { choice: climb.choice } : {}),
    ...(climb.stopped ? { stopped: climb.stopped } : {}),
    advice: [...record.advice, ...record.setAside.map((s) => s.cause)],
  };
}

async function writeRecord(folder: RunFolder, record: RunRecord): Promise<void> {
  await folder.files.write(`${folder.root}/run.json`, Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
}
