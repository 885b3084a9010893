import { type Measure, measureOf } from '../model/measure.ts';
import { message } from '../model/message.ts';
import type { Cause } from '../model/verdict.ts';
import type { VerificationRecord } from '../record/verification.ts';
import { needsMore, startsSlower } from './compare-starts.ts';
import type { RunMeasures } from './verify-image.ts';

/** Readings of an image's containers as a record keeps them; none where nothing was read. */
export function measureRun(read: RunMeasures): Partial<Record<keyof RunMeasures, Measure>> {
  const { firstAnswerMs, peakMemoryBytes, stopMs } = read;
  return {
    ...(firstAnswerMs.length > 0 && {
      firstAnswerMs: measureOf(firstAnswerMs, 'ms', 'measured', 'container-start'),
    }),
    ...(peakMemoryBytes.length > 0 && {
      peakMemoryBytes: measureOf(peakMemoryBytes, 'byte', 'measured', 'cgroup-peak'),
    }),
    ...(stopMs.length > 0 && { stopMs: measureOf(stopMs, 'ms', 'measured', 'engine-stop') }),
  };
}

const COMPARED = ['firstAnswerMs', 'peakMemoryBytes'] as const;

/** What both images took, where both were read. */
export function compareRuns(now: RunMeasures, before: RunMeasures): VerificationRecord['measures'] {
  const [image, against] = [measureRun(now), measureRun(before)];
  const pairs = COMPARED.flatMap((name) => {
    const [one, other] = [image[name], against[name]];
    return one === undefined || other === undefined ? [] : [[name, { image: one, against: other }] as const];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** What is worse beyond doubt, and no fault: an image may have its reasons to take longer, or more. */
export function hintsOfRuns(now: RunMeasures, before: RunMeasures): readonly Cause[] {
  const { firstAnswerMs, peakMemoryBytes } = compareRuns(now, before) ?? {};
  const slower =
    firstAnswerMs !== undefined && startsSlower(now.firstAnswerMs, before.firstAnswerMs)
      ? [{ message: message('starts-slower', { ms: firstAnswerMs.image.value, wasMs: firstAnswerMs.against.value }) }]
      : [];
  const [memory, was] = [peakMemoryBytes?.image.value ?? 0, peakMemoryBytes?.against.value ?? 0];
  const larger = needsMore(now.peakMemoryBytes, before.peakMemoryBytes)
    ? [{ message: message('needs-more-memory', { bytes: memory, wasBytes: was }) }]
    : [];
  return [...slower, ...larger];
}
