import type { CauseRow, MessageRow } from '../record/cause.ts';
import type { MeasureName, MeasureRow, Rung, RunRecord } from '../record/run.ts';
import type { RowRemark, RowState } from './messages.ts';

/** The figures of one rung that a table shows. */
export const SHOWN_MEASURES = {
  unpacked: 'unpackedBytes',
  transfer: 'transferBytes',
  cold: 'coldBuildMs',
  edit: 'editRebuildMs',
} as const satisfies Record<string, MeasureName>;

export type ShownMeasure = keyof typeof SHOWN_MEASURES;

/** One rung as every table tells it; numbers are still numbers. */
export interface LadderRow {
  readonly n: number;
  /** null = the image as found. */
  readonly technique: string | null;
  readonly state: RowState;
  /** How the baseline answers where it is red: `500`; empty where nobody knows or nothing is. */
  readonly statuses: string;
  readonly measures: Readonly<Partial<Record<ShownMeasure, MeasureRow>>>;
  /** Change of the unpacked bytes against the parent rung, -0.154 = smaller by 15.4 %; absent where it means nothing. */
  readonly previousRatio?: number | undefined;
  /** The same against the image as found. */
  readonly totalRatio?: number | undefined;
  readonly remark?: RowRemark | undefined;
  readonly cause?: CauseRow | undefined;
  readonly furtherCauses: number;
  /** What the user should know of the step. */
  readonly notes: readonly MessageRow[];
  /** Only where it differs from the baseline's. */
  readonly coverage?: { readonly probed: number; readonly known: number } | undefined;
  readonly isChosen: boolean;
}

/** The rows of a ladder. Failed and impossible rungs are rows; a change is told only between figures of one method. */
export function readLadder(record: RunRecord): readonly LadderRow[] {
  const byNumber = new Map(record.rungs.map((rung) => [rung.n, rung]));
  const baseline = byNumber.get(0);
  const statuses = statusesSetAside(record);
  return record.rungs.map((rung) => {
    const parent = rung.parent === null ? undefined : byNumber.get(rung.parent);
    const state = stateOf(rung);
    const causes = causesOf(rung, state);
    const previousRatio = changeOfUnpacked(rung, parent);
    return {
      n: rung.n,
      technique: rung.technique,
      state,
      statuses: state === 'as-before' ? statuses : '',
      measures: shownMeasures(rung),
      previousRatio,
      totalRatio: rung === baseline ? undefined : changeOfUnpacked(rung, baseline),
      remark: remarkOn(rung, parent, previousRatio),
      cause: causes[0],
      furtherCauses: Math.max(0, causes.length - 1),
      notes: rung.notes ?? [],
      coverage: isCoverageOf(baseline, rung) ? undefined : rung.coverage,
      isChosen: record.choice?.rung === rung.n,
    };
  });
}

function stateOf(rung: Rung): RowState {
  if (rung.building !== 'built') return rung.building;
  const running = rung.verdict?.running ?? 'unverified';
  if (running === 'works-as-before') return 'as-before';
  const hasRedProbe = rung.verdict?.probes.some((p) => p.outcome === 'as-before') ?? false;
  return running === 'works' && hasRedProbe ? 'as-before' : running;
}

/** A working rung has nothing to explain; the reason that the climb gave comes before the verdict's own. */
function causesOf(rung: Rung, state: RowState): readonly CauseRow[] {
  if (state === 'works' || state === 'as-before') return rung.cause === undefined ? [] : [rung.cause];
  const verdict = rung.verdict?.causes ?? [];
  if (rung.cause === undefined) return verdict;
  const told = JSON.stringify(rung.cause.message);
  return [rung.cause, ...verdict.filter((c) => JSON.stringify(c.message) !== told)];
}

function shownMeasures(rung: Rung): LadderRow['measures'] {
  const entries = Object.entries(SHOWN_MEASURES).map(([key, name]) => [key, rung.measures[name]] as const);
  return Object.fromEntries(entries.filter(([, measure]) => measure !== undefined));
}

function changeOfUnpacked(rung: Rung, before: Rung | undefined): number | undefined {
  const now = rung.measures.unpackedBytes;
  const then = before?.measures.unpackedBytes;
  if (now === undefined || then === undefined || then.method !== now.method || then.value <= 0) return undefined;
  return (now.value - then.value) / then.value;
}

/** Below this share a size counts as unchanged; the judge of the climb keeps no smaller gain. */
const SAME_SIZE_RATIO = 0.005;

function remarkOn(rung: Rung, parent: Rung | undefined, previousRatio: number | undefined): RowRemark | undefined {
  if (rung.building !== 'built' || rung.kept === 'baseline') return undefined;
  if (rung.kept !== 'kept') return isFailed(rung) ? undefined : rung.kept;
  if (rung.group === 'hardening') return 'hardening';
  const isSameSize = previousRatio !== undefined && Math.abs(previousRatio) < SAME_SIZE_RATIO;
  return isSameSize && isFaster(rung, parent) ? 'time-only' : undefined;
}

/** Its cause says more than that it was not kept. */
function isFailed(rung: Rung): boolean {
  return rung.verdict?.running === 'broken' || rung.cause !== undefined;
}

function isFaster(rung: Rung, parent: Rung | undefined): boolean {
  return (['editRebuildMs', 'coldBuildMs'] as const).some((name) => {
    const [now, before] = [rung.measures[name], parent?.measures[name]];
    return now !== undefined && before !== undefined && now.value < before.value;
  });
}

function isCoverageOf(baseline: Rung | undefined, rung: Rung): boolean {
  const known = baseline?.coverage;
  if (known === undefined || rung.building !== 'built' || rung.verdict === undefined) return true;
  return known.probed === rung.coverage.probed && known.known === rung.coverage.known;
}

/** The answers of the probes set aside, as far as they are statuses: `500`, `404, 500`. */
function statusesSetAside(record: RunRecord): string {
  const statuses = record.setAside.map((s) => s.cause.message.args['status']).filter((s) => typeof s === 'number');
  return [...new Set(statuses)].toSorted((a, b) => a - b).join(', ');
}
