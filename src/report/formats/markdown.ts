import type { Language } from '../../language/contract.ts';
import { formatBytes } from '../../language/format-bytes.ts';
import { formatDuration } from '../../language/format-duration.ts';
import { showText } from '../../language/show-text.ts';
import { message } from '../../model/message.ts';
import type { MeasureRow, RunRecord } from '../../record/run.ts';
import { type LadderRow, readLadder } from '../ladder-rows.ts';
import type { DocumentColumn } from '../messages.ts';
import {
  applyCommand,
  sayApplication,
  sayBases,
  sayMarks,
  sayMethods,
  sayRecommendation,
  saySpread,
} from '../say-footer.ts';
import { sayNote } from '../say-note.ts';
import { sayEcosystems, sayState, sayTechnique } from '../say-row.ts';

const COLUMNS = [
  ['language', 'left'],
  ['step', 'left'],
  ['size', 'right'],
  ['previous', 'right'],
  ['total', 'right'],
  ['transfer', 'right'],
  ['cold', 'right'],
  ['edit', 'right'],
  ['verify', 'left'],
] as const satisfies readonly (readonly [DocumentColumn, 'left' | 'right'])[];

const NOTHING = '–';
const MARKS = { computed: '\\*', estimated: '\\~' } as const;

/** The ladder as a Markdown table for a page or a pull request; what needs a sentence is a footnote. Ends with one line break. */
export function renderMarkdown(record: RunRecord, language: Language): string {
  const rows = readLadder(record);
  const notes = rows.map((row) => sayNote(row, language));
  const noted = rows.filter((_, i) => notes[i] !== '').map((row) => row.n);
  const titles = COLUMNS.map(([column]) => language.say(message('report-document-column', { column })));
  const head = [line(titles), line(COLUMNS.map(([, align]) => (align === 'left' ? ':---' : '---:')))];
  const ecosystems = escapeMarkdown(sayEcosystems(record.project.ecosystems, language).join(', '));
  const body = rows.map((row) => line(cellsOf(row, ecosystems, noted.indexOf(row.n), language)));
  const footnotes = notes.filter((note) => note !== '').map((note, i) => `[^${i + 1}]: ${escapeMarkdown(note)}`);
  const command = applyCommand(record);
  const choice = [
    escapeMarkdown(sayRecommendation(record, rows, language)),
    ...(command === undefined ? [] : [`\`${command}\``]),
  ];
  const stopped =
    record.stopped === undefined ? [] : [message('report-stopped', { reason: language.say(record.stopped) })];
  const facts = [
    ...sayApplication(record, language),
    ...sayBases(record, language),
    ...sayMethods(rows, language),
    ...saySpread(rows, language),
    ...stopped.map((said) => language.say(said)),
  ];
  const marks = sayMarks(rows, language, { computed: '*', estimated: '~' });
  const bullets = [...facts, ...marks].map((fact) => `- ${escapeMarkdown(fact)}`);
  const title = `### ${escapeMarkdown(`${record.project.name} · ${record.project.dockerfile}`)}`;
  const blocks = [[title], [...head, ...body], choice, bullets, footnotes].filter((block) => block.length > 0);
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cellsOf(row: LadderRow, ecosystems: string, note: number, language: Language): readonly string[] {
  const step = escapeMarkdown(sayTechnique(row.technique, language));
  const state = escapeMarkdown(sayState(row, language));
  return [
    ecosystems,
    row.isChosen ? `**${row.n}. ${step}**` : `${row.n}. ${step}`,
    measureCell(row.measures.unpacked),
    reductionCell(row.previousRatio, language),
    reductionCell(row.totalRatio, language),
    measureCell(row.measures.transfer),
    measureCell(row.measures.cold),
    measureCell(row.measures.edit),
    note < 0 ? state : `${state} [^${note + 1}]`,
  ];
}

function reductionCell(ratio: number | undefined, language: Language): string {
  return ratio === undefined ? NOTHING : language.say(message('report-reduction', { ratio }));
}

function measureCell(measure: MeasureRow | undefined): string {
  if (measure === undefined) return NOTHING;
  const text = measure.unit === 'ms' ? formatDuration(measure.value) : formatBytes(measure.value);
  if (measure.basis === 'computed') return text + MARKS.computed;
  return measure.basis === 'estimated' ? MARKS.estimated + text : text;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Any text as plain words: it opens no cell, code, link, tag or heading, and calls nobody by @name. */
export function escapeMarkdown(text: string): string {
  return showText(text)
    .replace(/[\\`*_[\]|#~$]/g, '\\$&')
    .replace(/[&<>]/g, (char) => ENTITIES[char] ?? char)
    .replace(/(^|[^\w])@(?=\w)/g, '$1@<!-- -->')
    .replace(/(https?|ftp):(?=\/\/)/gi, '$1<!-- -->:')
    .replace(/\bwww\./gi, 'www<!-- -->.');
}
