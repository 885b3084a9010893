import type { Container, Runner } from '../engine/contract.ts';
import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { VerdictRecord } from '../record/run.ts';
import { explainLog } from '../symptoms/explain-log.ts';
import { adaptProbes, adaptToReport, findListeningPorts } from './adapt-probes.ts';
import type { ContainerReport } from './answer.ts';
import { askHealthcheck, type HealthAnswer } from './ask-healthcheck.ts';
import { compareAnswers } from './compare.ts';
import type { ProbeSet } from './contract.ts';
import type { Expectations } from './expectation.ts';
import { stopIgnored, stopProbeOf, withStopOf } from './judge-stop.ts';
import { adviceOn, learnExpectations, standingWithout } from './learn.ts';
import type { ClockPort, HostCommandPort, HttpPort, PlaceResolver } from './ports.ts';
import { type AskOptions, askContainer } from './run-probes.ts';
import { runWithServices } from './run-with-services.ts';
import { foldVerdict } from './verdict.ts';
import { chooseReadySign, silentProbes } from './wait-ready.ts';

export interface VerifyWorld {
  readonly runner: Runner;
  readonly http: HttpPort;
  readonly clock: ClockPort;
  /** Absent = the user's own test is not run. */
  readonly host?: HostCommandPort | undefined;
}

export interface VerifyOptions {
  /** Every object started carries them, so that a sweep finds what a killed run left. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unique among everything of ours that runs; networks are named after it. */
  readonly name: string;
  readonly places: PlaceResolver;
  readonly redact: (text: string) => string;
  readonly signal: AbortSignal;
  readonly whileWaiting?: (() => Promise<unknown>) | undefined;
  /** As `docker stop` has it by default. */
  readonly stopGraceSeconds?: number | undefined;
}

/** Readings of the containers of one image; each list has one entry per start that gave one. */
export interface RunMeasures {
  readonly firstAnswerMs: readonly number[];
  readonly peakMemoryBytes: readonly number[];
  readonly stopMs: readonly number[];
}

/** What later images are held to. Plain JSON. */
export interface Baseline {
  /** The questions, as the running baseline completed them. */
  readonly set: ProbeSet;
  readonly expectations: Expectations;
  readonly measures: RunMeasures;
  /** The last words of the last start; bounded, redacted. */
  readonly log: string;
}

export interface LearnBaselineOptions extends VerifyOptions {
  /** Routes of the source, `GET /users/{id}`. */
  readonly known: readonly string[];
  /** Container starts; what differs per process only shows between them. Default 2. */
  readonly starts?: number | undefined;
  /** Questions per start. Default 3. */
  readonly calls?: number | undefined;
  /** Gives the questions for a port that only the running container showed. */
  readonly rediscover?: ((port: number) => ProbeSet) | undefined;
}

const STARTS = 2;
const CALLS = 3;
const STOP_GRACE_SECONDS = 10;
const USER_TEST_MS = 600_000;
const ADAPTATIONS = 2;

/**
 * Starts the baseline several times and learns what its descendants must answer. Starts overlap: the next one begins while
 * the one before it has to show that it stays alive.
 *
 * @returns also for a baseline on which nothing is green (`expectations.standing` is `none`): the caller stops there
 * @throws Problem `service-not-ready` when a service beside it does not come up; what the engine throws; the signal's reason
 */
export async function learnBaseline(
  world: VerifyWorld,
  image: string,
  discovered: ProbeSet,
  options: LearnBaselineOptions,
): Promise<Baseline> {
  const starts = Math.max(1, options.starts ?? STARTS);
  let set = discovered;
  for (let adaptation = 0; ; adaptation++) {
    const learned = await startAll(world, image, set, starts, options);
    const better = adaptation < ADAPTATIONS ? betterSet(learned, options) : undefined;
    if (better === undefined) return finishBaseline(world, learned, options);
    set = better;
  }
}

interface Learned {
  readonly set: ProbeSet;
  readonly described: readonly string[];
  readonly reports: readonly ContainerReport[];
  readonly userTest?: UserTest | undefined;
  readonly listening: readonly number[];
}

/** @returns the questions to begin again with, undefined where the answers are of use as they are */
function betterSet(learned: Learned, options: LearnBaselineOptions): ProbeSet | undefined {
  const [port] = learned.listening;
  if (port !== undefined && options.rediscover) return options.rediscover(port);
  const [first] = learned.reports;
  if (first === undefined) return undefined;
  const adapted = adaptToReport(learned.set, first);
  const answered = new Set(first.answers.map((a) => a.probe));
  return adapted.probes.every((p) => answered.has(p.id)) ? undefined : adapted;
}

function finishBaseline(world: VerifyWorld, learned: Learned, options: LearnBaselineOptions): Baseline {
  const { reports } = learned;
  const set = reports[0] === undefined ? learned.set : adaptToReport(learned.set, reports[0]);
  const expectations = learnExpectations(set, reports, {
    places: options.places,
    nowMs: world.clock.nowMs(),
    known: [...options.known, ...learned.described],
    userTests: learned.userTest?.result,
    redact: options.redact,
  });
  return { set, expectations, measures: measuresOf(reports), log: reports.at(-1)?.log ?? '' };
}

async function startAll(
  world: VerifyWorld,
  image: string,
  given: ProbeSet,
  starts: number,
  options: LearnBaselineOptions,
): Promise<Learned> {
  let set = given;
  let described: readonly string[] = [];
  let listening: readonly number[] = [];
  let userTest: UserTest | undefined;
  const reports: ContainerReport[] = [];
  const start = async (n: number): Promise<void> => {
    const isLast = n === starts - 1;
    const next = isLast ? options.whileWaiting : () => start(n + 1);
    let nextBegun = false;
    const ask: Partial<AskOptions> = {
      calls: options.calls ?? CALLS,
      // One reading is enough where nobody demands it; an application deaf to the signal would cost the whole grace each time.
      stopGraceSeconds: n === 0 || stopProbeOf(set) ? (options.stopGraceSeconds ?? STOP_GRACE_SECONDS) : undefined,
      whileWaiting: () => {
        nextBegun = true;
        return next?.() ?? Promise.resolve();
      },
      adapt: async (container) => {
        if (n === 0) ({ set, described } = await adaptProbes(set, container, world.http, options.signal));
        return set;
      },
      beforeStop: async (container) => {
        if (n > 0) return;
        userTest = await runUserTest(world, set, container, options);
        if (canRediscover(set, options)) listening = await findListeningPorts(container);
      },
    };
    const report = await runOnce(world, image, set, `${options.name}-${n}`, options, ask, new Set());
    reports[n] = report;
    // One that never got ready never waited.
    if (!nextBegun) await next?.();
  };
  await start(0);
  return { set, described, reports, userTest, listening };
}

function canRediscover(set: ProbeSet, options: LearnBaselineOptions): boolean {
  return options.rediscover !== undefined && set.port === undefined && !set.probes.some((p) => p.from === 'config');
}

export interface VerifyImageOptions extends VerifyOptions {
  /** What the static look found and the baseline does not have; each alone breaks the image. */
  readonly closure: readonly Cause[];
  /** Ids of probes that are no question to this image (its own HEALTHCHECK was taken away on purpose); configured ones are asked all the same. */
  readonly leaveOut?: readonly string[] | undefined;
  /** Its own HEALTHCHECK, where the baseline's is another one. */
  readonly ownHealthcheck?: readonly string[] | undefined;
}

export interface Verified {
  /** What became of `ownHealthcheck`; absent where it was not asked. */
  readonly ownHealthcheck?: HealthAnswer | undefined;
  readonly verdict: VerdictRecord;
  /** As in the expectations, also where it is what was left out that makes the proof weak. */
  readonly advice: readonly Cause[];
  readonly measures: RunMeasures;
  readonly log: string;
}

/**
 * Starts an image beside its services, asks it what the baseline was asked, and compares. Whatever happens, nothing of it is
 * left running.
 *
 * @returns `broken` also for an image that the engine cannot start @throws as `learnBaseline`
 */
export async function verifyImage(
  world: VerifyWorld,
  image: string,
  baseline: Pick<Baseline, 'set' | 'expectations'>,
  options: VerifyImageOptions,
): Promise<Verified> {
  const { set, expectations } = baseline;
  const leftOut = new Set(
    set.probes.filter((p) => p.from !== 'config' && options.leaveOut?.includes(p.id)).map((p) => p.id),
  );
  const asked: ProbeSet = { ...set, probes: set.probes.filter((p) => !leftOut.has(p.id)) };
  const standing = standingWithout(set, expectations, leftOut);
  let userTest: UserTest | undefined;
  let health: HealthAnswer | undefined;
  const ask: Partial<AskOptions> = {
    calls: 1,
    stopGraceSeconds: options.stopGraceSeconds ?? STOP_GRACE_SECONDS,
    whileWaiting: options.whileWaiting,
    beforeStop: async (container) => {
      userTest = await runUserTest(world, set, container, options);
      if (options.ownHealthcheck !== undefined) {
        health = await askHealthcheck(container, options.ownHealthcheck, world.clock, options.signal);
      }
    },
  };
  const silent = silentProbes(asked, expectations);
  const first = await runOnce(world, image, asked, options.name, options, ask, silent);
  const report = await confirmStop(first, expectations, asked, (stopGraceSeconds) =>
    runOnce(world, image, asked, `${options.name}-stop`, options, { stopGraceSeconds }, silent),
  );
  const probes = compareAnswers(set, expectations, report, options.places);
  const failed = new Set(probes.filter((p) => p.outcome === 'fail').map((p) => p.id));
  const verdict = foldVerdict({
    closure: options.closure,
    probes,
    leftOut,
    standing,
    userTests: userTest?.result === 'fail' && expectations.userTests === 'fail' ? 'as-before' : userTest?.result,
    userTestsPassed: expectations.userTests === 'pass',
    userTestCause: userTest?.cause,
    stop: stopCauseOf(report, expectations, asked),
    log: explainReport(report, failed),
  });
  const advice = adviceOn(standing, asked.probes.length);
  const own = health === undefined ? {} : { ownHealthcheck: health };
  return { verdict, advice, measures: measuresOf([report]), log: report.log, ...own };
}

/** A drain may be slow on a busy machine: told only where it was killed twice, the second time after three times as long. */
async function confirmStop(
  report: ContainerReport,
  { stops }: Expectations,
  asked: ProbeSet,
  again: (graceSeconds: number) => Promise<ContainerReport>,
): Promise<ContainerReport> {
  if (stops !== true || report.stop?.by !== 'engine') return report;
  return withStopOf(report, await again(report.stop.graceSeconds * 3), asked);
}

function stopCauseOf({ stop }: ContainerReport, { stops }: Expectations, asked: ProbeSet): Cause | undefined {
  const isWorse = stops === true && stop?.by === 'engine' && stopProbeOf(asked) === undefined;
  return isWorse ? stopIgnored(stop.graceSeconds) : undefined;
}

/** Only what was written while something failed: an old warning is no cause. */
function explainReport(report: ContainerReport, failed: ReadonlySet<string>): readonly Cause[] {
  const death = report.answers.find((a) => failed.has(a.probe) && a.outcome.is === 'died')?.outcome;
  // The last words before the end; what went wrong earlier did not kill it.
  if (death?.is === 'died') return explainLog(report.log, death).slice(0, 1);
  const silent = report.answers.some((a) => failed.has(a.probe) && a.outcome.is === 'not-ready');
  if (silent) return explainLog(report.log);
  const written = report.answers.filter((a) => failed.has(a.probe)).map((a) => a.log ?? '');
  return explainLog(written.join('\n'));
}

async function runOnce(
  world: VerifyWorld,
  image: string,
  set: ProbeSet,
  name: string,
  options: VerifyOptions,
  ask: Partial<AskOptions>,
  silent: ReadonlySet<string>,
): Promise<ContainerReport> {
  const run = { image, set, name, labels: options.labels, redact: options.redact, signal: options.signal };
  return runWithServices(world, run, (container, startedAtMs) =>
    askContainer(container, set, world, {
      calls: 1,
      ...ask,
      startedAtMs,
      readyBy: chooseReadySign(set, silent),
      redact: options.redact,
      signal: options.signal,
    }),
  );
}

interface UserTest {
  readonly result: 'pass' | 'fail';
  readonly cause?: Cause | undefined;
}

async function runUserTest(
  world: VerifyWorld,
  set: ProbeSet,
  container: Container,
  options: VerifyOptions,
): Promise<UserTest | undefined> {
  if (set.userTest === undefined || world.host === undefined) return undefined;
  const address = set.port === undefined ? undefined : container.address(set.port);
  const env: Record<string, string> = address ? { PLIMSOLL_URL: `http://${address.host}:${address.port}` } : {};
  const { exitCode, output } = await world.host.run(set.userTest, env, USER_TEST_MS, options.signal);
  if (exitCode === 0) return { result: 'pass' };
  const evidence = options.redact(output.trimEnd().slice(-300));
  return { result: 'fail', cause: { message: message('user-test-failed', { exitCode }), evidence } };
}

function measuresOf(reports: readonly ContainerReport[]): RunMeasures {
  return {
    firstAnswerMs: reports.flatMap((r) => r.firstAnswerMs ?? []),
    peakMemoryBytes: reports.flatMap((r) => r.peakMemoryBytes ?? []),
    stopMs: reports.flatMap((r) => r.stopMs ?? []),
  };
}
