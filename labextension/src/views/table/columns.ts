import { IColumn, ITableRows } from '../../contents/model';
import { CellText, isMissing, isNumeric } from './cells';

/** Pixels of a letter, and around the text of a cell. */
const LETTER = 7.4;
const PADDING = 26;

/** Pixels of the button beside the name of a column. */
const MENU = 34;

const NARROWEST = 72;
const WIDEST = 340;

/** Up to so many columns are drawn whether they are seen or not. */
const FEW = 40;

/** Pixels beside what is seen in which columns are drawn too. */
const AROUND = 400;

/** What the heading of a column says of its values: `datetime, Europe/Paris`. */
export function typeText(column: IColumn): string {
  return [column.type, column.zone].filter(Boolean).join(', ');
}

/** The classes of the cells of a column. */
export function classOf(column: IColumn): string {
  const names = [
    isNumeric(column) ? 'dstack-number' : '',
    column.index ? 'dstack-index' : ''
  ];
  return names.join(' ').trim();
}

/** How wide each column has to be for its name and the first rows, in pixels. */
export function widthsOf(
  table: ITableRows,
  texts: readonly CellText[]
): number[] {
  return table.columns.map((column, at) => {
    const longest = table.rows.reduce(
      (most, row) => Math.max(most, lengthOf(row[at] ?? null, texts[at])),
      0
    );
    const name = Math.max(column.name.length, typeText(column).length * 0.85);
    const wanted = Math.max(
      longest * LETTER + PADDING,
      name * LETTER + PADDING + MENU
    );
    return Math.round(Math.min(Math.max(wanted, NARROWEST), WIDEST));
  });
}

function lengthOf(
  cell: ITableRows['rows'][0][0],
  text: CellText = String
): number {
  return isMissing(cell) ? 1 : text(cell).length;
}

/** The columns that are drawn: the first `pinned` ones, and those from `first` on, before `end`. */
export interface IColumnWindow {
  pinned: number;
  first: number;
  end: number;
}

/** The columns to draw where `seen` pixels are seen from `left` on; all, where there are few. */
export function columnWindow(
  columns: readonly IColumn[],
  widths: readonly number[],
  left: number,
  seen: number
): IColumnWindow {
  const other = columns.findIndex(column => !column.index);
  const pinned = other < 0 ? 0 : other;
  if (columns.length <= FEW) {
    return { pinned, first: pinned, end: columns.length };
  }
  let first = pinned;
  let at = 0;
  while (first < columns.length - 1 && at + width(first) < left - AROUND) {
    at += width(first++);
  }
  let end = first;
  while (end < columns.length && at < left + seen + AROUND) {
    at += width(end++);
  }
  return { pinned, first, end };

  function width(column: number): number {
    return widths[column] ?? 0;
  }
}
