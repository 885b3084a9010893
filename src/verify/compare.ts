import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { ProbeResult } from '../record/run.ts';
import type { Answer, ContainerReport, Outcome } from './answer.ts';
import { type BodyDifference, compareBody } from './body-rule.ts';
import type { Difference } from './compare-shape.ts';
import type { Probe, ProbeSet } from './contract.ts';
import type { Expectations, Expected, ProbeExpectation, Seen } from './expectation.ts';
import { explainFault } from './explain-fault.ts';
import { faultOf, nameOutcome } from './judge-outcome.ts';
import type { PlaceResolver } from './ports.ts';

/** One container's answers against what the baseline taught, in the order of the probes. A probe the expectations do not know is not run. */
export function compareAnswers(
  set: ProbeSet,
  expectations: Expectations,
  report: ContainerReport,
  places: PlaceResolver,
): readonly ProbeResult[] {
  return set.probes.map((probe) => {
    const expectation = expectations.probes.find((e) => e.probe === probe.id);
    const answer = report.answers.find((a) => a.probe === probe.id);
    if (expectation === undefined || answer === undefined) return { id: probe.id, outcome: 'not-run' };
    return compareAnswer(probe, expectation, answer, report.log, places);
  });
}

/** @param log of the container, for the cause of a failure */
export function compareAnswer(
  probe: Probe,
  expectation: ProbeExpectation,
  answer: Answer,
  log: string,
  places: PlaceResolver,
): ProbeResult {
  const timed = answer.outcome.is === 'http' ? { answerMs: answer.ms } : {};
  const isRed = expectation.state === 'red';
  const cause = isRed
    ? unseenOf(probe, expectation.seen, answer.outcome)
    : differenceOf(probe, expectation.expects, answer.outcome);
  if (cause === undefined && isRed && faultOf(probe, answer.outcome) !== undefined) {
    const known = expectation.cause;
    return { id: probe.id, outcome: 'as-before', ...(known ? { cause: known } : {}), ...timed };
  }
  if (cause === undefined) return { id: probe.id, outcome: 'pass', ...timed };
  const explained = explainFault(probe, answer, answer.log ?? log, places);
  return { id: probe.id, outcome: 'fail', cause: { ...cause, ...explained }, ...timed };
}

/** What was red may stay as it was or become good; it may not fail in a way nobody saw before. */
function unseenOf(probe: Probe, seen: Seen | undefined, outcome: Outcome): Cause | undefined {
  const { faults = [], answers = [] } = seen ?? {};
  const all = [...answers, ...faults];
  const is = nameOutcome(outcome);
  if (all.length === 0 || all.includes(is)) return undefined;
  const fault = faultOf(probe, outcome);
  if (fault === undefined) {
    return answers.length === 0
      ? undefined
      : { message: message('outcome-not-seen', { probe: probe.id, seen: all.join(', '), is }) };
  }
  const was = all.length === 1 && outcome.is === 'http' ? Number(all[0]) : Number.NaN;
  return Number.isNaN(was) || outcome.is !== 'http'
    ? fault
    : { message: message('status-changed', { probe: probe.id, was, is: outcome.status }) };
}

function differenceOf(probe: Probe, expected: Expected, outcome: Outcome): Cause | undefined {
  if (expected.is === 'http' && outcome.is === 'http') {
    return compareHttp(probe, expected, outcome) ?? faultOf(probe, outcome);
  }
  if (expected.is === 'exec' && outcome.is === 'exec' && outcome.exitCode === 0) {
    const found = expected.output === null ? undefined : compareBody(expected.output, outcome.output);
    return found === undefined ? faultOf(probe, outcome) : bodyCause(probe, found);
  }
  if (expected.is === 'exit' && outcome.is === 'exit') {
    return compareExit(probe, expected, outcome) ?? faultOf(probe, outcome);
  }
  if (expected.is === outcome.is && outcome.is !== 'exec') return faultOf(probe, outcome);
  return faultOf(probe, outcome) ?? { message: message('body-changed', { probe: probe.id }) };
}

function compareHttp(
  probe: Probe,
  expected: Extract<Expected, { is: 'http' }>,
  now: Extract<Outcome, { is: 'http' }>,
): Cause | undefined {
  const id = probe.id;
  if (now.status !== expected.status) {
    return { message: message('status-changed', { probe: id, was: expected.status, is: now.status }) };
  }
  const body = compareBody(expected.body, now.body);
  // An empty body has lost its type too; what is missing matters more than what it is called.
  if (body?.is === 'empty') return bodyCause(probe, body);
  if (expected.mediaType !== null && now.mediaType !== expected.mediaType) {
    return { message: message('media-type-changed', { probe: id, was: expected.mediaType, is: now.mediaType }) };
  }
  if (expected.location !== null && now.location !== expected.location) {
    return { message: message('redirect-changed', { probe: id, was: expected.location, is: now.location }) };
  }
  return body && bodyCause(probe, body);
}

function compareExit(
  probe: Probe,
  expected: Extract<Expected, { is: 'exit' }>,
  now: Extract<Outcome, { is: 'exit' }>,
): Cause | undefined {
  if (now.exitCode !== expected.exitCode) {
    return { message: message('exit-code-changed', { probe: probe.id, was: expected.exitCode, is: now.exitCode }) };
  }
  const found = compareBody(expected.output, now.output);
  return found && bodyCause(probe, found);
}

function bodyCause(probe: Probe, found: BodyDifference): Cause {
  if (found.is === 'empty') return { message: message('body-empty', { probe: probe.id, wasBytes: found.wasBytes }) };
  if (found.is === 'text') return { message: message('body-changed', { probe: probe.id }), evidence: found.evidence };
  return jsonCause(probe.id, found.at);
}

function jsonCause(probe: string, at: Difference): Cause {
  const { path, was, now } = at;
  const evidence = `${path}: ${was} → ${now}`;
  switch (at.is) {
    case 'missing':
      return { message: message('json-path-missing', { probe, path }), evidence };
    case 'added':
      return { message: message('json-path-added', { probe, path }), evidence };
    case 'type':
      return { message: message('json-type-changed', { probe, path, was, is: now }), evidence };
    case 'length':
      return { message: message('json-length-changed', { probe, path, was: Number(was), is: Number(now) }), evidence };
    case 'value':
      return { message: message('value-changed', { probe, path }), evidence };
  }
}
