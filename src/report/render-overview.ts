import pico from 'picocolors';
import type { Language } from '../language/contract.ts';
import { message } from '../model/message.ts';
import type { Saving } from '../rules/contract.ts';
import type { Fault, Overview } from './overview.ts';
import { rankFaults } from './rank-faults.ts';
import { sayPlace } from './say-footer.ts';
import { sayEcosystems } from './say-row.ts';
import { type Column, layoutTable, type Row } from './table.ts';
import { textWidth, wrapText } from './width.ts';

export interface OverviewOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

type OverviewColumn = 'place' | 'cost' | 'basis' | 'fault';

const COLUMNS: readonly Omit<Column<OverviewColumn>, 'title'>[] = [
  { key: 'place', align: 'left', least: 8 },
  { key: 'cost', align: 'left' },
  { key: 'basis', align: 'left' },
];

const MOST_SHOWN = 3;
const INDENT = '  ';
/** Below this a sentence beside the table would be a column of single words: it goes under its row. */
const LEAST_SENTENCE = 24;

/** The first screen: what is here, its three costliest faults with the basis of each figure, the next command. */
export function renderOverview(overview: Overview, options: OverviewOptions): string {
  const { language } = options;
  const colors = pico.createColors(options.color);
  const ranked = rankFaults(overview.faults);
  const shown = ranked.slice(0, MOST_SHOWN);
  const left = ranked.length - shown.length;
  const faults =
    shown.length === 0
      ? [`${INDENT}${language.say(message('overview-no-fault', {}))}`]
      : tellFaults(shown, options, colors.dim);
  const more = left > 0 ? [`${INDENT}${language.say(message('overview-more', { count: left }))}`] : [];
  const next = language.say(message('overview-next', { next: language.say(overview.next) }));
  return `${[...title(overview, options), ...faults, ...more, ...wrapText(next, options.width, INDENT)].join('\n')}\n`;
}

function title({ project, elapsedMs }: Overview, { language, width }: OverviewOptions): readonly string[] {
  const what = language.say(
    message('overview-title', { ...project, ecosystems: sayEcosystems(project.ecosystems, language) }),
  );
  const how = language.say(message('overview-how', { elapsedMs }));
  const room = width - textWidth(what) - textWidth(how);
  if (room >= INDENT.length) return [`${what}${' '.repeat(room)}${how}`];
  return [...wrapText(what, width, INDENT), `${INDENT}${how}`];
}

function tellFaults(
  faults: readonly Fault[],
  { language, width }: OverviewOptions,
  dim: (text: string) => string,
): readonly string[] {
  const columns = COLUMNS.map((c) => ({ ...c, title: language.say(message('overview-column', { column: c.key })) }));
  const rows = faults.map((fault) => cellsOf(fault, language));
  const { lines } = layoutTable(columns, rows, width - INDENT.length);
  const beside = Math.max(...lines.map(textWidth)) + INDENT.length;
  const sentenceWidth = width - INDENT.length - beside;
  const heading = language.say(message('overview-column', { column: 'fault' }));
  return lines.flatMap((line, i) => {
    const sentence = rows[i - 1]?.fault ?? heading;
    const told = attach(line, sentence, beside, sentenceWidth).map((l) => `${INDENT}${l}`.trimEnd());
    return i === 0 ? told.map(dim) : told;
  });
}

/** The sentence beside its row, going on under itself; under the row where there is no room. */
function attach(line: string, sentence: string, beside: number, sentenceWidth: number): readonly string[] {
  if (sentenceWidth < LEAST_SENTENCE) {
    return [line, ...wrapText(sentence, sentenceWidth + beside - INDENT.length).map((l) => INDENT + l)];
  }
  const [first = '', ...rest] = wrapText(sentence, sentenceWidth);
  const gap = ' '.repeat(beside - textWidth(line));
  return [line + gap + first, ...rest.map((l) => ' '.repeat(beside) + l)];
}

function cellsOf(fault: Fault, language: Language): Row<OverviewColumn> {
  return {
    place: fault.place === undefined ? '–' : language.say(message('report-place', { place: sayPlace(fault.place) })),
    cost: sayCost(fault.saving, language),
    basis: isNothing(fault.saving) ? '–' : language.say(message('overview-basis', { basis: fault.saving.basis })),
    fault: language.say(fault.message),
  };
}

function isNothing({ low, likely, high }: Saving): boolean {
  return low === 0 && likely === 0 && high === 0;
}

function sayCost(saving: Saving, language: Language): string {
  const { unit, low, likely, high, basis } = saving;
  if (isNothing(saving))
    return language.say(message('overview-cost-none', { is: basis === 'estimated' ? 'unknown' : 'risk' }));
  return unit === 'byte'
    ? language.say(message('overview-cost-bytes', { likely, low, high }))
    : language.say(message('overview-cost-time', { likelyMs: likely, lowMs: low, highMs: high }));
}
