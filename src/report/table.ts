import { type Align, cutText, padText, textWidth } from './width.ts';

export interface Column<K extends string> {
  readonly key: K;
  readonly title: string;
  readonly align: Align;
  /** Order in which columns leave a table that is too wide, 1 first; absent = it stays. */
  readonly leaves?: number | undefined;
  /** Cells it may be shortened to before any column leaves; absent = it is never cut. */
  readonly least?: number | undefined;
}

export type Row<K extends string> = Readonly<Record<K, string>>;

export interface TableLayout<K extends string> {
  /** Title first, then one line for each row, none wider than asked as long as the columns that stay allow it. */
  readonly lines: readonly string[];
  /** Columns that left, in the order of leaving. */
  readonly left: readonly K[];
  /** Does the cell stand in the table in full? */
  isWhole(row: number, key: K): boolean;
}

const GAP = '  ';

/**
 * Fits a table into a width: columns that may be shortened are shortened, then columns leave in their order. Rows are never broken.
 * @param paint colours a padded cell; row -1 is the title
 */
export function layoutTable<K extends string>(
  columns: readonly Column<K>[],
  rows: readonly Row<K>[],
  width: number,
  paint: (cell: string, row: number, key: K) => string = (cell) => cell,
): TableLayout<K> {
  const sized = columns.map((column) => ({ column, natural: naturalWidth(column, rows) }));
  const left: K[] = [];
  let staying = sized;
  while (leastWidth(staying) > width) {
    const leaver = nextToLeave(staying);
    if (leaver === undefined) break;
    left.push(leaver);
    staying = staying.filter((s) => s.column.key !== leaver);
  }
  const widths = shareWidth(staying, width);
  const line = (row: Row<K>, n: number) =>
    staying
      .map((s, i) => {
        const cell = cutText(row[s.column.key], widths[i] ?? s.natural);
        const isLast = i === staying.length - 1 && s.column.align === 'left';
        return paint(isLast ? cell : padText(cell, widths[i] ?? s.natural, s.column.align), n, s.column.key);
      })
      .join(GAP)
      .trimEnd();
  const titles = Object.fromEntries(columns.map((c) => [c.key, c.title])) as Row<K>;
  return {
    lines: [line(titles, -1), ...rows.map(line)],
    left,
    isWhole: (row, key) => {
      const i = staying.findIndex((s) => s.column.key === key);
      return i >= 0 && textWidth(rows[row]?.[key] ?? '') <= (widths[i] ?? 0);
    },
  };
}

interface Sized<K extends string> {
  readonly column: Column<K>;
  readonly natural: number;
}

function naturalWidth<K extends string>(column: Column<K>, rows: readonly Row<K>[]): number {
  return rows.reduce((most, row) => Math.max(most, textWidth(row[column.key])), textWidth(column.title));
}

function leastOf<K extends string>(s: Sized<K>): number {
  return Math.min(s.natural, s.column.least ?? s.natural);
}

function leastWidth<K extends string>(staying: readonly Sized<K>[]): number {
  return staying.reduce((sum, s) => sum + leastOf(s), GAP.length * Math.max(0, staying.length - 1));
}

function nextToLeave<K extends string>(staying: readonly Sized<K>[]): K | undefined {
  const leavers = staying.filter((s) => s.column.leaves !== undefined);
  return leavers.toSorted((a, b) => (a.column.leaves ?? 0) - (b.column.leaves ?? 0))[0]?.column.key;
}

/** Columns get their least, then what is left of the width goes to the shortened ones, first column first. */
function shareWidth<K extends string>(staying: readonly Sized<K>[], width: number): readonly number[] {
  let spare = Math.max(0, width - leastWidth(staying));
  return staying.map((s) => {
    const more = Math.min(spare, s.natural - leastOf(s));
    spare -= more;
    return leastOf(s) + more;
  });
}
