import type { Language } from '../language/contract.ts';
import { formatBytes } from '../language/format-bytes.ts';
import { showText } from '../language/show-text.ts';
import { message } from '../model/message.ts';
import type { InspectionRecord } from '../record/inspection.ts';
import { redactLines } from '../record/redact.ts';
import type { LineColumn } from './inspection-messages.ts';
import type { Column, Row } from './table.ts';

const COLUMNS: readonly Omit<Column<LineColumn>, 'title'>[] = [
  { key: 'bytes', align: 'right' },
  { key: 'dead', align: 'right' },
  { key: 'line', align: 'right' },
  { key: 'text', align: 'left', least: 20 },
];

const MOST_LINES = 1000;

/** A Dockerfile with the bytes of its layers beside the line each instruction begins at. */
export function layoutLines(
  { layers }: InspectionRecord,
  dockerfile: Uint8Array,
  { say }: Language,
): { readonly columns: readonly Column<LineColumn>[]; readonly rows: readonly Row<LineColumn>[] } {
  const sums = new Map<number, { bytes: number; dead: number }>();
  for (const { line, contentBytes, deadBytes } of layers) {
    if (line === undefined) continue;
    const sum = sums.get(line) ?? { bytes: 0, dead: 0 };
    sums.set(line, { bytes: sum.bytes + contentBytes, dead: sum.dead + deadBytes });
  }
  const all = redactLines(
    Buffer.from(dockerfile)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
  // A file that long was not written by a person; its lines with bytes are told all the same.
  const isLong = all.length > MOST_LINES;
  // A record of a build may name what its file does not have; those bytes are somewhere all the same.
  const beyond = [...sums].filter(([line]) => line > all.length).toSorted(([a], [b]) => a - b);
  const show = (bytes: number | undefined) => (bytes === undefined || bytes === 0 ? '' : formatBytes(bytes));
  return {
    columns: COLUMNS.map((c) => ({ ...c, title: say(message('inspect-line-column', { column: c.key })) })),
    rows: [
      ...all.flatMap((line, i) => {
        const sum = sums.get(i + 1);
        if (isLong && sum === undefined) return [];
        return [{ bytes: show(sum?.bytes), dead: show(sum?.dead), line: String(i + 1), text: showText(line) }];
      }),
      ...beyond.map(([line, sum]) => ({
        bytes: show(sum.bytes),
        dead: show(sum.dead),
        line: String(line),
        text: say(message('inspect-line-beyond', {})),
      })),
    ],
  };
}
