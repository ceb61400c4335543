import { Cell, IColumn } from '../contents/model';

/** Digits after the point, at most, in a column of numbers. */
const DECIMALS = 4;

const NUMERIC = new Set(['integer', 'float']);

/** How the cells of a column read: one text each. */
export type CellText = (cell: Cell) => string;

/** Whether the cells of a column are numbers, to be aligned at the right. */
export function isNumeric(column: IColumn): boolean {
  return NUMERIC.has(column.type);
}

/** How to write the cells of a column, given all of them that are to be seen together. */
export function cellText(column: IColumn, cells: readonly Cell[]): CellText {
  const write = WRITERS[column.type]?.(cells) ?? String;
  return cell => (cell === null ? '–' : write(cell));
}

type Writer = (cells: readonly Cell[]) => (cell: Cell) => string;

const WRITERS: Record<string, Writer> = {
  float: cells => {
    const decimals = Math.max(0, ...cells.map(decimalsOf));
    return cell =>
      typeof cell === 'number' ? plain(cell, decimals) : `${cell}`;
  },
  datetime: cells => {
    const isDay = cells.every(
      cell => cell === null || /[T ]00:00:00(\.0+)?$/.test(String(cell))
    );
    return cell => {
      const text = String(cell).replace('T', ' ');
      return isDay ? text.slice(0, -9) : text;
    };
  }
};

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
