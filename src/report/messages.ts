/** Columns of the ladder. */
export type LadderColumn =
  | 'rung'
  | 'technique'
  | 'unpacked'
  | 'transfer'
  | 'previous'
  | 'total'
  | 'cold'
  | 'edit'
  | 'verify'
  | 'note';

/** Columns of a table in a document: the seeds' five, then what they left out. */
export type DocumentColumn =
  | 'language'
  | 'step'
  | 'size'
  | 'previous'
  | 'total'
  | 'transfer'
  | 'cold'
  | 'edit'
  | 'verify';

/** What one word on the row says of building and running it. */
export type RowState =
  | 'works'
  | 'as-before'
  | 'broken'
  | 'unverified'
  | 'impossible'
  | 'build-failed'
  | 'not-built-here';

/** Why a rung that stands in the ladder is not the one to go on from, or what alone it gained. */
export type RowRemark = 'time-only' | 'no-gain' | 'worse' | 'branch-lost' | 'not-kept' | 'hardening';

declare module '../model/message.ts' {
  interface Messages {
    'report-column': { column: LadderColumn };
    'report-document-column': { column: DocumentColumn };
    /** A cell of Δprev and Δtotal: `ratio` -0.154 = smaller by 15.4 %. */
    'report-change': { ratio: number };
    /** The same under a title that already says reduction. */
    'report-reduction': { ratio: number };
    'report-technique': { id: string };
    'report-ecosystem': { id: string };
    /** The image before any change. */
    'report-as-found': Record<string, never>;
    'report-state': { state: RowState };
    /** `statuses` as the baseline answered: `500`. */
    'report-state-as-before': { statuses: string };
    'report-remark': { remark: RowRemark };
    'report-coverage': { probed: number; known: number };
    'report-coverage-remark': { probed: number; known: number };
    'report-cure': { cause: string; cure: string };
    'report-more-causes': { count: number };
    'report-title': { project: string; dockerfile: string; ecosystems: readonly string[]; engine: string };
    'report-note-line': { rung: number; note: string };
    'report-evidence': { evidence: string };
    'report-recommended': { rung: number; technique: string; reason: string };
    'report-keep-as-found': { reason: string };
    'report-no-choice': Record<string, never>;
    'report-apply': { command: string };
    'report-where': { path: string };
    /** `probe` is empty where the cause names it. */
    'report-set-aside': { probe: string; cause: string };
    'report-advice': { advice: string };
    /** `main.py:79`, made safe to print. */
    'report-place': { place: string };
    'report-at': { place: string };
    'report-stand-in': { from: string; to: string };
    'report-substituted': { from: string; to: string };
    'report-stopped': { reason: string };
    'report-basis-computed': { mark: string; method: string };
    'report-basis-estimated': { mark: string; method: string };
    /** Lowest and highest of the readings behind a column's medians. */
    'report-spread': { column: string; n: number; ranges: string };
    'report-spread-range': { rung: number; min: string; max: string };
    'report-methods-differ': { column: string; methods: readonly string[] };
    'report-columns-left': { columns: readonly string[]; width: number };
    'report-columns-empty': { columns: readonly string[] };
    'overview-title': {
      dockerfile: string;
      ecosystems: readonly string[];
      stages: number;
      instructions: number;
      contextBytes: number;
      contextFiles: number;
    };
    'overview-how': { elapsedMs: number };
    'overview-column': { column: 'place' | 'cost' | 'basis' | 'fault' };
    'overview-basis': { basis: 'measured' | 'computed' | 'estimated' };
    /** What a fault costs each time; a range where low and high differ. */
    'overview-cost-bytes': { likely: number; low: number; high: number };
    /** No bytes and no time to show: a risk, or a cost that text alone does not tell. */
    'overview-cost-none': { is: 'risk' | 'unknown' };
    'overview-cost-time': { likelyMs: number; lowMs: number; highMs: number };
    'overview-no-fault': Record<string, never>;
    'overview-more': { count: number };
    'overview-next': { next: string };
    /** Commands to go on with. */
    /** `folder` as it is typed behind the verb; empty where it is the current one. */
    'next-optimize': { folder: string };
    'next-doctor': Record<string, never>;
    'doctor-state': { state: 'ok' | 'warn' | 'bad' };
    'progress-image': { platform: string; layers: number; transferBytes: number | undefined };
    'progress-layer': { layer: number; layers: number; contentBytes: number };
    'progress-known': { known: number; layers: number };
    'progress-planned': { rungs: number; restMs: number | undefined };
    'progress-started': { rung: number; technique: string };
    'progress-resumed': { rung: number; technique: string };
    'progress-built': { rung: number; ms: number };
    'progress-not-built': { rung: number; state: string };
    'progress-measured': { rung: number; unpackedBytes: number; transferBytes: number | undefined; ms: number };
    'progress-verified': { rung: number; state: string; ms: number; restMs: number | undefined };
    'progress-rebuild': { rung: number; ms: number; left: number };
  }
}
