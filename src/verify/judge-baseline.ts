import type { Running } from '../model/verdict.ts';
import type { CauseRow } from '../record/cause.ts';
import type { ProbeResult, VerdictRecord } from '../record/run.ts';
import type { Probe } from './contract.ts';
import type { Baseline } from './verify-image.ts';

/** The verdict on the image that others are held to: red probes are set aside, and where none is green nothing can be told. */
export function judgeBaseline({ expectations }: Baseline, closure: readonly CauseRow[]): VerdictRecord {
  const { probes, setAside, standing, userTests } = expectations;
  const running: Running = standing === 'none' ? 'unverified' : setAside.length > 0 ? 'works-as-before' : 'works';
  return {
    ...(userTests === undefined ? {} : { userTests }),
    running,
    closure: [...closure],
    probes: probes.map(
      (p): ProbeResult => ({
        id: p.probe,
        outcome: p.state === 'red' ? 'as-before' : 'pass',
        ...(p.cause ? { cause: p.cause } : {}),
      }),
    ),
    causes: standing === 'none' ? setAside.map((s) => s.cause) : [],
  };
}

function isDemanded({ expectStatus, demands, exit }: Probe): boolean {
  return expectStatus !== undefined || demands !== undefined || exit?.code !== undefined;
}

/** `stop-ignored` is told only where it is demanded, and of every start: one that was killed once only may have met a slow machine. */
const ENDS = new Set(['died', 'oom-killed', 'stop-ignored']);

/**
 * The same for an image that stands alone: nobody has seen it work, so one that ends, or fails what its user demands of it, is broken; one that only never gets
 * ready may wait for something that is not there.
 */
export function judgeAlone(baseline: Baseline, closure: readonly CauseRow[]): VerdictRecord {
  const verdict = judgeBaseline(baseline, closure);
  const demanded = new Set(baseline.set.probes.filter(isDemanded).map((p) => p.id));
  const isFault = ({ id, cause }: ProbeResult) =>
    cause !== undefined && (ENDS.has(cause.message.code) || demanded.has(id));
  const faults = verdict.probes.filter((probe) => probe.outcome === 'as-before' && isFault(probe));
  if (faults.length === 0) return verdict;
  return {
    ...verdict,
    running: 'broken',
    probes: verdict.probes.map((p) => (faults.includes(p) ? { ...p, outcome: 'fail' } : p)),
    causes: faults.flatMap(({ cause }) => cause ?? []),
  };
}
