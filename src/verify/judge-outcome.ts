import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { Outcome } from './answer.ts';
import type { Probe } from './contract.ts';
import { stopIgnored } from './judge-stop.ts';

/** @returns why this answer is no good by itself, whatever the baseline said; undefined where it is usable */
export function faultOf(probe: Probe, outcome: Outcome): Cause | undefined {
  switch (outcome.is) {
    case 'http':
      return isUsableStatus(probe, outcome.status)
        ? undefined
        : { message: message('answered-error', { probe: probe.id, status: outcome.status }) };
    case 'exec':
      return outcome.exitCode === 0
        ? undefined
        : withWords(message('exec-failed', { probe: probe.id, exitCode: outcome.exitCode }), outcome.words);
    case 'exit':
      return outcome.exitCode === 0
        ? undefined
        : { message: message('exec-failed', { probe: probe.id, exitCode: outcome.exitCode }) };
    case 'open':
    case 'alive':
    case 'stopped':
      return undefined;
    case 'stop-ignored':
      return stopIgnored(outcome.graceSeconds);
    case 'refused':
      return withWords(message('connection-refused', { probe: probe.id }), outcome.words);
    case 'timeout':
      return { message: message('no-answer-in-time', { probe: probe.id, ms: Math.round(outcome.ms) }) };
    case 'garbled':
      return withWords(message('not-http', { probe: probe.id }), outcome.words);
    case 'not-ready':
      return { message: message('not-ready', { withinMs: outcome.withinMs }) };
    case 'still-running':
      return { message: message('still-running', { probe: probe.id, withinMs: outcome.withinMs }) };
    case 'died':
      return outcome.oomKilled
        ? { message: message('oom-killed', { limitBytes: outcome.limitBytes }), cure: message('cure-more-memory', {}) }
        : { message: message('died', { exitCode: outcome.exitCode, afterMs: outcome.afterMs }) };
  }
}

/** What kind of outcome it is: two of one name are the same fault. */
export function nameOutcome(outcome: Outcome): string {
  switch (outcome.is) {
    case 'http':
      return String(outcome.status);
    case 'exec':
    case 'exit':
      return `exit ${outcome.exitCode}`;
    case 'died':
      return outcome.oomKilled ? 'out of memory' : `died ${outcome.exitCode}`;
    default:
      return outcome.is;
  }
}

function isUsableStatus(probe: Probe, status: number): boolean {
  if (probe.expectStatus !== undefined) return status === probe.expectStatus;
  return status < 400 || isWeakStatus(probe, status);
}

/** `GET /` that nobody asked for: "not here" is an answer, but it proves little. */
export function isWeakStatus(probe: Probe, status: number): boolean {
  return probe.from === 'expose' && probe.expectStatus === undefined && status >= 400 && status < 500;
}

function withWords(said: Cause['message'], words: string): Cause {
  return words === '' ? { message: said } : { message: said, evidence: words.slice(0, 300) };
}
