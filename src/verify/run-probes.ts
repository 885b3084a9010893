import type { Container, ContainerState } from '../engine/contract.ts';
import type { Answer, ContainerReport, Outcome, Stop } from './answer.ts';
import { askProbe } from './ask-probe.ts';
import type { Probe, ProbeSet } from './contract.ts';
import { findUnmet } from './find-unmet.ts';
import { readStop, stopProbeOf } from './judge-stop.ts';
import type { ClockPort, HttpPort } from './ports.ts';
import { takeBody } from './take-body.ts';
import { type ReadySign, waitReady } from './wait-ready.ts';

export interface AskOptions {
  /** When the container was started; the engine's own word is preferred. */
  readonly startedAtMs: number;
  /** How often every probe is asked; the rounds are spread over the time it must stay alive. */
  readonly calls: number;
  readonly readyBy: ReadySign;
  /** Measures how long it takes to stop, ended by force after this. Absent = it is left running. */
  readonly stopGraceSeconds?: number | undefined;
  /** Hides secrets in everything that is taken in: bodies, places to go to, output, logs. */
  readonly redact: (text: string) => string;
  /** Work that fits into the waiting; what it throws is thrown on. */
  readonly whileWaiting?: (() => Promise<unknown>) | undefined;
  /** May change the questions once the container is ready. */
  readonly adapt?: ((container: Container) => Promise<ProbeSet>) | undefined;
  /** Runs after the last question, while the container still runs; of a job, when it has ended. */
  readonly beforeStop?: ((container: Container) => Promise<void>) | undefined;
  readonly signal: AbortSignal;
}

const LOG_BYTES = 65_536;
const ALIVE_EVERY_MS = 500;
/** How long a traceback may come after the answer it explains. */
const LOG_PAUSE_MS = 50;
const LOG_PAUSES = 6;

interface Asking {
  readonly container: Container;
  set: ProbeSet;
  readonly http: HttpPort;
  readonly clock: ClockPort;
  readonly options: AskOptions;
  readonly startedAtMs: number;
  readonly answers: Answer[];
  /** The container's log up to the last look at it. */
  log: string;
}

/**
 * Waits for a started container, asks every probe in order (`alive` last) and takes its last measures. The container is
 * neither started nor removed here.
 *
 * @returns what it showed; a container that dies or never gets ready is an answer too. Rejects when aborted or when the
 * engine fails. Cost: the time it takes to get ready plus the longest `alive` probe.
 */
export async function askContainer(
  container: Container,
  set: ProbeSet,
  ports: { readonly http: HttpPort; readonly clock: ClockPort },
  options: AskOptions,
): Promise<ContainerReport> {
  const first = await container.state();
  const startedAtMs = first.startedAtMs ?? options.startedAtMs;
  const asking: Asking = { container, set, ...ports, options, startedAtMs, answers: [], log: '' };
  const exit = set.probes.find((p) => p.exit !== undefined);
  if (exit?.exit) {
    await bothDone(awaitExit(asking, exit, exit.exit.withinMs), options.whileWaiting?.());
    return finishReport(asking, undefined);
  }
  const ready = await waitReady(container, options.readyBy, set.readyWithinMs, ports, options.signal);
  if (ready.is === 'ready') {
    asking.set = (await options.adapt?.(container)) ?? set;
    await bothDone(askInRounds(asking, ready.atMs), options.whileWaiting?.());
    return finishReport(asking, ready.firstAnswer ? ready.atMs - startedAtMs : undefined);
  }
  const outcome = ready.is === 'died' ? deathOf(asking, ready.state) : ready;
  for (const probe of set.probes) answerWith(asking, probe, 0, 0, outcome);
  return finishReport(asking, undefined);
}

/** Both have ended when this ends, whatever fails: nothing may go on behind the back of the one who cleans up. */
async function bothDone(...work: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find((e) => e.status === 'rejected');
  if (failed) throw failed.reason;
}

async function askInRounds(asking: Asking, readyAtMs: number): Promise<void> {
  const { set, options, clock } = asking;
  const alive = set.probes.filter((p) => p.alive !== undefined);
  const others = set.probes.filter((p) => p.alive === undefined && p.stop === undefined);
  const aliveMs = Math.max(0, ...alive.map((p) => p.alive?.forMs ?? 0));
  for (let call = 0; call < options.calls; call++) {
    const dueMs = options.calls === 1 ? readyAtMs : readyAtMs + (aliveMs * call) / (options.calls - 1);
    const death = await waitAlive(asking, dueMs);
    if (death) return answerAll(asking, [...others, ...alive], call, death);
    for (const [i, probe] of others.entries()) {
      const died = await askOne(asking, probe, call);
      if (died) return answerAll(asking, [...others.slice(i + 1), ...alive], call, died);
    }
  }
  const death = await waitAlive(asking, readyAtMs + aliveMs);
  for (const probe of alive) {
    answerWith(asking, probe, 0, clock.nowMs() - readyAtMs, death ?? { is: 'alive', forMs: probe.alive?.forMs ?? 0 });
  }
}

function answerAll(asking: Asking, probes: readonly Probe[], call: number, outcome: Outcome): void {
  for (const probe of probes) answerWith(asking, probe, call, 0, outcome);
}

/** @returns how it died, undefined where it still ran at that time */
async function waitAlive(asking: Asking, untilMs: number): Promise<Outcome | undefined> {
  const { clock, container, options } = asking;
  for (;;) {
    const state = await container.state();
    if (!state.running) return deathOf(asking, state);
    const leftMs = untilMs - clock.nowMs();
    if (leftMs <= 0) return undefined;
    await clock.sleep(Math.min(ALIVE_EVERY_MS, leftMs), options.signal);
  }
}

async function awaitExit(asking: Asking, probe: Probe, withinMs: number): Promise<void> {
  const { clock, container, options } = asking;
  const untilMs = clock.nowMs() + withinMs;
  for (;;) {
    const state = await container.state();
    const ms = clock.nowMs() - asking.startedAtMs;
    if (!state.running) {
      const output = Buffer.from(await container.logs(LOG_BYTES));
      if (state.oomKilled) return answerWith(asking, probe, 0, ms, deathOf(asking, state));
      const unmet = findUnmet(probe.demands, output, output.byteLength < LOG_BYTES, options.redact);
      const exitCode = state.exitCode ?? -1;
      const ended = { is: 'exit', exitCode, output: takeBody(output, true, options.redact) } as const;
      return answerWith(asking, probe, 0, ms, unmet === undefined ? ended : { ...ended, unmet });
    }
    if (clock.nowMs() >= untilMs) return answerWith(asking, probe, 0, ms, { is: 'still-running', withinMs });
    await clock.sleep(Math.min(ALIVE_EVERY_MS, untilMs - clock.nowMs()), options.signal);
  }
}

/** @returns how the container died, where that is why there was no answer */
async function askOne(asking: Asking, probe: Probe, call: number): Promise<Outcome | undefined> {
  const { clock, container } = asking;
  asking.options.signal.throwIfAborted();
  const begun = clock.nowMs();
  const outcome = await askProbe(asking, probe);
  const ms = clock.nowMs() - begun;
  if (isSilent(outcome)) {
    const state = await container.state();
    if (!state.running) {
      const death = deathOf(asking, state);
      answerWith(asking, probe, call, ms, death);
      return death;
    }
  }
  const log = outcome.is === 'http' && outcome.status >= 500 ? await readFreshLog(asking) : undefined;
  answerWith(asking, probe, call, ms, outcome, log);
  return undefined;
}

function isSilent(outcome: Outcome): boolean {
  return ['refused', 'timeout', 'garbled'].includes(outcome.is) || (outcome.is === 'exec' && outcome.exitCode !== 0);
}

function deathOf(asking: Asking, state: ContainerState): Outcome {
  const afterMs = Math.max(0, Math.round(asking.clock.nowMs() - asking.startedAtMs));
  const limitBytes = asking.set.memoryBytes;
  return { is: 'died', exitCode: state.exitCode ?? -1, afterMs, oomKilled: state.oomKilled, limitBytes };
}

function answerWith(asking: Asking, probe: Probe, call: number, ms: number, outcome: Outcome, log?: string): void {
  // Staying alive is asked once a start, whenever it ends.
  asking.answers.push({
    probe: probe.id,
    call: probe.alive ? 0 : call,
    ms,
    outcome,
    ...(log === undefined ? {} : { log }),
  });
}

/** What the container wrote since the last look; waits a moment for the traceback, which often comes after the answer. */
async function readFreshLog(asking: Asking): Promise<string> {
  for (let pause = 0; ; pause++) {
    const now = asking.options.redact(await asking.container.logs(LOG_BYTES));
    const fresh = suffixAfter(asking.log, now);
    if (pause >= LOG_PAUSES || /Traceback|panic|^\s+at /m.test(fresh)) {
      asking.log = now;
      return fresh;
    }
    await asking.clock.sleep(LOG_PAUSE_MS, asking.options.signal);
  }
}

/** Both are tails of one growing text. */
export function suffixAfter(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const end = before.slice(-400);
  const at = now.lastIndexOf(end);
  return at < 0 ? now : now.slice(at + end.length);
}

async function finishReport(asking: Asking, firstAnswerMs: number | undefined): Promise<ContainerReport> {
  const { container, options } = asking;
  const isJob = asking.answers.some((a) => a.outcome.is === 'exit');
  if (isJob || (await container.state()).running) await options.beforeStop?.(container);
  const end = await container.state();
  const peakMemoryBytes = end.running ? await container.peakMemoryBytes() : undefined;
  const graceSeconds = end.running ? graceOf(asking) : undefined;
  const stopMs = graceSeconds === undefined ? undefined : await container.stop(graceSeconds);
  const stop = stopMs === undefined ? undefined : readStop(await container.state(), stopMs, graceSeconds ?? 0);
  answerStop(asking, end, stop);
  const log = options.redact(await container.logs(LOG_BYTES));
  return {
    answers: asking.answers,
    end,
    log,
    ...(firstAnswerMs === undefined ? {} : { firstAnswerMs: Math.max(0, firstAnswerMs) }),
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
    ...(stopMs === undefined ? {} : { stopMs }),
    ...(stop === undefined ? {} : { stop }),
  };
}

function graceOf({ options, set }: Asking): number | undefined {
  const withinMs = stopProbeOf(set)?.stop?.withinMs;
  if (options.stopGraceSeconds === undefined || withinMs === undefined) return options.stopGraceSeconds;
  // Engines count in seconds.
  return Math.max(1, Math.ceil(withinMs / 1000));
}

/** @param end before it was asked to end */
function answerStop(asking: Asking, end: ContainerState, stop: Stop | undefined): void {
  const probe = stopProbeOf(asking.set);
  const isAsked = asking.answers.some((a) => a.probe === probe?.id);
  if (probe === undefined || isAsked || asking.options.stopGraceSeconds === undefined) return;
  const outcome: Outcome =
    stop?.by === 'engine' ? { is: 'stop-ignored', graceSeconds: stop.graceSeconds } : { is: 'stopped' };
  answerWith(asking, probe, 0, 0, end.running ? outcome : deathOf(asking, end));
}
