import { sha256 } from '../../src/model/sha256.ts';
import type { CauseRow } from '../../src/record/cause.ts';
import type { MeasureName, MeasureRow, Rung, RunRecord, VerdictRecord } from '../../src/record/run.ts';

/** Builders of records for tests: say what matters, the rest is plain. */

export function bytes(value: number, more: Partial<MeasureRow> = {}): MeasureRow {
  return { value, unit: 'byte', basis: 'measured', method: 'layers', ...more };
}

export function ms(value: number, more: Partial<MeasureRow> = {}): MeasureRow {
  return { value, unit: 'ms', basis: 'measured', method: 'wall clock', ...more };
}

export function cause(code: string, args: Record<string, unknown>, more: Partial<CauseRow> = {}): CauseRow {
  return { message: { code, args }, ...more };
}

export function verdict(running: VerdictRecord['running'], more: Partial<VerdictRecord> = {}): VerdictRecord {
  return { running, closure: [], probes: [], causes: [], ...more };
}

export function rung(n: number, technique: string | null, more: Partial<Rung> = {}): Rung {
  return {
    n,
    parent: n === 0 ? null : n - 1,
    technique,
    group: 'trunk',
    building: 'built',
    kept: n === 0 ? 'baseline' : 'kept',
    files: [{ path: `${n}/Dockerfile`, sha256: sha256(`dockerfile ${n}`) }],
    edits: [],
    verdict: verdict('works'),
    measures: {},
    layers: [],
    steps: [],
    coverage: { probed: 3, known: 3 },
    ...more,
  };
}

/** The four figures of a table in one go. */
export function figures(
  unpacked: number,
  transfer: number,
  times: { readonly cold?: MeasureRow | number; readonly edit?: MeasureRow | number } = {},
): Partial<Record<MeasureName, MeasureRow>> {
  const time = (given: MeasureRow | number) => (typeof given === 'number' ? ms(given) : given);
  return {
    unpackedBytes: bytes(unpacked),
    transferBytes: bytes(transfer),
    ...(times.cold === undefined ? {} : { coldBuildMs: time(times.cold) }),
    ...(times.edit === undefined ? {} : { editRebuildMs: time(times.edit) }),
  };
}

export function runRecord(name: string, rungs: readonly Rung[], more: Partial<RunRecord> = {}): RunRecord {
  return {
    schema: 'plimsoll.dev/run/1',
    tool: { name: 'plimsoll', version: '0.1.0' },
    host: { os: 'linux', arch: 'x64', cpus: 2, memoryBytes: 8_000_000_000 },
    engine: { id: 'docker', version: '28.5.1', builder: 'buildx', builderVersion: '0.29.1', store: 'containerd' },
    started: '2026-07-01T09:00:00.000Z',
    finished: '2026-07-01T09:11:00.000Z',
    run: '20260701-090000-abcdef',
    project: {
      name,
      dockerfile: 'Dockerfile',
      dockerfileSha256: sha256(`${name} dockerfile`),
      contextDigest: sha256(`${name} context`),
      args: {},
      ecosystems: ['python'],
    },
    substitutions: [],
    probes: { digest: sha256('probes'), ids: ['GET /'], coverage: { probed: 3, known: 3 } },
    setAside: [],
    plan: sha256('plan'),
    rungs: [...rungs],
    advice: [],
    ...more,
  };
}
