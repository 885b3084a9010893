import { message } from '../model/message.ts';
import type { VerificationRecord } from '../record/verification.ts';
import { type HealthAnswer, healthcheckArgv } from './ask-healthcheck.ts';
import { readAgain } from './compare-starts.ts';
import type { ProbeSet } from './contract.ts';
import { describeVerification, type LookedAt, type Ran } from './describe-verification.ts';
import { discoverProbes } from './discover-probes.ts';
import { judgeAlone } from './judge-baseline.ts';
import { compareRuns, hintsOfRuns } from './measure-run.ts';
import { resolvePlaces } from './resolve-places.ts';
import { type Baseline, learnBaseline, type VerifyOptions, type VerifyWorld, verifyImage } from './verify-image.ts';

/** An image that is in the engine, and was looked at. */
export interface Runnable extends LookedAt {
  readonly tag: string;
}

export interface RunWish extends Omit<VerifyOptions, 'places'> {
  /** The user's own questions, services and environment. */
  readonly configured: Partial<ProbeSet>;
  readonly aliveForMs?: number | undefined;
  /** Routes of its source, `GET /users/{id}`, where there is one to read; told of, not asked. */
  readonly known?: readonly string[] | undefined;
}

/**
 * Starts an image, asks it, and compares: with the answers of another one, else with its own of another start and with what its user demands. Cost: two
 * starts of what it is held to, and one of the image where that is another; two more of one that seems to start slower.
 * @throws as `learnBaseline`
 */
export async function verifyByRunning(
  world: VerifyWorld,
  image: Runnable,
  against: Runnable | undefined,
  wish: RunWish,
): Promise<VerificationRecord> {
  const base = against ?? image;
  const options = { ...wish, places: resolvePlaces([], []) };
  const discover = (port?: number): ProbeSet =>
    discoverProbes({
      image: base.view.config,
      routes: [],
      portHints: [],
      configured: port === undefined ? wish.configured : { ...wish.configured, port },
      aliveForMs: wish.aliveForMs,
    });
  const baseline = await learnBaseline(world, base.tag, discover(), {
    ...options,
    name: `${wish.name}-base`,
    known: wish.known ?? [],
    rediscover: discover,
  });
  const ran = against === undefined ? ranAlone(baseline) : await runAgainst(world, image, baseline, options);
  return describeVerification(image, against, ran);
}

function ranAlone(baseline: Baseline): Ran {
  const verdict = judgeAlone(baseline, []);
  const { coverage } = baseline.expectations;
  const probe = baseline.set.probes.find(({ from }) => from === 'healthcheck');
  const health = verdict.probes.find(({ id }) => id === probe?.id);
  const passes = health?.outcome === 'pass' ? 'passes' : 'fails';
  return { verdict, coverage, ...(health !== undefined && { healthcheck: passes }) };
}

async function runAgainst(
  world: VerifyWorld,
  image: Runnable,
  baseline: Baseline,
  options: VerifyOptions,
): Promise<Ran> {
  const own = healthcheckArgv(image.view.config.healthcheck);
  const asked = baseline.set.probes.find(({ from }) => from === 'healthcheck');
  const isSame = own !== undefined && JSON.stringify(own) === JSON.stringify(asked?.exec?.argv);
  const held = {
    ...options,
    closure: [],
    // Another one's command is no question to this image.
    leaveOut: asked === undefined || isSame ? [] : [asked.id],
  };
  const verified = await verifyImage(world, image.tag, baseline, { ...held, ownHealthcheck: isSame ? undefined : own });
  const { verdict, ownHealthcheck } = verified;
  const again = async () => (await verifyImage(world, image.tag, baseline, held)).measures.firstAnswerMs;
  const { firstAnswerMs } = verified.measures;
  const isBroken = verdict.running === 'broken';
  const startMs = isBroken ? firstAnswerMs : await readAgain(firstAnswerMs, baseline.measures.firstAnswerMs, again);
  const now = { ...verified.measures, firstAnswerMs: startMs };
  const { coverage } = baseline.expectations;
  const ran: Ran = {
    verdict,
    coverage,
    measures: compareRuns(now, baseline.measures),
    hints: isBroken ? [] : hintsOfRuns(now, baseline.measures),
  };
  if (isSame) {
    const outcome = verdict.probes.find(({ id }) => id === asked?.id)?.outcome;
    return outcome === 'pass' || outcome === 'fail'
      ? { ...ran, healthcheck: outcome === 'pass' ? 'passes' : 'fails' }
      : ran;
  }
  return ownHealthcheck === undefined ? ran : withHealth(ran, ownHealthcheck, options.redact);
}

function withHealth(ran: Ran, { passes, exitCode, output }: HealthAnswer, redact: (text: string) => string): Ran {
  if (passes) return { ...ran, healthcheck: 'passes' };
  const said = message('exec-failed', { probe: 'HEALTHCHECK', exitCode });
  const cause = { message: said, evidence: redact(output.trim().slice(-300)) };
  const { verdict } = ran;
  return {
    ...ran,
    healthcheck: 'fails',
    verdict: { ...verdict, running: 'broken', causes: [...verdict.causes, cause] },
  };
}
