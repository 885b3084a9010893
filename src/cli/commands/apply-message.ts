import type { Language } from '../../language/contract.ts';
import { formatBytes } from '../../language/format-bytes.ts';
import { formatDuration } from '../../language/format-duration.ts';
import { type Message, message } from '../../model/message.ts';
import type { Rung, RunRecord } from '../../record/run.ts';
import { type LadderRow, readLadder, SHOWN_MEASURES, type ShownMeasure } from '../../report/ladder-rows.ts';
import { sayState, sayTechnique } from '../../report/say-row.ts';
import { padText, textWidth } from '../../report/width.ts';

/** Below this share a size counts as unchanged. */
const SAME_RATIO = 0.005;

/** A commit message for one rung: what it gains, the steps on the way there, the measured row before and after. */
export function sayCommit(record: RunRecord, n: number, language: Language): string {
  const rows = readLadder(record);
  const [before, after] = [rows.find((r) => r.n === 0), rows.find((r) => r.n === n)];
  if (before === undefined || after === undefined) return '';
  const steps = stepsTo(record, n).map((technique) => `- ${sayTechnique(technique, language)}`);
  const blocks = [
    [language.say(subjectOf(before, after))],
    steps,
    layoutFigures(before, after, language),
    [language.say(message('commit-run', { version: record.tool.version, run: record.run, rung: n }))],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function subjectOf(before: LadderRow, after: LadderRow): Message {
  const [from, to] = [before.measures.unpacked?.value, after.measures.unpacked?.value];
  const ratio = after.totalRatio;
  if (from !== undefined && to !== undefined && ratio !== undefined && ratio <= -SAME_RATIO)
    return message('commit-smaller', { from, to, ratio });
  const [fromMs, toMs] = [before.measures.edit?.value, after.measures.edit?.value];
  if (fromMs !== undefined && toMs !== undefined && toMs < fromMs) return message('commit-faster', { fromMs, toMs });
  return message('commit-other', { rung: after.n });
}

/** The kept steps from the image as found to this rung. */
function stepsTo(record: RunRecord, n: number): readonly string[] {
  const byNumber = new Map(record.rungs.map((r): [number, Rung] => [r.n, r]));
  const steps: string[] = [];
  let rung = byNumber.get(n);
  for (let left = record.rungs.length; rung !== undefined && left > 0; left--) {
    if (rung.technique !== null) steps.unshift(rung.technique);
    rung = rung.parent === null ? undefined : byNumber.get(rung.parent);
  }
  return steps;
}

function layoutFigures(before: LadderRow, after: LadderRow, language: Language): readonly string[] {
  const names = (Object.keys(SHOWN_MEASURES) as ShownMeasure[]).filter((k) => before.measures[k] && after.measures[k]);
  const column = (side: 'before' | 'after') => language.say(message('commit-column', { column: side }));
  const title = (key: ShownMeasure | 'verify') => language.say(message('report-column', { column: key }));
  const table = [
    ['', column('before'), column('after')],
    ...names.map((name) => [title(name), figure(before, name), figure(after, name)]),
    [title('verify'), sayState(before, language), sayState(after, language)],
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...table.map((row) => textWidth(row[i] ?? ''))));
  return table.map((row) =>
    row
      .map((cell, i) => padText(cell, widths[i] ?? 0, i === 0 ? 'left' : 'right'))
      .join('  ')
      .trimEnd(),
  );
}

function figure(row: LadderRow, name: ShownMeasure): string {
  const measure = row.measures[name];
  if (measure === undefined) return '';
  return measure.unit === 'ms' ? formatDuration(measure.value) : formatBytes(measure.value);
}
