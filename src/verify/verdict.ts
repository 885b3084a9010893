import type { Cause, Running } from '../model/verdict.ts';
import type { CauseRow } from '../record/cause.ts';
import type { ProbeResult, VerdictRecord } from '../record/run.ts';
import type { Expectations } from './expectation.ts';

export interface Evidence {
  /** What the static look found and the baseline does not have: each alone breaks the image. */
  readonly closure: readonly Cause[];
  /** Every probe of the set; those that were not asked are `not-run`. */
  readonly probes: readonly ProbeResult[];
  /** Those that are `not-run` on purpose and say nothing against the image. */
  readonly leftOut?: ReadonlySet<string> | undefined;
  /** `as-before` = the user's own test fails on the baseline too. */
  readonly userTests?: 'pass' | 'fail' | 'as-before' | undefined;
  /** It passed on the baseline: where it was not run, nothing is proven. */
  readonly userTestsPassed?: boolean | undefined;
  /** Why the user's test failed. */
  readonly userTestCause?: Cause | undefined;
  /** It no longer ends when it is asked to. */
  readonly stop?: Cause | undefined;
  /** `none` = nothing was green on the baseline: nothing can be proven. */
  readonly standing: Expectations['standing'];
  /** What the container's log says, most telling first. */
  readonly log?: readonly Cause[] | undefined;
}

/**
 * `broken` where anything is worse than on the baseline; `works` where every probe passes; `works-as-before` where those that
 * were green pass and the others are as red as they were; `unverified` where nothing green was asked.
 */
export function foldVerdict(evidence: Evidence): VerdictRecord {
  const running = judgeRunning(evidence);
  const failed = evidence.probes.flatMap((p) => (p.outcome === 'fail' && p.cause ? [p.cause] : []));
  const userTest = evidence.userTests === 'fail' && evidence.userTestCause ? [evidence.userTestCause] : [];
  const found = [
    ...evidence.closure,
    ...(evidence.log ?? []),
    ...failed,
    ...userTest,
    ...(evidence.stop ? [evidence.stop] : []),
  ];
  const causes = running === 'broken' ? distinct(found) : [];
  return {
    running,
    closure: [...evidence.closure],
    probes: [...evidence.probes],
    ...(evidence.userTests === undefined ? {} : { userTests: evidence.userTests === 'pass' ? 'pass' : 'fail' }),
    causes,
  };
}

function judgeRunning(evidence: Evidence): Running {
  const { closure, probes, leftOut, userTests, standing } = evidence;
  const counted = probes.filter((p) => !leftOut?.has(p.id));
  const any = (outcome: ProbeResult['outcome']) => counted.some((p) => p.outcome === outcome);
  if (closure.length > 0 || any('fail') || userTests === 'fail' || evidence.stop !== undefined) return 'broken';
  if (evidence.userTestsPassed === true && userTests === undefined) return 'unverified';
  if (standing === 'none' || !any('pass') || any('not-run')) return 'unverified';
  return any('as-before') || userTests === 'as-before' ? 'works-as-before' : 'works';
}

function distinct(causes: readonly CauseRow[]): CauseRow[] {
  const byMessage = new Map<string, CauseRow>();
  for (const cause of causes) {
    const key = JSON.stringify(cause.message);
    if (!byMessage.has(key)) byMessage.set(key, cause);
  }
  return [...byMessage.values()];
}
