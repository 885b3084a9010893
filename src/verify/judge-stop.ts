import type { ContainerState } from '../engine/contract.ts';
import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { Answer, ContainerReport, Stop } from './answer.ts';
import type { ProbeSet } from './contract.ts';

/** 128 + SIGKILL. */
const KILLED = 137;
/** Two clocks tell one wait a little differently. */
const CLOCKS_MS = 100;

/** How it ended when it was asked to. @param ms until it had ended @returns undefined where somebody else ended it: nothing is told from that */
export function readStop(state: ContainerState, ms: number, graceSeconds: number): Stop | undefined {
  if (state.running || state.oomKilled || state.exitCode === undefined) return undefined;
  if (state.exitCode !== KILLED) return { by: 'itself', graceSeconds };
  return ms >= graceSeconds * 1000 - CLOCKS_MS ? { by: 'engine', graceSeconds } : undefined;
}

/** @returns true = it ended by itself every time, false = it had to be killed, undefined = nobody knows */
export function learnStop(reports: readonly ContainerReport[]): boolean | undefined {
  const known = reports.flatMap((r) => r.stop ?? []);
  return known.length === 0 ? undefined : known.every((s) => s.by === 'itself');
}

/** Where the set asks whether it stops, that is its own question. */
export function stopProbeOf(set: ProbeSet): ProbeSet['probes'][number] | undefined {
  return set.probes.find((p) => p.stop !== undefined);
}

export function stopIgnored(graceSeconds: number): Cause {
  return { message: message('stop-ignored', { seconds: graceSeconds }), cure: message('cure-hear-stop', {}) };
}

/** Of a second start only how it stopped counts: what a slow minute of the machine made of the first stop is forgotten. */
export function withStopOf(report: ContainerReport, again: ContainerReport, set: ProbeSet): ContainerReport {
  const id = stopProbeOf(set)?.id;
  const later = again.answers.find((a) => a.probe === id);
  const answers = report.answers.map((a): Answer => (a.probe === id && later ? later : a));
  return { ...report, answers, stop: again.stop };
}
