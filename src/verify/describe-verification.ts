import type { ClosureFinding } from '../facts/closure/compute-closure.ts';
import type { ImageView } from '../image/contract.ts';
import type { CauseRow } from '../record/cause.ts';
import type { VerdictRecord } from '../record/run.ts';
import type { VerificationCauseRecord, VerificationRecord } from '../record/verification.ts';

/** An image that was looked at without running it. */
export interface LookedAt {
  /** As it was typed. */
  readonly name: string;
  readonly view: Pick<ImageView, 'digest' | 'configDigest' | 'config'>;
  readonly findings: readonly ClosureFinding[];
}

/** What running it beside its questions gave. */
export interface Ran {
  readonly verdict: VerdictRecord;
  readonly coverage: VerificationRecord['coverage'];
  readonly measures?: VerificationRecord['measures'];
  /** What running it showed that is no fault. */
  readonly hints?: readonly CauseRow[] | undefined;
  /** The probe that is its HEALTHCHECK, where it was asked. */
  readonly healthcheck?: 'passes' | 'fails' | undefined;
}

/**
 * Folds what its files lack and what it answered into one verdict. A container that runs and answers contradicts whoever says that it cannot
 * start: then it is a hint. What it lacks for what nobody asked it breaks it all the same.
 */
export function describeVerification(image: LookedAt, against?: LookedAt, ran?: Ran): VerificationRecord {
  const answered = ran?.verdict.running === 'works' || ran?.verdict.running === 'works-as-before';
  const known = new Set(against?.findings.map(keyOf));
  const isCause = (finding: ClosureFinding) =>
    finding.sure &&
    finding.of !== 'image' &&
    !known.has(keyOf(finding)) &&
    !(answered && finding.of === 'start') &&
    !(finding.of === 'healthcheck' && ran?.healthcheck === 'passes');
  const causes = image.findings.filter(isCause).map(({ of, cause }) => tellCause(of, cause));
  // What keeps it from starting explains all that it does not answer; its last words would only be guessed from.
  const explains = causes.some(({ of }) => of === 'start');
  const asked = explains ? [] : (ran?.verdict.causes ?? []).map((cause) => tellCause('answer', cause));
  const found = image.findings.filter((finding) => !isCause(finding)).map(({ of, cause }) => tellCause(of, cause));
  // There are few of what was seen, and what is found in files may be long.
  const hints = [...(ran?.hints ?? []).map((cause) => tellCause('image', cause)), ...found];
  return {
    schema: 'plimsoll.dev/verify/1',
    image: nameImage(image),
    ...(against !== undefined && { against: nameImage(against) }),
    how: ran === undefined ? 'static' : 'running',
    verdict: causes.length > 0 ? 'broken' : (ran?.verdict.running ?? 'unverified'),
    causes: distinct([...causes, ...asked]),
    hints: distinct(hints),
    healthcheck: tellHealthcheck(image, causes, ran),
    ...(ran !== undefined && { probes: [...ran.verdict.probes], coverage: ran.coverage }),
    ...(ran?.measures !== undefined && { measures: ran.measures }),
  };
}

function nameImage({ name, view: { digest, configDigest, config } }: LookedAt): VerificationRecord['image'] {
  return { name, digest, configDigest, platform: `${config.os}/${config.architecture}` };
}

function keyOf({ of, cause }: ClosureFinding): string {
  return JSON.stringify([of, cause.message]);
}

function tellCause(of: VerificationCauseRecord['of'], cause: CauseRow): VerificationCauseRecord {
  const { message, evidence, place, cure } = cause;
  return {
    ...message,
    of,
    ...(evidence !== undefined && evidence !== '' && { evidence }),
    ...(place !== undefined && { place }),
    ...(cure !== undefined && { cure }),
  };
}

/** Each once: the log of a start that failed says what its files said before. */
function distinct(causes: readonly VerificationCauseRecord[]): VerificationCauseRecord[] {
  const byMessage = new Map<string, VerificationCauseRecord>();
  for (const cause of causes) {
    const key = JSON.stringify([cause.code, cause.args]);
    if (!byMessage.has(key)) byMessage.set(key, cause);
  }
  return [...byMessage.values()];
}

function tellHealthcheck(
  { view }: LookedAt,
  causes: readonly VerificationCauseRecord[],
  ran: Ran | undefined,
): VerificationRecord['healthcheck'] {
  const [kind] = view.config.healthcheck ?? [];
  if (kind === undefined || kind === 'NONE') return 'none';
  if (causes.some(({ of }) => of === 'healthcheck')) return 'cannot-run';
  return ran?.healthcheck ?? 'not-asked';
}
