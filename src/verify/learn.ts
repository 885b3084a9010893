import { message } from '../model/message.ts';
import { digestOf } from '../model/sha256.ts';
import type { Cause } from '../model/verdict.ts';
import type { Answer, BodySample, ContainerReport, Outcome } from './answer.ts';
import { learnBody } from './body-rule.ts';
import type { Probe, ProbeSet } from './contract.ts';
import { countCoverage } from './count-coverage.ts';
import type { Expectations, Expected, ProbeExpectation, Seen } from './expectation.ts';
import { explainFault } from './explain-fault.ts';
import type { ShapeRules } from './json-shape.ts';
import { faultOf, isWeakStatus, nameOutcome } from './judge-outcome.ts';
import { learnStop } from './judge-stop.ts';
import type { PlaceResolver } from './ports.ts';
import { provesLittle } from './proves-little.ts';

export interface LearnOptions {
  readonly places: PlaceResolver;
  /** When it was asked, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Routes the project is known to serve, `GET /users/{id}`. */
  readonly known: readonly string[];
  readonly userTests?: 'pass' | 'fail' | undefined;
  /** As the answers were redacted: names in them and in the paths to ignore must stay the same names. */
  readonly redact: (text: string) => string;
}

/**
 * What the baseline's own answers let us expect of its descendants.
 *
 * @param reports one for each container start, each asked several times; at least one
 * @returns per probe: what was the same every time, what varied and keeps its type, and what failed and is set aside with its cause
 */
export function learnExpectations(
  set: ProbeSet,
  reports: readonly ContainerReport[],
  options: LearnOptions,
): Expectations {
  const probes = set.probes.map((probe) => learnProbe(probe, reports, options));
  const standing = standingOf(set, probes);
  const stops = learnStop(reports);
  const rest = {
    probes,
    setAside: probes.flatMap((p) => (p.cause === undefined ? [] : [{ id: p.probe, cause: p.cause }])),
    standing,
    coverage: countCoverage(set, probes, options.known),
    advice: adviceOn(standing, probes.length),
    ...(stops === undefined ? {} : { stops }),
    ...(options.userTests === undefined ? {} : { userTests: options.userTests }),
  };
  return { schema: 'plimsoll.dev/expectations/1', digest: digestOf({ set, ...rest }), ...rest };
}

/** @param probes how many were asked */
export function adviceOn(standing: Expectations['standing'], probes: number): readonly Cause[] {
  return standing === 'weak' ? [{ message: message('only-weak-probes', { probes }) }] : [];
}

/** What is left of the proof when only these of the set are asked. That it stays alive is no stand-in for what was left out. */
export function standingWithout(
  set: ProbeSet,
  expectations: Expectations,
  leftOut: ReadonlySet<string>,
): Expectations['standing'] {
  if (leftOut.size === 0) return expectations.standing;
  const asked = { ...set, probes: set.probes.filter((p) => !leftOut.has(p.id)) };
  if (asked.probes.every((p) => provesLittle(p.kind))) return 'none';
  const rest = expectations.probes.filter((p) => !leftOut.has(p.probe));
  return standingOf(asked, rest);
}

function standingOf(set: ProbeSet, probes: readonly ProbeExpectation[]): Expectations['standing'] {
  const kinds = new Map(set.probes.map((p) => [p.id, p.kind]));
  const asksMore = set.probes.some((p) => !provesLittle(p.kind));
  const green = probes.filter((p) => p.state === 'green');
  if (green.some((p) => !asksMore || !provesLittle(kinds.get(p.probe)))) return 'green';
  // That it stays alive proves nothing where every question to it fails.
  return probes.some((p) => p.state === 'weak') ? 'weak' : 'none';
}

function learnProbe(probe: Probe, reports: readonly ContainerReport[], options: LearnOptions): ProbeExpectation {
  const answers = reports.flatMap((r) => r.answers.filter((a) => a.probe === probe.id));
  // A container's first answer counts: the second may rightly differ (409 for what already exists).
  const first = answers.filter((a) => a.call === 0);
  const red = redOf(probe, first, reports, options);
  if (red) {
    return { probe: probe.id, state: 'red', expects: { is: 'nothing' }, seen: seenOf(probe, first), cause: red };
  }
  const expects = expectOf(probe, first, answers, options);
  const weak = expects.is === 'http' && isWeakStatus(probe, expects.status);
  return { probe: probe.id, state: weak ? 'weak' : 'green', expects };
}

function redOf(
  probe: Probe,
  first: readonly Answer[],
  reports: readonly ContainerReport[],
  options: LearnOptions,
): Cause | undefined {
  if (first.length < reports.length || first.length === 0) {
    return { message: message('answers-vary', { probe: probe.id, seen: `${first.length}/${reports.length}` }) };
  }
  const seen = [...new Set(first.map((a) => nameOutcome(a.outcome)))];
  const failed = first.find((a) => faultOf(probe, a.outcome) !== undefined);
  if (failed === undefined && seen.length === 1) return undefined;
  const fault = failed && faultOf(probe, failed.outcome);
  const log = failed?.log ?? reports.at(-1)?.log ?? '';
  const explained = explainFault(probe, failed, log, options.places);
  if (seen.length > 1) {
    return { ...explained, message: message('answers-vary', { probe: probe.id, seen: seen.join(', ') }) };
  }
  return fault && { ...fault, ...explained };
}

function seenOf(probe: Probe, first: readonly Answer[]): Seen {
  const names = (outcomes: readonly Outcome[]) => [...new Set(outcomes.map(nameOutcome))].toSorted();
  const outcomes = first.map((a) => a.outcome);
  return {
    faults: names(outcomes.filter((o) => faultOf(probe, o) !== undefined)),
    answers: names(outcomes.filter((o) => faultOf(probe, o) === undefined)),
  };
}

function expectOf(probe: Probe, first: readonly Answer[], all: readonly Answer[], options: LearnOptions): Expected {
  const [one] = first;
  const rules: ShapeRules = {
    ignore: probe.ignore.map(options.redact),
    tolerance: probe.tolerance,
    days: daysAround(options.nowMs),
  };
  switch (one?.outcome.is) {
    case 'http':
      return expectHttp(one.outcome.status, all, rules);
    case 'open':
    case 'ws':
    case 'grpc':
      return { is: one.outcome.is };
    case 'exec': {
      const outputs = all.flatMap((a) =>
        a.outcome.is === 'exec' && a.outcome.exitCode === 0 ? [a.outcome.output] : [],
      );
      // What a health check prints is its tool's business.
      return { is: 'exec', output: probe.from === 'healthcheck' ? null : learnBody(outputs, rules) };
    }
    case 'alive':
      return { is: 'alive' };
    case 'stopped':
      return { is: 'stopped' };
    case 'exit': {
      const outputs = first.flatMap((a) => (a.outcome.is === 'exit' ? [a.outcome.output] : []));
      return { is: 'exit', exitCode: one.outcome.exitCode, output: learnBody(outputs, rules) };
    }
    default:
      return { is: 'nothing' };
  }
}

function expectHttp(status: number, all: readonly Answer[], rules: ShapeRules): Expected {
  const alike = all.flatMap((a) => (a.outcome.is === 'http' && a.outcome.status === status ? [a.outcome] : []));
  const bodies: readonly BodySample[] = alike.map((o) => o.body);
  return {
    is: 'http',
    status,
    mediaType: onlyOne(alike.map((o) => o.mediaType)),
    location: onlyOne(alike.map((o) => o.location)),
    body: learnBody(bodies, rules),
  };
}

function onlyOne(values: readonly string[]): string | null {
  const [first = null] = values;
  return values.every((v) => v === first) ? first : null;
}

const DAY_MS = 86_400_000;

function daysAround(nowMs: number): readonly string[] {
  return [-DAY_MS, 0, DAY_MS].map((offset) => new Date(nowMs + offset).toISOString().slice(0, 10));
}
