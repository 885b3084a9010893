import * as v from 'valibot';
import { MessageRecord, PlaceRecord } from './cause.ts';
import { MeasureRecord, ProbeResultRecord } from './run.ts';

/** What `verify` says of one image. */

const Digest = v.pipe(v.string(), v.regex(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const VerifiedImageRecord = v.strictObject({
  name: v.string(),
  digest: Digest,
  configDigest: Digest,
  platform: v.string(),
});

export const VerificationCauseRecord = v.strictObject({
  /** What was seen, and what it was seen on: both of one message. */
  ...MessageRecord.entries,
  /** What it breaks: the first process, the HEALTHCHECK, what it is asked for later, an answer that was asked for, or nothing in particular. */
  of: v.picklist(['start', 'healthcheck', 'later', 'answer', 'image']),
  evidence: v.optional(v.string()),
  place: v.optional(PlaceRecord),
  cure: v.optional(MessageRecord),
});
export type VerificationCauseRecord = v.InferOutput<typeof VerificationCauseRecord>;

/** Medians; each with how often it was read where that is more than once. */
const ComparedRecord = v.strictObject({ image: MeasureRecord, against: MeasureRecord });

export const VerificationRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/verify/1'),
  image: VerifiedImageRecord,
  /** The image whose answers are the right ones; without it the image is held to its own. */
  against: v.optional(VerifiedImageRecord),
  /** Told from its files alone, or by running it too. */
  how: v.picklist(['static', 'running']),
  /** Without running it `broken` where a cause was found, else `unverified`. */
  verdict: v.picklist(['works', 'works-as-before', 'broken', 'unverified']),
  /** Of a verdict other than `works`; most telling first. */
  causes: v.array(VerificationCauseRecord),
  /** What may be wrong or harmless. */
  hints: v.array(VerificationCauseRecord),
  /** What becomes of its HEALTHCHECK; `not-asked` where nothing speaks against it and it was not run. */
  healthcheck: v.picklist(['none', 'cannot-run', 'not-asked', 'passes', 'fails']),
  /** Absent where nothing was run. */
  probes: v.optional(v.array(ProbeResultRecord)),
  /** Routes that were asked, of those that are known. */
  coverage: v.optional(v.strictObject({ probed: Count, known: Count })),
  /** What both images took, where it was run against another one and could be read. */
  measures: v.optional(
    v.strictObject({ firstAnswerMs: v.optional(ComparedRecord), peakMemoryBytes: v.optional(ComparedRecord) }),
  ),
});
export type VerificationRecord = v.InferOutput<typeof VerificationRecord>;
