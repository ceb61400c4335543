import { IColumn } from '../../contents/model';
import { __ } from '../../words';
import { button, element } from '../elements';
import { classOf, typeText } from './columns';
import { cellsOf, IDrawn } from './rows';

/** What the headings of a table can do. */
export interface IHeaderActions {
  sort(column: IColumn): void;
  /** Open what is known of a column, and what can be done with it. */
  look(column: IColumn): void;
  resize(at: number, width: number): void;
}

/** How a table is sorted and filtered, as its headings show it. */
export interface IHeaderState {
  sort: string | null;
  filtered: ReadonlySet<string>;
}

/** The row of the headings. */
export function headerRow(
  drawn: IDrawn,
  state: IHeaderState,
  actions: IHeaderActions
): HTMLTableRowElement {
  const cells = cellsOf(drawn, at =>
    heading(drawn.columns[at] as IColumn, at, state, actions)
  );
  return element('tr', { 'aria-rowindex': 1 }, ...cells);
}

/** The direction in which a column is sorted. */
function directionOf(
  sort: string | null,
  column: IColumn
): 'ascending' | 'descending' | null {
  return sort === column.key
    ? 'ascending'
    : sort === `-${column.key}`
      ? 'descending'
      : null;
}

function heading(
  column: IColumn,
  at: number,
  state: IHeaderState,
  actions: IHeaderActions
): HTMLElement {
  const isFiltered = state.filtered.has(column.key);
  const sort = button('', () => actions.sort(column), {
    class: 'dstack-sort',
    title: __('Sort by %1', column.name),
    'data-focus': `sort ${column.key}`
  });
  sort.append(
    element(
      'span',
      { class: 'dstack-column-name', translate: 'no' },
      column.name
    ),
    element(
      'span',
      { class: 'dstack-column-type', translate: 'no' },
      typeText(column)
    )
  );
  const look = button('', () => actions.look(column), {
    class: `dstack-look${isFiltered ? ' dstack-is-filtered' : ''}`,
    title: __('Filter and statistics'),
    'aria-label': isFiltered
      ? __('Filter and statistics of %1, filtered', column.name)
      : __('Filter and statistics of %1', column.name),
    'aria-haspopup': 'dialog',
    'data-focus': `look ${column.key}`
  });
  return element(
    'th',
    {
      scope: 'col',
      class: classOf(column),
      'aria-sort': directionOf(state.sort, column) ?? 'none'
    },
    element('div', { class: 'dstack-heading' }, sort, look),
    grip(at, actions)
  );
}

/** The edge of a column, to be drawn with a pointer; the keyboard has no need of wider columns, whose cells say all. */
function grip(at: number, actions: IHeaderActions): HTMLElement {
  const edge = element('span', { class: 'dstack-grip', 'aria-hidden': 'true' });
  edge.addEventListener('pointerdown', down => {
    const before = edge.parentElement?.offsetWidth ?? 0;
    down.preventDefault();
    edge.setPointerCapture(down.pointerId);
    edge.onpointermove = move =>
      actions.resize(at, Math.max(48, before + move.clientX - down.clientX));
    edge.onpointerup = () => (edge.onpointermove = null);
  });
  return edge;
}
