import { Cell, IColumn } from '../../contents/model';
import { __ } from '../../words';
import { element } from '../elements';
import { CellText, isMissing } from './cells';
import { classOf, IColumnWindow } from './columns';

/** The columns of a table as they are drawn. */
export interface IDrawn {
  columns: readonly IColumn[];
  texts: readonly CellText[];
  widths: readonly number[];
  window: IColumnWindow;
}

/** Cells for the columns that are drawn, with one in the place of those that are left out. */
export function cellsOf(
  { columns, window }: IDrawn,
  make: (at: number) => HTMLElement
): HTMLElement[] {
  const { pinned, first, end } = window;
  const from = (begin: number, stop: number): HTMLElement[] =>
    Array.from({ length: stop - begin }, (_, at) => make(begin + at));
  return [
    ...from(0, pinned),
    ...gap(first - pinned),
    ...from(first, end),
    ...gap(columns.length - end)
  ];
}

function gap(colspan: number): HTMLElement[] {
  return colspan > 0
    ? [element('td', { colspan, class: 'dstack-gap', 'aria-hidden': 'true' })]
    : [];
}

/** A row of a table; its cells are empty as long as they are not there. */
export function rowElement(
  drawn: IDrawn,
  at: number,
  cells: readonly Cell[] | undefined
): HTMLTableRowElement {
  const made = cellsOf(drawn, column =>
    cells
      ? cellElement(drawn, column, cells[column] ?? null)
      : element('td', { class: 'dstack-coming' }, '\u00a0')
  );
  // The first row of all is the one of the headings.
  return element('tr', { 'aria-rowindex': at + 2 }, ...made);
}

function cellElement(drawn: IDrawn, at: number, cell: Cell): HTMLElement {
  const column = drawn.columns[at] as IColumn;
  const text = (drawn.texts[at] ?? String)(cell);
  const isLong = text.length * 8 > (drawn.widths[at] ?? 0);
  const attributes = {
    class:
      `${classOf(column)}${isMissing(cell) ? ' dstack-missing' : ''}`.trim(),
    title: isLong || isRounded(text, cell) ? String(cell) : undefined,
    'aria-label': cell === null ? __('missing') : undefined
  };
  return column.index
    ? element('th', { scope: 'row', ...attributes }, text)
    : element('td', attributes, text);
}

function isRounded(text: string, cell: Cell): boolean {
  return typeof cell === 'number' && Number(text) !== cell;
}
