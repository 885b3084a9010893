import pico from 'picocolors';
import type { Language } from '../../language/contract.ts';
import { formatBytes } from '../../language/format-bytes.ts';
import { formatDuration } from '../../language/format-duration.ts';
import { showText } from '../../language/show-text.ts';
import { message } from '../../model/message.ts';
import type { MeasureRow, RunRecord } from '../../record/run.ts';
import { type LadderRow, readLadder, SHOWN_MEASURES, type ShownMeasure } from '../ladder-rows.ts';
import type { LadderColumn, RowState } from '../messages.ts';
import { sayFooter } from '../say-footer.ts';
import { sayNote } from '../say-note.ts';
import { sayEcosystems, sayState, sayTechnique } from '../say-row.ts';
import { type Column, layoutTable, type Row } from '../table.ts';
import { wrapText } from '../width.ts';

export interface TerminalOptions {
  readonly language: Language;
  /** Cells of a line; 80 and 120 are what the form is made for. */
  readonly width: number;
  readonly color: boolean;
  /** Where the record lies, as the user would type it. */
  readonly recordPath?: string | undefined;
}

/**
 * Columns in their order. Too little width first shortens the technique and the note, then columns leave: the note (told
 * below the table instead), cold, Δprev, transfer, edit, Δtotal. Rung, technique, unpacked and verify always stay.
 */
const COLUMNS: readonly (Omit<Column<LadderColumn>, 'title'> & { readonly key: LadderColumn })[] = [
  { key: 'rung', align: 'left' },
  { key: 'technique', align: 'left', least: 16 },
  { key: 'unpacked', align: 'right' },
  { key: 'transfer', align: 'right', leaves: 4 },
  { key: 'previous', align: 'right', leaves: 3 },
  { key: 'total', align: 'right', leaves: 6 },
  { key: 'cold', align: 'right', leaves: 2 },
  { key: 'edit', align: 'right', leaves: 5 },
  { key: 'verify', align: 'left' },
  { key: 'note', align: 'left', leaves: 1, least: 12 },
];

const INDENT = ' ';
const NOTHING = '–';
const MARKS = { measured: '', computed: '*', estimated: '~' } as const;

/** The ladder for a terminal: table, what it rests on, recommendation. Ends with one line break. */
export function renderTerminal(record: RunRecord, options: TerminalOptions): string {
  const { language } = options;
  const rows = readLadder(record);
  const width = options.width - INDENT.length;
  const cells = rows.map((row) => cellsOf(row, rows, language));
  const empty = emptyColumns(cells);
  const columns = COLUMNS.filter((c) => !empty.includes(c.key)).map((c) => ({ ...c, title: titleOf(c.key, language) }));
  const table = layoutTable(columns, cells, width, painter(rows, options.color));
  const notes = rows.flatMap((row, i) => notesBelow(row, !table.isWhole(i, 'note'), language));
  const footer = sayFooter(record, rows, language, {
    width: options.width,
    left: table.left.filter((key) => key !== 'note'),
    empty: empty.filter((key) => key !== 'note'),
    marks: MARKS,
    recordPath: options.recordPath,
  });
  const blocks = [[sayTitle(record, language)], table.lines, notes, ...footer];
  const asLines = blocks.map((block) =>
    block === table.lines ? block : block.flatMap((line) => wrapText(line, width, '    ')),
  );
  const text = asLines.filter((block) => block.length > 0).map((block) => block.map((l) => `${INDENT}${l}`.trimEnd()));
  return `${text.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function sayTitle(record: RunRecord, language: Language): string {
  return language.say(
    message('report-title', {
      project: record.project.name,
      dockerfile: record.project.dockerfile,
      ecosystems: sayEcosystems(record.project.ecosystems, language),
      engine: `${record.engine.id} ${record.engine.version} (${record.engine.store})`,
    }),
  );
}

function titleOf(column: LadderColumn, language: Language): string {
  return language.say(message('report-column', { column }));
}

function cellsOf(row: LadderRow, rows: readonly LadderRow[], language: Language): Row<LadderColumn> {
  const measure = (name: ShownMeasure) => measureCell(row.measures[name], isMarkedSomewhere(rows, name));
  return {
    rung: String(row.n),
    technique: sayTechnique(row.technique, language),
    unpacked: measure('unpacked'),
    transfer: measure('transfer'),
    previous: changeCell(row.previousRatio, language),
    total: changeCell(row.totalRatio, language),
    cold: measure('cold'),
    edit: measure('edit'),
    verify: sayState(row, language),
    note: sayNote(row, language),
  };
}

function changeCell(ratio: number | undefined, language: Language): string {
  return ratio === undefined ? NOTHING : language.say(message('report-change', { ratio }));
}

/** `588 MB`, `588 MB*` computed, `~588 MB` estimated; where a column has a `*`, the others keep its place free. */
function measureCell(measure: MeasureRow | undefined, isColumnMarked: boolean): string {
  const free = isColumnMarked ? ' ' : '';
  if (measure === undefined) return NOTHING + free;
  const text = measure.unit === 'ms' ? formatDuration(measure.value) : formatBytes(measure.value);
  if (measure.basis === 'computed') return text + MARKS.computed;
  return (measure.basis === 'estimated' ? MARKS.estimated + text : text) + free;
}

function isMarkedSomewhere(rows: readonly LadderRow[], name: ShownMeasure): boolean {
  return rows.some((row) => row.measures[name]?.basis === 'computed');
}

/** Columns that would be dashes from top to bottom. */
function emptyColumns(cells: readonly Row<LadderColumn>[]): readonly LadderColumn[] {
  const candidates = [...(Object.keys(SHOWN_MEASURES) as ShownMeasure[]), 'note'] as const;
  return candidates.filter((key) => cells.every((row) => row[key] === NOTHING || row[key] === ''));
}

/** The note where the table had no room for it, and what was seen, each on its own line. */
function notesBelow(row: LadderRow, isNoteLost: boolean, language: Language): readonly string[] {
  const note = isNoteLost ? sayNote(row, language) : '';
  const evidence = lastWords(row.cause?.evidence);
  const seen = evidence === '' ? '' : language.say(message('report-evidence', { evidence }));
  return [note, seen]
    .filter((text) => text !== '')
    .map((text) => language.say(message('report-note-line', { rung: row.n, note: text })));
}

/** Of many lines of a log the last one that says something. */
function lastWords(evidence: string | undefined): string {
  const lines = (evidence ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  return showText(lines.at(-1)?.trim() ?? '');
}

type Painter = (cell: string, row: number, key: LadderColumn) => string;

function painter(rows: readonly LadderRow[], color: boolean): Painter {
  if (!color) return (cell) => cell;
  const colors = pico.createColors(true);
  const byState: Readonly<Record<RowState, (text: string) => string>> = {
    works: colors.green,
    'as-before': colors.yellow,
    broken: colors.red,
    unverified: colors.yellow,
    impossible: colors.red,
    'build-failed': colors.red,
    'not-built-here': colors.yellow,
  };
  return (cell, n, key) => {
    const row = rows[n];
    if (row === undefined) return colors.dim(cell);
    if (key === 'verify') return byState[row.state](cell);
    if (key === 'note') return colors.dim(cell);
    return row.isChosen ? colors.bold(cell) : cell;
  };
}
