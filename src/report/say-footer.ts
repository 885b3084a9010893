import type { Language } from '../language/contract.ts';
import { formatBytes } from '../language/format-bytes.ts';
import { formatDuration } from '../language/format-duration.ts';
import { message } from '../model/message.ts';
import type { CauseRow } from '../record/cause.ts';
import type { MeasureRow, RunRecord } from '../record/run.ts';
import { type LadderRow, SHOWN_MEASURES, type ShownMeasure } from './ladder-rows.ts';
import type { LadderColumn } from './messages.ts';
import { sayCause } from './say-note.ts';
import { sayTechnique } from './say-row.ts';

export interface FooterOptions {
  readonly width: number;
  /** Columns that left for want of width, and those nobody measured. */
  readonly left: readonly LadderColumn[];
  readonly empty: readonly LadderColumn[];
  readonly marks: { readonly computed: string; readonly estimated: string };
  readonly recordPath?: string | undefined;
}

/** Everything below a ladder, in blocks of lines: what the application owes, what the figures rest on, what to do. */
export function sayFooter(
  record: RunRecord,
  rows: readonly LadderRow[],
  language: Language,
  options: FooterOptions,
): readonly (readonly string[])[] {
  return [
    sayApplication(record, language),
    [...sayBases(record, language), ...sayFigures(rows, language, options)],
    sayChoice(record, rows, language, options.recordPath),
  ];
}

/** Probes set aside (told once, with the place to mend) and advice. */
export function sayApplication(record: RunRecord, language: Language): readonly string[] {
  const aside = record.setAside.map(({ id, cause }) =>
    language.say(
      message('report-set-aside', {
        probe: cause.message.args['probe'] === id ? '' : id,
        cause: withPlace(cause, language),
      }),
    ),
  );
  const told = new Set(record.setAside.map(({ cause }) => JSON.stringify(cause)));
  const advice = record.advice
    .filter((cause) => !told.has(JSON.stringify(cause)))
    .map((cause) => language.say(message('report-advice', { advice: withPlace(cause, language) })));
  const { probed, known } = record.probes.coverage;
  const coverage = known > probed ? [language.say(message('report-coverage', { probed, known }))] : [];
  return [...aside, ...advice, ...coverage];
}

function withPlace(cause: CauseRow, language: Language): string {
  const said = sayCause(cause, language);
  if (cause.place === undefined) return said;
  return `${said} (${language.say(message('report-at', { place: sayPlace(cause.place) }))})`;
}

/** `main.py:79` */
export function sayPlace(place: { readonly file: string; readonly line?: number | undefined }): string {
  return place.line === undefined ? place.file : `${place.file}:${place.line}`;
}

export function sayBases(record: RunRecord, language: Language): readonly string[] {
  return record.substitutions.map(({ from, to, standIn }) =>
    language.say(message(standIn ? 'report-stand-in' : 'report-substituted', { from, to })),
  );
}

function sayFigures(rows: readonly LadderRow[], language: Language, options: FooterOptions): readonly string[] {
  const names = (columns: readonly LadderColumn[]) =>
    columns.map((column) => language.say(message('report-column', { column })));
  const left =
    options.left.length === 0
      ? []
      : [language.say(message('report-columns-left', { columns: names(options.left), width: options.width }))];
  const empty =
    options.empty.length === 0
      ? []
      : [language.say(message('report-columns-empty', { columns: names(options.empty) }))];
  return [
    ...sayMarks(rows, language, options.marks),
    ...sayMethods(rows, language),
    ...saySpread(rows, language),
    ...left,
    ...empty,
  ];
}

/** The marks are explained only where they occur. */
export function sayMarks(
  rows: readonly LadderRow[],
  language: Language,
  marks: FooterOptions['marks'],
): readonly string[] {
  const shown = rows.flatMap((row) => Object.values(row.measures));
  return (['computed', 'estimated'] as const).flatMap((basis) => {
    const methods = [...new Set(shown.filter((m) => m.basis === basis).map((m) => m.method))];
    if (methods.length === 0) return [];
    const code = basis === 'computed' ? 'report-basis-computed' : 'report-basis-estimated';
    return [language.say(message(code, { mark: marks[basis], method: language.list(methods) }))];
  });
}

/** Two methods in one column: told, since no change is shown between them. */
export function sayMethods(rows: readonly LadderRow[], language: Language): readonly string[] {
  return (Object.keys(SHOWN_MEASURES) as ShownMeasure[]).flatMap((name) => {
    const methods = [...new Set(rows.flatMap((row) => row.measures[name]?.method ?? []))];
    if (methods.length < 2) return [];
    const column = language.say(message('report-column', { column: name }));
    return [language.say(message('report-methods-differ', { column, methods }))];
  });
}

/** Columns that are medians, with their number of readings and how far those lie apart. */
export function saySpread(rows: readonly LadderRow[], language: Language): readonly string[] {
  return (Object.keys(SHOWN_MEASURES) as ShownMeasure[]).flatMap((name) => {
    const column = language.say(message('report-column', { column: name }));
    const counts = [...new Set(rows.flatMap((row) => row.measures[name]?.n ?? []))].filter((n) => n > 1);
    return counts.map((n) => {
      const ranges = rows.flatMap((row) => sayRange(row.n, row.measures[name], n, language)).join(', ');
      return language.say(message('report-spread', { column, n, ranges }));
    });
  });
}

function sayRange(rung: number, m: MeasureRow | undefined, n: number, language: Language): readonly string[] {
  if (m === undefined || m.n !== n) return [];
  const show = m.unit === 'ms' ? formatDuration : formatBytes;
  return [
    language.say(message('report-spread-range', { rung, min: show(m.min ?? m.value), max: show(m.max ?? m.value) })),
  ];
}

function sayChoice(
  record: RunRecord,
  rows: readonly LadderRow[],
  language: Language,
  recordPath: string | undefined,
): readonly string[] {
  const stopped =
    record.stopped === undefined
      ? []
      : [language.say(message('report-stopped', { reason: language.say(record.stopped) }))];
  const where = recordPath === undefined ? '' : language.say(message('report-where', { path: recordPath }));
  const command = applyCommand(record);
  const apply = command === undefined ? '' : language.say(message('report-apply', { command }));
  const last = [apply, where].filter((part) => part !== '').join('      ');
  return [...stopped, sayRecommendation(record, rows, language), ...(last === '' ? [] : [last])];
}

export function sayRecommendation(record: RunRecord, rows: readonly LadderRow[], language: Language): string {
  const { choice } = record;
  if (choice === undefined) return language.say(message('report-no-choice', {}));
  const reason = language.say(choice.because);
  const chosen = rows.find((row) => row.n === choice.rung);
  if (chosen === undefined || chosen.technique === null)
    return language.say(message('report-keep-as-found', { reason }));
  const technique = namesOfChosen(record, choice.rung, language).join(' + ');
  return language.say(message('report-recommended', { rung: choice.rung, technique, reason }));
}

/** Hardening lies on top of the rung that the choice was about: `multi-stage + numeric non-root user`. */
function namesOfChosen(record: RunRecord, n: number | null, language: Language): readonly string[] {
  const rung = record.rungs.find((r) => r.n === n);
  if (rung === undefined || rung.technique === null) return [];
  const below =
    rung.group === 'hardening' && rung.parent !== rung.n ? namesOfChosen(record, rung.parent, language) : [];
  return [...below, sayTechnique(rung.technique, language)];
}

/** Nothing to apply where the image stays as found. */
export function applyCommand(record: RunRecord): string | undefined {
  return record.choice === undefined || record.choice.rung === 0 ? undefined : `plimsoll apply ${record.choice.rung}`;
}
