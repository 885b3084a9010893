import type { RungFiles, SourceFacts } from '../facts/source-facts.ts';
import { textToWords } from '../model/bytes.ts';
import type { Message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { Cause } from '../model/verdict.ts';
import type { Rung } from '../record/run.ts';
import type { Technique, TechniqueEdit } from '../techniques/contract.ts';
import type { Attempt } from '../trial/attempt-rung.ts';
import { type Choice, chooseRung } from './choose.ts';
import { judgeRung, type Target } from './judge.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** The image as found does not build; `run` is the folder with the log. */
    'baseline-not-built': { cause: string };
    /** No probe is green on the image as found: nothing can be proven. */
    'baseline-red': { probes: number };
    /** A probe is red on the image as found and --strict was given. */
    'baseline-partly-red': { probes: number };
    'stopped-max-time': { limitMs: number };
    'stopped-max-disk': { limitBytes: number };
    'stopped-interrupted': Record<string, never>;
  }
}

export interface ClimbPorts {
  readonly techniques: readonly Technique[];
  readonly target: Target;
  /** Stop when any probe of the baseline is red, not only when all are. */
  readonly strict: boolean;
  readFacts(files: RungFiles): SourceFacts;
  applyEdit(facts: SourceFacts, edit: TechniqueEdit): RungFiles;
  /** Builds, measures and verifies; a failed build or verdict is a rung, not an exception. */
  attempt(attempt: Attempt): Promise<Rung>;
  /** Times an edit on both until there are readings enough. @returns both with their new figures */
  readAgain(rung: Rung, parent: Rung): Promise<{ readonly rung: Rung; readonly parent: Rung }>;
  /** Called with every rung in its final state, and again when its state changes. */
  onRung(rung: Rung): Promise<void>;
  /** A reason to begin no further rung. */
  reasonToStop(): Message | undefined;
}

export interface Climb {
  readonly rungs: readonly Rung[];
  readonly files: ReadonlyMap<number, RungFiles>;
  readonly choice: Choice | undefined;
  readonly stopped: Message | undefined;
}

/**
 * The one loop: each technique on top of the last good rung, judged against it; then hardening on top of the chosen one.
 * Its only state is the last good rung.
 * @throws Problem `baseline-not-built`, `baseline-red`, `baseline-partly-red`
 */
export async function climbLadder(found: RungFiles, ports: ClimbPorts): Promise<Climb> {
  const rungs: Rung[] = [];
  const files = new Map<number, RungFiles>();
  const keep = async (rung: Rung, of: RungFiles): Promise<Rung> => {
    rungs.push(rung);
    files.set(rung.n, of);
    await ports.onRung(rung);
    return rung;
  };

  const replace = async (rung: Rung): Promise<Rung> => {
    rungs[rung.n] = rung;
    await ports.onRung(rung);
    return rung;
  };

  const baseline = {
    ...(await ports.attempt({
      n: 0,
      parent: null,
      technique: null,
      group: 'trunk',
      files: found,
      edits: [],
      notes: [],
    })),
    kept: 'baseline' as const,
  };
  await keep(baseline, found);
  refuseBaseline(baseline, ports.strict);

  const climbWith = async (group: Technique['group'], from: Rung): Promise<Rung> => {
    let last = from;
    for (const technique of ports.techniques.filter((t) => t.group === group)) {
      if (ports.reasonToStop()) break;
      const step = await unlessStopped(
        tryTechnique(technique, rungs.length, last, files.get(last.n) ?? found, ports),
        ports,
      );
      if (step === undefined) continue;
      if (step.parent) last = await replace(step.parent);
      const rung = await keep(step.rung, step.files);
      if (rung.kept === 'kept') last = rung;
    }
    return last;
  };

  await climbWith('trunk', baseline);
  const choice = chooseRung(rungs, ports.target);
  const top = await climbWith('hardening', rungs[choice.rung] ?? baseline);
  return { rungs, files, choice: { ...choice, rung: top.n }, stopped: ports.reasonToStop() };
}

/** A rung that was cut off is no rung: the loop sees the reason at its next turn. */
async function unlessStopped<T>(step: Promise<T>, ports: ClimbPorts): Promise<T | undefined> {
  try {
    return await step;
  } catch (error) {
    if (ports.reasonToStop()?.code === 'stopped-interrupted') return undefined;
    throw error;
  }
}

async function tryTechnique(
  technique: Technique,
  n: number,
  parent: Rung,
  parentFiles: RungFiles,
  ports: ClimbPorts,
): Promise<{ rung: Rung; parent?: Rung; files: RungFiles } | undefined> {
  const facts = ports.readFacts(parentFiles);
  const applies = technique.applies(facts);
  if (applies.is === 'no') return undefined;
  if (applies.is === 'impossible') {
    const cause: Cause = { message: applies.because, ...(applies.cure ? { cure: applies.cure } : {}) };
    return { rung: rowWithoutBuild(n, parent, technique, cause), files: parentFiles };
  }
  const edit = technique.edit(facts);
  if (edit.dockerfile.length === 0 && edit.ignore === undefined) return undefined;
  const files = tryEdit(() => ports.applyEdit(facts, edit));
  if (files instanceof Problem) {
    const cause: Cause = { message: { code: files.code, args: files.args } as Cause['message'] };
    return { rung: rowWithoutBuild(n, parent, technique, cause), files: parentFiles };
  }
  const tried = await ports.attempt({
    n,
    parent,
    technique: technique.id,
    group: technique.group,
    files,
    edits: recordEdits(edit),
    notes: [...(edit.notes ?? [])],
  });
  return { ...(await judgeTried(tried, parent, ports)), files };
}

/**
 * Hardening neither helps nor hinders the size choice: it is kept when it verifies. A time that looks lost on one reading is
 * read again before it costs a step its place.
 */
async function judgeTried(tried: Rung, parent: Rung, ports: ClimbPorts): Promise<{ rung: Rung; parent?: Rung }> {
  const runs = tried.verdict?.running;
  if (tried.building !== 'built' || (runs !== 'works' && runs !== 'works-as-before'))
    return { rung: { ...tried, kept: 'not-kept' } };
  if (tried.group === 'hardening') return { rung: { ...tried, kept: 'kept' } };
  const first = judgeRung(tried, parent, ports.target);
  if (first.kept !== 'kept' || !first.doubts.includes('edit')) return { rung: { ...tried, kept: first.kept } };
  const again = await ports.readAgain(tried, parent);
  const { kept } = judgeRung(again.rung, again.parent, ports.target);
  return { rung: { ...again.rung, kept }, parent: again.parent };
}

/** An edit that would change what it did not mean to is no rung; the climb goes on without it. */
function tryEdit(apply: () => RungFiles): RungFiles | Problem {
  try {
    return apply();
  } catch (error) {
    if (error instanceof Problem && error.code.startsWith('edit')) return error;
    throw error;
  }
}

function recordEdits(edit: TechniqueEdit): Rung['edits'] {
  return edit.dockerfile.map((e) => ({
    file: 'Dockerfile',
    start: e.range.start,
    end: e.range.end,
    text: textToWords(e.text),
  }));
}

function refuseBaseline(baseline: Rung, strict: boolean): void {
  if (baseline.building !== 'built') {
    throw new Problem(
      'project',
      'baseline-not-built',
      { cause: baseline.cause?.message.code ?? '' },
      { cause: baseline, ...(baseline.cause ? { hint: baseline.cause.message as Message } : {}) },
    );
  }
  const probes = baseline.verdict?.probes ?? [];
  const red = probes.filter((p) => p.outcome !== 'pass').length;
  if (baseline.verdict?.running === 'broken' || baseline.verdict?.running === 'unverified') {
    throw new Problem('project', 'baseline-red', { probes: red }, { cause: baseline });
  }
  if (strict && red > 0) throw new Problem('project', 'baseline-partly-red', { probes: red }, { cause: baseline });
}

function rowWithoutBuild(n: number, parent: Rung, technique: Technique, cause: Cause): Rung {
  return {
    n,
    parent: parent.n,
    technique: technique.id,
    group: technique.group,
    building: 'impossible',
    kept: 'not-kept',
    files: [],
    edits: [],
    measures: {},
    layers: [],
    steps: [],
    coverage: { probed: 0, known: parent.coverage.known },
    cause,
  };
}
