import type { RunRecord } from '../../src/record/run.ts';
import { bytes, cause, figures, ms, rung, runRecord, verdict } from './run-record.ts';

/** Hand-made records in which every kind of row and footer of a report occurs. */

const RED_HEALTH = cause(
  'answered-error',
  { probe: 'GET /health', status: 500 },
  {
    evidence: "TypeError: 'numpy.int64' object is not iterable",
    place: { file: 'main.py', line: 39 },
    cure: { code: 'cure-plain-value', args: { type: 'numpy.int64' } },
  },
);

const AS_BEFORE = verdict('works-as-before', {
  probes: [
    { id: 'GET /', outcome: 'pass' },
    { id: 'GET /health', outcome: 'as-before', cause: RED_HEALTH },
  ],
});

const three = (value: number, min: number, max: number) => ms(value, { n: 3, min, max });

/** A Python service with a probe set aside, an impossible Alpine, a broken distroless, a hardened last rung. */
export function pythonRun(): RunRecord {
  return runRecord(
    'fastapi-ml',
    [
      rung(0, null, {
        measures: figures(1_620_430_112, 588_120_334, {
          cold: three(220_400, 218_100, 224_000),
          edit: three(178_300, 176_900, 181_200),
        }),
        verdict: AS_BEFORE,
      }),
      rung(1, 'context-trimmed', {
        measures: figures(1_371_212_800, 526_400_021, { edit: three(175_000, 174_100, 176_000) }),
        verdict: AS_BEFORE,
      }),
      rung(2, 'slim-base', {
        measures: figures(455_120_004, 141_230_987, { edit: three(118_000, 117_200, 119_900) }),
        verdict: AS_BEFORE,
      }),
      rung(3, 'dependencies-first', {
        measures: figures(455_120_900, 141_231_377, { edit: three(940, 910, 1_020) }),
        verdict: AS_BEFORE,
      }),
      rung(4, 'runtime-stage-split', {
        measures: figures(330_900_412, 104_000_118, {
          cold: three(132_200, 130_900, 133_000),
          edit: three(950, 930, 980),
        }),
        verdict: AS_BEFORE,
      }),
      rung(5, 'alpine-base', {
        parent: 4,
        group: 'branch',
        building: 'impossible',
        kept: 'not-kept',
        verdict: undefined,
        cause: cause(
          'log-no-matching-distribution',
          { requirement: 'tensorflow==2.16.1' },
          {
            evidence: 'ERROR: No matching distribution found for tensorflow==2.16.1',
            cure: { code: 'cure-glibc-base', args: {} },
          },
        ),
      }),
      rung(6, 'distroless-base', {
        parent: 4,
        group: 'branch',
        kept: 'not-kept',
        measures: figures(281_004_992, 88_120_002),
        verdict: verdict('broken', {
          causes: [
            cause(
              'log-library-missing',
              { library: 'libGL.so.1' },
              {
                evidence: 'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
                cure: { code: 'cure-headless-opencv', args: { library: 'libGL.so.1' } },
              },
            ),
            cause('connection-refused', { probe: 'GET /' }),
          ],
        }),
      }),
      rung(7, 'numeric-user', {
        parent: 4,
        group: 'hardening',
        measures: figures(330_900_412, 104_000_240, { edit: ms(950) }),
        verdict: AS_BEFORE,
      }),
    ],
    {
      setAside: [{ id: 'GET /health', cause: RED_HEALTH }],
      substitutions: [
        { from: 'python:3.12', to: 'stand-in/python:3.12', standIn: true },
        { from: 'python:3.12-slim', to: 'stand-in/python:3.12-slim', standIn: true },
      ],
      choice: {
        rung: 4,
        target: 'balanced',
        because: { code: 'choice-rest-saves-little', args: { ratio: 0.05 } },
      },
      advice: [RED_HEALTH],
      probes: {
        digest: `sha256:${'1'.repeat(64)}`,
        ids: ['GET /', 'GET /health', 'POST /predict'],
        coverage: { probed: 3, known: 4 },
      },
    },
  );
}

/** A Go service on an engine that has no compressed blobs: transfer is computed. */
export function goRun(): RunRecord {
  const gzip = { basis: 'computed', method: 'gzip -6 of each layer' } as const;
  return runRecord(
    'go-users',
    [
      rung(0, null, {
        measures: {
          unpackedBytes: bytes(1_540_220_100),
          transferBytes: bytes(402_118_020, gzip),
          editRebuildMs: ms(64_200),
        },
      }),
      rung(1, 'context-trimmed', {
        kept: 'no-gain',
        measures: {
          unpackedBytes: bytes(1_540_219_020),
          transferBytes: bytes(402_117_000, gzip),
          editRebuildMs: ms(64_000),
        },
      }),
      rung(2, 'runtime-stage-split', {
        parent: 0,
        measures: {
          unpackedBytes: bytes(10_944_512),
          transferBytes: bytes(4_310_221, gzip),
          editRebuildMs: ms(63_000),
        },
        notes: [{ code: 'healthcheck-left-out', args: { command: 'curl -f http://127.0.0.1:8080/health' } }],
      }),
      rung(3, 'cache-mounts', {
        parent: 2,
        measures: {
          unpackedBytes: bytes(10_944_512),
          transferBytes: bytes(4_310_221, { basis: 'estimated', method: 'as the rung before' }),
          editRebuildMs: ms(8_400),
        },
      }),
      rung(4, 'numeric-user', {
        parent: 3,
        group: 'hardening',
        measures: { unpackedBytes: bytes(10_944_512), transferBytes: bytes(4_310_340, gzip) },
      }),
    ],
    {
      engine: { id: 'docker', version: '24.0.7', builder: 'buildx', store: 'classic' },
      choice: { rung: 4, target: 'balanced', because: { code: 'choice-all-steps-pay', args: {} } },
      project: {
        ...runRecord('go-users', []).project,
        ecosystems: ['go'],
      },
    },
  );
}

/** Stopped before its plan ended: one rung did not build, one only not here; nothing was chosen. */
export function stoppedRun(): RunRecord {
  return runRecord(
    'half|done `x` <b>',
    [
      rung(0, null, { measures: figures(700_000_000, 250_000_000) }),
      rung(1, 'slim-base', {
        building: 'build-failed',
        kept: 'not-kept',
        verdict: undefined,
        cause: cause(
          'log-compiler-missing',
          { command: 'gcc' },
          { evidence: 'step 4\nerror: command \u001b[31mgcc\u001b[0m failed\n' },
        ),
      }),
      rung(2, 'cache-mounts', {
        parent: 0,
        building: 'not-built-here',
        kept: 'not-kept',
        verdict: undefined,
        cause: cause('builder-lacks', { builder: 'classic', ability: 'cache-mounts' }),
      }),
      rung(3, 'tomorrow|technique', {
        parent: 0,
        measures: figures(715_000_000, 251_000_000),
        kept: 'worse',
        verdict: verdict('unverified'),
        cause: cause('code-of-tomorrow', { with: '\u001b[2J`|<script>' }),
      }),
    ],
    { stopped: { code: 'stopped-max-time', args: { limitMs: 900_000 } } },
  );
}

export const SAMPLE_RUNS = { python: pythonRun, go: goRun, stopped: stoppedRun } as const;
