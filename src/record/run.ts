import * as v from 'valibot';
import { CauseRecord, MessageRecord } from './cause.ts';

/** The one JSON that every report, gate and later command reads. Versioned by `schema`; older versions are upgraded by `readRunRecord`. */

const Sha256 = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const MeasureRecord = v.strictObject({
  value: v.number(),
  unit: v.picklist(['byte', 'ms', 'ratio', 'count']),
  basis: v.picklist(['measured', 'computed', 'estimated']),
  method: v.string(),
  n: v.optional(Count),
  min: v.optional(v.number()),
  max: v.optional(v.number()),
});

export const MEASURE_NAMES = [
  'unpackedBytes',
  'transferBytes',
  'contextBytes',
  'buildMs',
  'coldBuildMs',
  'editRebuildMs',
  'depsRebuildMs',
  'noneRebuildMs',
  'firstAnswerMs',
  'peakMemoryBytes',
  'stopMs',
  'layers',
] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

/** One build step as the builder told it. */
export const StepRecord = v.strictObject({
  name: v.string(),
  cached: v.boolean(),
  ms: v.number(),
  /** 1-based line of the Dockerfile, where the builder told it. */
  line: v.optional(Count),
});

export const LayerRecord = v.strictObject({
  digest: Sha256,
  diffId: Sha256,
  transferBytes: v.optional(Count),
  contentBytes: Count,
  files: Count,
  createdBy: v.optional(v.string()),
});

export const ProbeResultRecord = v.strictObject({
  id: v.string(),
  /** `as-before` = answers as the baseline did, and the baseline was red. */
  outcome: v.picklist(['pass', 'as-before', 'fail', 'not-run']),
  cause: v.optional(CauseRecord),
  answerMs: v.optional(v.number()),
});

export const VerdictRecord = v.strictObject({
  running: v.picklist(['works', 'works-as-before', 'broken', 'unverified']),
  /** Findings of the static look at the image; a `broken` here needs no run. */
  closure: v.array(CauseRecord),
  probes: v.array(ProbeResultRecord),
  userTests: v.optional(v.picklist(['pass', 'fail'])),
  causes: v.array(CauseRecord),
});

export const EditRecord = v.strictObject({
  file: v.string(),
  /** Byte range in the parent rung's file. */
  start: Count,
  end: Count,
  text: v.string(),
});

export const RungRecord = v.strictObject({
  n: Count,
  parent: v.nullable(Count),
  technique: v.nullable(v.string()),
  group: v.picklist(['trunk', 'branch', 'hardening']),
  building: v.picklist(['built', 'impossible', 'build-failed', 'not-built-here']),
  kept: v.picklist(['baseline', 'kept', 'no-gain', 'worse', 'branch-lost', 'not-kept']),
  /** Paths under the run's folder of the files of this rung: its Dockerfile, the ignore file beside it. */
  files: v.array(v.strictObject({ path: v.string(), sha256: Sha256 })),
  edits: v.array(EditRecord),
  imageDigest: v.optional(Sha256),
  imageId: v.optional(Sha256),
  verdict: v.optional(VerdictRecord),
  measures: v.partial(
    v.strictObject(
      Object.fromEntries(MEASURE_NAMES.map((n) => [n, MeasureRecord])) as Record<MeasureName, typeof MeasureRecord>,
    ),
  ),
  layers: v.array(LayerRecord),
  steps: v.array(StepRecord),
  surface: v.optional(
    v.strictObject({ user: v.string(), root: v.boolean(), shell: v.boolean(), setuidFiles: Count, files: Count }),
  ),
  coverage: v.strictObject({ probed: Count, known: Count }),
  /** Why it is not in the ladder as a working rung. */
  cause: v.optional(CauseRecord),
  /** What the user should know of this step: something left out, or to be done elsewhere. */
  notes: v.optional(v.array(MessageRecord)),
});

export const RunRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/run/1'),
  tool: v.strictObject({ name: v.literal('plimsoll'), version: v.string() }),
  host: v.strictObject({ os: v.string(), arch: v.string(), cpus: Count, memoryBytes: Count }),
  engine: v.strictObject({
    id: v.string(),
    version: v.string(),
    builder: v.string(),
    builderVersion: v.optional(v.string()),
    store: v.string(),
  }),
  started: v.string(),
  finished: v.optional(v.string()),
  run: v.string(),
  project: v.strictObject({
    name: v.string(),
    dockerfile: v.string(),
    dockerfileSha256: Sha256,
    contextDigest: Sha256,
    /** Names of build arguments given; their values only where they are not secret. */
    args: v.record(v.string(), v.string()),
    target: v.optional(v.string()),
    platform: v.optional(v.string()),
    ecosystems: v.array(v.string()),
  }),
  substitutions: v.array(
    v.strictObject({ from: v.string(), to: v.string(), used: v.optional(v.string()), standIn: v.boolean() }),
  ),
  probes: v.strictObject({
    digest: Sha256,
    ids: v.array(v.string()),
    coverage: v.strictObject({ probed: Count, known: Count }),
  }),
  /** Probes that the baseline itself fails: set aside, with their cause. */
  setAside: v.array(v.strictObject({ id: v.string(), cause: CauseRecord })),
  plan: Sha256,
  rungs: v.array(RungRecord),
  choice: v.optional(
    v.strictObject({
      rung: Count,
      target: v.picklist(['compatible', 'balanced', 'smallest']),
      because: MessageRecord,
    }),
  ),
  /** Why the climb ended before its plan did. */
  stopped: v.optional(MessageRecord),
  advice: v.array(CauseRecord),
});

export type RunRecord = v.InferOutput<typeof RunRecord>;
export type Rung = v.InferOutput<typeof RungRecord>;
export type VerdictRecord = v.InferOutput<typeof VerdictRecord>;
export type ProbeResult = v.InferOutput<typeof ProbeResultRecord>;
export type LayerRow = v.InferOutput<typeof LayerRecord>;
export type StepTime = v.InferOutput<typeof StepRecord>;
export type MeasureRow = v.InferOutput<typeof MeasureRecord>;
