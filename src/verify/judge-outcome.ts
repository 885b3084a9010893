import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { Outcome, Unmet } from './answer.ts';
import type { Probe } from './contract.ts';
import { stopIgnored } from './judge-stop.ts';

/** @returns why this answer is no good by itself, whatever the baseline said; undefined where it is usable */
export function faultOf(probe: Probe, outcome: Outcome): Cause | undefined {
  switch (outcome.is) {
    case 'http':
      if (probe.ws) return { message: message('upgrade-refused', { probe: probe.id, status: outcome.status }) };
      return isUsableStatus(probe, outcome.status)
        ? unmetCause(probe, outcome.unmet)
        : { message: message('answered-error', { probe: probe.id, status: outcome.status }) };
    case 'ws':
      return outcome.agrees
        ? undefined
        : { message: message('subprotocol-refused', { probe: probe.id, is: outcome.subprotocol }) };
    case 'grpc':
      return outcome.status === 'SERVING'
        ? undefined
        : withWords(message('grpc-not-serving', { probe: probe.id, is: outcome.status }), outcome.words);
    case 'exec':
      return outcome.exitCode === 0
        ? unmetCause(probe, outcome.unmet)
        : withWords(message('exec-failed', { probe: probe.id, exitCode: outcome.exitCode }), outcome.words);
    case 'exit':
      return endedWrongly(probe, outcome.exitCode) ?? unmetCause(probe, outcome.unmet);
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
      return withWords(garbledOf(probe), outcome.words);
    case 'not-ready':
      return { message: message('not-ready', { withinMs: outcome.withinMs }) };
    case 'still-running':
      return probe.from === 'config'
        ? { message: message('does-not-end', { probe: probe.id, withinMs: outcome.withinMs }) }
        : { message: message('still-running', { probe: probe.id, withinMs: outcome.withinMs }) };
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
    case 'grpc':
      return outcome.status;
    case 'exec':
    case 'exit':
      return `exit ${outcome.exitCode}`;
    case 'died':
      return outcome.oomKilled ? 'out of memory' : `died ${outcome.exitCode}`;
    default:
      return outcome.is;
  }
}

function endedWrongly({ id, exit }: Probe, exitCode: number): Cause | undefined {
  if (exitCode === (exit?.code ?? 0)) return undefined;
  return exit?.code === undefined
    ? { message: message('exec-failed', { probe: id, exitCode }) }
    : { message: message('exit-code-wanted', { probe: id, wanted: exit.code, is: exitCode }) };
}

function unmetCause({ id }: Probe, unmet: Unmet | undefined): Cause | undefined {
  if (unmet === undefined) return undefined;
  if (unmet.is === 'text') return { message: message('text-wanted', { probe: id, text: unmet.text }) };
  const { path, wanted, now } = unmet;
  return { message: message('json-wanted', { probe: id, path, wanted, is: now }) };
}

function garbledOf({ id, kind }: Probe): Cause['message'] {
  const speaks = kind === 'ws' ? 'WebSocket' : kind === 'grpc' ? 'gRPC' : undefined;
  return speaks === undefined ? message('not-http', { probe: id }) : message('speaks-otherwise', { probe: id, speaks });
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
