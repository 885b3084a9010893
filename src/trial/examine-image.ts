import type { Built } from '../engine/contract.ts';
import type { ImageView } from '../image/contract.ts';
import type { Rung } from '../record/run.ts';
import { readAgain } from '../verify/compare-starts.ts';
import { judgeBaseline } from '../verify/judge-baseline.ts';
import { measureRun } from '../verify/measure-run.ts';
import { learnBaseline, type RunMeasures, verifyImage } from '../verify/verify-image.ts';
import type { Attempted, Learned } from './attempt-rung.ts';
import { labelsOf, type TrialPlan, type TrialWorld } from './contract.ts';
import { lookAtImage, type StaticLook } from './look-at-image.ts';

/** Measures while the container is watched: reading layers and waiting for a late death overlap. */
export async function examineImage(
  world: TrialWorld,
  plan: TrialPlan,
  row: Rung,
  built: Built,
  layoutDir: string,
  learned: Learned | undefined,
): Promise<Attempted> {
  const image = await world.openImage(built, layoutDir);
  try {
    let look: Promise<StaticLook> | undefined;
    const lookOnce = () => {
      const beganMs = world.clock.nowMs();
      look ??= lookAtImage(image.view, world.indexCache, plan.redact).then((seen) => {
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
        : await holdRung(world, plan, row, built.tag, image.view, learned, lookOnce);
    const seen = await lookOnce();
    const rung: Rung = {
      ...row,
      verdict: verified.verdict,
      coverage: verified.coverage,
      measures: { ...row.measures, ...seen.measures, ...measureRun(verified.measures) },
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
  return {
    verdict: judgeBaseline(baseline, closure),
    coverage: { ...baseline.expectations.coverage },
    measures: baseline.measures,
    log: baseline.log,
    learned: { baseline, closure },
  };
}

function healthProbes(learned: Learned): readonly string[] {
  return learned.baseline.set.probes.filter((p) => p.from === 'healthcheck').map((p) => p.id);
}

async function holdRung(
  world: TrialWorld,
  plan: TrialPlan,
  row: Rung,
  tag: string,
  view: ImageView,
  learned: Learned,
  look: () => Promise<StaticLook>,
): Promise<Shown> {
  const { closure } = await look();
  const known = new Set(learned.closure.map((c) => JSON.stringify(c.message)));
  const ask = () =>
    verifyImage({ ...world, runner: world.engine.runner }, tag, learned.baseline, {
      ...verifyOptions(world, plan, row.n, undefined),
      closure: closure.filter((c) => !known.has(JSON.stringify(c.message))),
      // A step may leave a health check out and say so; its command is then no question to this image.
      leaveOut: view.config.healthcheck === undefined ? healthProbes(learned) : [],
    });
  const verified = await ask();
  const { firstAnswerMs: before } = learned.baseline.measures;
  const again = async () => (await ask()).measures.firstAnswerMs;
  const firstAnswerMs = await readAgain(verified.measures.firstAnswerMs, before, again);
  return {
    ...verified,
    measures: { ...verified.measures, firstAnswerMs },
    coverage: { ...learned.baseline.expectations.coverage },
  };
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
