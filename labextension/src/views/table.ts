import { Cell, IColumn, IContent, ITableRows } from '../contents/model';
import { cellText, isNumeric } from './cells';
import { button, countText, element, mimeOf } from './elements';
import { IStage, IView, IViewKind } from './view';

/** Rows on one page. */
const PAGE = 50;

const TYPES = new Set([
  'application/vnd.apache.parquet',
  'application/parquet',
  'application/x-parquet',
  'application/vnd.apache.arrow.file',
  'text/csv'
]);

/** Tables, a page of rows at a time. */
export const tableKind: IViewKind<ITableRows> = {
  name: 'table',
  accepts: content => TYPES.has(mimeOf(content.content_type)),
  load: (content, stage, signal) => stage.contents.rows(content, FIRST, signal),
  create: stage => new TableView(stage)
};

const FIRST = { offset: 0, limit: PAGE, sort: null };

class TableView implements IView<ITableRows> {
  readonly element = element('div', { class: 'dstack-table' });
  private readonly scroller = element('div', {
    class: 'dstack-scroll',
    role: 'region',
    tabindex: 0
  });
  private readonly footer = element('div', { class: 'dstack-table-footer' });
  private readonly status = element('span', { role: 'status' });
  private content: IContent | null = null;
  private table: ITableRows | null = null;
  /** The sort that was asked for last; the answer may still be on its way. */
  private asked: string | null = null;
  private turn = 0;

  constructor(private readonly stage: IStage) {
    this.element.append(this.scroller, this.footer);
  }

  async draw(loaded: ITableRows, content: IContent): Promise<void> {
    this.content = content;
    const turn = ++this.turn;
    const sort = sortIn(loaded, this.table?.sort ?? null);
    const table = sort === null ? loaded : await this.page(0, sort);
    if (turn === this.turn) {
      const isFirst = this.table === null;
      this.render(table);
      if (!isFirst) {
        this.scroller.scrollTo(0, 0);
      }
    }
  }

  /** Go to a page, or sort; the page that is shown stays until the other one is there. */
  private async turnTo(offset: number, sort: string | null): Promise<void> {
    const turn = ++this.turn;
    this.asked = sort;
    this.element.classList.add('dstack-is-waiting');
    try {
      const table = await this.page(offset, sort);
      if (turn === this.turn) {
        const focused = focusIn(this.element);
        this.render(table);
        this.scroller.scrollTo(this.scroller.scrollLeft, 0);
        focused();
      }
    } catch (error) {
      if (turn === this.turn && error instanceof Error) {
        this.asked = this.table?.sort ?? null;
        this.status.textContent = error.message;
      }
    } finally {
      this.element.classList.remove('dstack-is-waiting');
    }
  }

  private page(offset: number, sort: string | null): Promise<ITableRows> {
    const { contents, signal } = this.stage;
    const query = { offset, limit: PAGE, sort };
    return contents.rows(this.content as IContent, query, signal);
  }

  private render(table: ITableRows): void {
    this.table = table;
    this.asked = table.sort ?? null;
    const caption = this.stage.caption(this.content as IContent);
    this.scroller.setAttribute('aria-label', caption);
    this.scroller.replaceChildren(
      element(
        'table',
        {},
        element('caption', {}, caption),
        element('thead', {}, this.header(table)),
        element('tbody', {}, ...bodyRows(table))
      )
    );
    this.footer.replaceChildren(...this.pager(table));
  }

  private header(table: ITableRows): HTMLElement {
    const cells = table.columns.map(column => {
      const direction = directionOf(table, column);
      const sort = button(column.name, () => this.sortBy(column), {
        class: 'dstack-sort',
        title: `${column.name}: ${column.type}`,
        'data-focus': `sort ${column.key}`
      });
      return element(
        'th',
        {
          scope: 'col',
          class: classOf(column),
          'aria-sort': direction ?? 'none'
        },
        sort
      );
    });
    return element('tr', {}, ...cells);
  }

  /** Ascending at first, then descending, then as it came. */
  private sortBy(column: IColumn): void {
    const present = this.asked;
    const next: Record<string, string | null> = {
      [column.key]: `-${column.key}`,
      [`-${column.key}`]: null
    };
    const sort =
      present !== null && present in next ? next[present] : column.key;
    void this.turnTo(0, sort ?? null);
  }

  private pager(table: ITableRows): (Node | string)[] {
    const { offset, total, sort } = table;
    const last = Math.max(0, Math.ceil(total / PAGE) - 1) * PAGE;
    this.status.textContent = rangeText(table);
    if (total <= PAGE) {
      return [this.status];
    }
    const step = (label: string, symbol: string, to: number): HTMLElement =>
      button(symbol, () => void this.turnTo(to, sort), {
        'aria-label': label,
        title: label,
        class: 'dstack-step',
        'data-focus': label,
        disabled: to === offset || to < 0 || to > last
      });
    return [
      this.status,
      element(
        'span',
        { class: 'dstack-steps' },
        step('First page', '«', 0),
        step('Previous page', '‹', offset - PAGE),
        step('Next page', '›', offset + PAGE),
        step('Last page', '»', last)
      )
    ];
  }
}

function bodyRows(table: ITableRows): HTMLElement[] {
  const writers = table.columns.map((column, at) =>
    cellText(
      column,
      table.rows.map(row => row[at] ?? null)
    )
  );
  return table.rows.map(row => {
    const cells = table.columns.map((column, at) =>
      bodyCell(column, row[at] ?? null, writers[at])
    );
    return element('tr', {}, ...cells);
  });
}

function bodyCell(
  column: IColumn,
  cell: Cell,
  write: (cell: Cell) => string = String
): HTMLElement {
  const text = write(cell);
  const isMissing = cell === null || cell === 'NaN';
  const attributes = {
    class: `${classOf(column)}${isMissing ? ' dstack-missing' : ''}`.trim(),
    title: text.length > 40 || isRounded(text, cell) ? String(cell) : undefined
  };
  return column.index
    ? element('th', { scope: 'row', ...attributes }, text)
    : element('td', attributes, text);
}

function isRounded(text: string, cell: Cell): boolean {
  return typeof cell === 'number' && Number(text) !== cell;
}

function classOf(column: IColumn): string {
  return [
    isNumeric(column) ? 'dstack-number' : '',
    column.index ? 'dstack-index' : ''
  ]
    .join(' ')
    .trim();
}

function directionOf(
  table: ITableRows,
  column: IColumn
): 'ascending' | 'descending' | null {
  return table.sort === column.key
    ? 'ascending'
    : table.sort === `-${column.key}`
      ? 'descending'
      : null;
}

/** The sort that was in force, where the table has that column too. */
function sortIn(table: ITableRows, sort: string | null): string | null {
  const isThere = table.columns.some(
    column => sort === column.key || sort === `-${column.key}`
  );
  return isThere ? sort : null;
}

/** What the footer says: `1–50 of 5,000`. */
export function rangeText(table: ITableRows): string {
  const { offset, rows, total } = table;
  const count = countText(total);
  if (total === 0) {
    return 'No rows';
  }
  if (total <= PAGE) {
    return total === 1 ? '1 row' : `${count} rows`;
  }
  const last = countText(offset + rows.length);
  return `${countText(offset + 1)}–${last} of ${count}`;
}

/** Remember which of our buttons has the focus; call the result to give it back after a redraw. */
function focusIn(container: HTMLElement): () => void {
  const active = document.activeElement;
  const name =
    active instanceof HTMLElement && container.contains(active)
      ? active.dataset.focus
      : undefined;
  return () => {
    if (name !== undefined) {
      const again = container.querySelector<HTMLButtonElement>(
        `[data-focus=${CSS.escape(name)}]`
      );
      (again?.disabled
        ? container.querySelector<HTMLElement>('[tabindex]')
        : again
      )?.focus();
    }
  };
}
