import { ICondition } from '../../contents/filter';
import { IColumn, IContent, ITableRows } from '../../contents/model';
import { element } from '../elements';
import { IStage, IView } from '../view';
import { BLOCK } from './blocks';
import { ColumnDialog } from './column-dialog';
import { chips } from './chips';
import { Footer } from './footer';
import { Grid } from './grid';

/** How the rows of a table are chosen, and in which order they come. */
interface IOrder {
  sort: string | null;
  filter: readonly ICondition[];
}

const AS_IT_CAME: IOrder = { sort: null, filter: [] };

/** A table: headings that sort and filter, rows, and below them which rows one sees. */
export class TableView implements IView<ITableRows> {
  readonly element = element('div', { class: 'dstack-table' });
  private readonly chips = element('div', { class: 'dstack-chips' });
  private readonly footer = new Footer(row => this.grid.goTo(row));
  private readonly grid: Grid;
  private content: IContent | null = null;
  private columns: readonly IColumn[] = [];
  private order = AS_IT_CAME;
  /** What was asked for last; the answer may still be on its way. */
  private asked = AS_IT_CAME;
  private turn = 0;

  constructor(private readonly stage: IStage) {
    this.grid = new Grid({
      ask: (offset, signal) => this.rows(offset, this.order, signal),
      sort: column => this.sortBy(column),
      look: column => this.look(column),
      resize: (at, width) => this.grid.resize(at, width),
      seen: (first, end) => this.footer.tell(first, end),
      failed: error => this.fail(error)
    });
    this.element.append(this.chips, this.grid.element, this.footer.element);
  }

  async draw(loaded: ITableRows, content: IContent): Promise<void> {
    this.content = content;
    this.columns = loaded.columns;
    this.footer.whole = loaded.total;
    const turn = ++this.turn;
    const order = standing(this.order, loaded);
    const isAsItCame = order.sort === null && order.filter.length === 0;
    const table = isAsItCame ? loaded : await this.rows(0, order);
    if (turn === this.turn) {
      this.show(table, order);
    }
  }

  dispose(): void {
    this.grid.dispose();
  }

  /** Sort or filter; what is shown stays until the other rows are there. */
  private async turnTo(order: IOrder): Promise<void> {
    const turn = ++this.turn;
    this.asked = order;
    this.element.classList.add('dstack-is-waiting');
    try {
      const table = await this.rows(0, order);
      if (turn === this.turn) {
        const focused = focusIn(this.element);
        this.show(table, order);
        focused();
      }
    } catch (error) {
      if (turn === this.turn) {
        this.asked = this.order;
        this.fail(error);
      }
    } finally {
      this.element.classList.remove('dstack-is-waiting');
    }
  }

  private rows(
    offset: number,
    { sort, filter }: IOrder,
    signal = this.stage.signal
  ): Promise<ITableRows> {
    const query = { offset, limit: BLOCK, sort };
    return this.stage.contents.rows(
      this.content as IContent,
      filter.length ? { ...query, filter } : query,
      signal
    );
  }

  private show(table: ITableRows, order: IOrder): void {
    this.order = this.asked = order;
    this.footer.total = table.total;
    const { sort, filter } = order;
    this.chips.replaceChildren(
      ...chips(
        filter,
        this.columns,
        left => void this.turnTo({ sort, filter: left })
      )
    );
    const filtered = new Set(filter.map(({ key }) => key));
    const caption = this.stage.caption(this.content as IContent);
    this.grid.show(table, { sort, filtered }, caption);
  }

  private fail(error: unknown): void {
    this.footer.say(error instanceof Error ? error.message : String(error));
  }

  /** Ascending at first, then descending, then as it came. */
  private sortBy(column: IColumn): void {
    const { sort, filter } = this.asked;
    const next: Record<string, string | null> = {
      [column.key]: `-${column.key}`,
      [`-${column.key}`]: null
    };
    const wanted = sort !== null && sort in next ? next[sort] : column.key;
    void this.turnTo({ sort: wanted ?? null, filter });
  }

  private look(column: IColumn): void {
    const { contents, signal } = this.stage;
    const content = this.content as IContent;
    const dialog = new ColumnDialog(column, this.asked.filter, {
      summary: () => contents.summary(content, column.key, signal),
      filter: filter => void this.turnTo({ ...this.asked, filter })
    });
    dialog.open(this.element);
  }
}

/** The order that was in force, as far as the table has its columns too. */
function standing(order: IOrder, { columns }: ITableRows): IOrder {
  const keys = new Set(columns.map(({ key }) => key));
  const { sort } = order;
  const isThere =
    sort !== null && (keys.has(sort) || keys.has(sort.replace(/^-/, '')));
  return {
    sort: isThere ? sort : null,
    filter: order.filter.filter(({ key }) => keys.has(key))
  };
}

/** Remember which of our buttons has the focus; call the result to give it back after a redraw, or to what is near. */
function focusIn(container: HTMLElement): () => void {
  const active = document.activeElement;
  const name =
    active instanceof HTMLElement && container.contains(active)
      ? active.dataset.focus
      : undefined;
  return () => {
    if (name !== undefined) {
      const all = (selector: string): HTMLElement[] => [
        ...container.querySelectorAll<HTMLElement>(selector)
      ];
      const [again] = all(`[data-focus=${CSS.escape(name)}]`);
      const chip = name.startsWith('filter')
        ? all('.dstack-chip').at(-1)
        : null;
      (again ?? chip ?? all('[tabindex]')[0])?.focus();
    }
  };
}
