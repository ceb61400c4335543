import { Cell, IColumn } from '../../contents/model';

/** Digits after the point, at most, in a column of numbers. */
const DECIMALS = 4;

const NUMERIC = new Set(['integer', 'float']);

/** How the cells of a column read: one text each. */
export type CellText = (cell: Cell) => string;

/** What the cells of a column that are seen together have in common. */
export interface IFormat {
  /** Digits after the point. */
  decimals: number;
  /** Whether every moment is a midnight. */
  isDay: boolean;
}

/** What a column has whose cells nobody has seen. */
export const PLAIN: IFormat = { decimals: 0, isDay: true };

/** Whether the cells of a column are numbers, to be aligned at the right. */
export function isNumeric(column: IColumn): boolean {
  return NUMERIC.has(column.type);
}

/** Whether a cell has no value. */
export function isMissing(cell: Cell): boolean {
  return cell === null || cell === 'NaN';
}

/** The format of a column when some more of its cells are to be seen with those before. */
export function widened(
  format: IFormat,
  column: IColumn,
  cells: readonly Cell[]
): IFormat {
  if (column.type === 'float') {
    const decimals = Math.max(format.decimals, ...cells.map(decimalsOf));
    return { ...format, decimals };
  }
  if (column.type === 'datetime') {
    return { ...format, isDay: format.isDay && cells.every(isMidnight) };
  }
  return format;
}

/** How to write the cells of a column. */
export function cellText(column: IColumn, format: IFormat): CellText {
  const write = WRITERS[column.type]?.(format) ?? String;
  return cell => (cell === null ? '–' : write(cell));
}

const WRITERS: Record<string, (format: IFormat) => CellText> = {
  float:
    ({ decimals }) =>
    cell =>
      typeof cell === 'number' ? plain(cell, decimals) : `${cell}`,
  datetime:
    ({ isDay }) =>
    cell => {
      const text = String(cell).replace('T', ' ');
      return isDay ? text.slice(0, 'yyyy-mm-dd'.length) : text;
    }
};

function isMidnight(cell: Cell): boolean {
  return cell === null || /[T ]00:00:00(\.0+)?$/.test(String(cell));
}

function decimalsOf(cell: Cell): number {
  if (typeof cell !== 'number' || isExtreme(cell)) {
    return 0;
  }
  const text = cell.toFixed(DECIMALS).replace(/0+$/, '');
  return text.length - 1 - text.indexOf('.');
}

function plain(value: number, decimals: number): string {
  return isExtreme(value) ? value.toExponential(3) : value.toFixed(decimals);
}

/** Whether a number is too large or too small to be read without an exponent. */
function isExtreme(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e15 || (size > 0 && size < 10 ** -DECIMALS);
}
