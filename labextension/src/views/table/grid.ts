import { Cell, IColumn, ITableRows } from '../../contents/model';
import { element } from '../elements';
import { Blocks } from './blocks';
import { cellText, IFormat, PLAIN, widened } from './cells';
import { columnWindow, IColumnWindow, widthsOf } from './columns';
import { headerRow, IHeaderActions, IHeaderState } from './header';
import { IDrawn, rowElement } from './rows';
import { Scale } from './scale';

/** How high a row is, in pixels. */
const ROW = 32;

/** Rows that are drawn above and below those that are seen. */
const MORE = 12;

/** What is taken to be seen as long as nobody knows, in pixels. */
const SEEN = 440;

/** How long, in milliseconds, nobody scrolls before it is said which rows are seen. */
const REST = 150;

/** What a grid tells, and asks for. */
export interface IGridActions extends IHeaderActions {
  ask(offset: number, signal: AbortSignal): Promise<ITableRows>;
  /** These rows are seen now, counted from 0; the last one is not among them. */
  seen(first: number, end: number): void;
  failed(error: unknown): void;
}

/** A table of any length, of which the rows are in the page that are seen. */
export class Grid {
  readonly element = element('div', {
    class: 'dstack-scroll',
    role: 'region',
    tabindex: 0
  });
  private readonly caption = element('caption', { translate: 'no' });
  private readonly widthsGroup = element('colgroup');
  private readonly head = element('thead');
  private readonly above = spacer();
  private readonly body = element('tbody', { translate: 'no' });
  private readonly below = spacer();
  private readonly table = element(
    'table',
    {},
    this.caption,
    this.widthsGroup,
    this.head,
    this.above,
    this.body,
    this.below
  );
  private readonly observer = new ResizeObserver(() => this.soon());
  private readonly rows = new Map<number, HTMLTableRowElement>();
  private state: IHeaderState = { sort: null, filtered: new Set() };
  private columns: readonly IColumn[] = [];
  private formats: IFormat[] = [];
  private widths: number[] = [];
  private drawn: IDrawn | null = null;
  private scale = new Scale(0, ROW);
  private blocks: Blocks | null = null;
  private frame = 0;
  private rest = 0;

  constructor(private readonly actions: IGridActions) {
    this.element.append(this.table);
    this.element.style.setProperty('--dstack-row', `${ROW}px`);
    this.element.addEventListener('scroll', () => this.soon());
    this.element.addEventListener('keydown', event => this.jump(event));
    this.observer.observe(this.element);
  }

  /** Show a table from its first row on. */
  show(first: ITableRows, state: IHeaderState, caption: string): void {
    const isSame = namesOf(first.columns) === namesOf(this.columns);
    this.blocks?.dispose();
    this.blocks = new Blocks(
      first,
      (offset, signal) => this.actions.ask(offset, signal),
      (rows, offset) => this.arrived(rows, offset),
      error => this.actions.failed(error)
    );
    this.state = state;
    this.scale = new Scale(first.total, ROW);
    this.formats = first.columns.map(() => PLAIN);
    this.columns = first.columns;
    this.widen(first.rows);
    if (!isSame) {
      this.widths = widthsOf(first, this.texts());
    }
    this.caption.textContent = caption;
    this.element.setAttribute('aria-label', caption);
    this.table.setAttribute('aria-rowcount', String(first.total + 1));
    this.table.setAttribute('aria-colcount', String(first.columns.length));
    this.element.scrollTo?.(isSame ? this.element.scrollLeft : 0, 0);
    this.redraw();
    this.tell();
  }

  /** Go to a row, counted from 0. */
  goTo(row: number): void {
    this.element.scrollTop = this.scale.to(row, this.seen());
    this.draw();
    this.tell();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    this.observer.disconnect();
    this.blocks?.dispose();
  }

  /** Draw a column with another width. */
  resize(at: number, width: number): void {
    this.widths[at] = Math.round(width);
    this.layOut();
  }

  /** To an end by its key: a browser would glide there, and a glide through scaled rows is none of so many pixels. */
  private jump(event: KeyboardEvent): void {
    const isTyped = event.target instanceof HTMLInputElement;
    if (isTyped || !['Home', 'End'].includes(event.key)) {
      return;
    }
    event.preventDefault();
    this.goTo(event.key === 'Home' ? 0 : this.scale.total - 1);
  }

  private soon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.scrolled());
    clearTimeout(this.rest);
    this.rest = Number(setTimeout(() => this.settle(), REST));
  }

  private scrolled(): void {
    const seen = this.seen();
    this.scale.scroll(this.element.scrollTop, seen);
    if (this.scale.isAtItsEnd(seen)) {
      this.element.scrollTop = this.scale.settled(seen);
    }
    this.draw();
  }

  private settle(): void {
    const place = this.scale.settled(this.seen());
    if (Math.abs(place - this.element.scrollTop) > 1) {
      this.draw();
      this.element.scrollTop = place;
    }
    this.tell();
  }

  private tell(): void {
    const { first, end } = this.scale.window(this.seen(), 0);
    this.actions.seen(first, end);
  }

  /** A block is there: its rows are drawn where they are seen, all of them if they need another format. */
  private arrived(rows: Cell[][], offset: number): void {
    if (this.widen(rows)) {
      this.redraw();
      return;
    }
    for (let at = offset; at < offset + rows.length; at++) {
      this.rows.delete(at);
    }
    this.draw();
  }

  private widen(rows: Cell[][]): boolean {
    const before = JSON.stringify(this.formats);
    this.formats = this.formats.map((format, at) =>
      widened(
        format,
        this.columns[at] as IColumn,
        rows.map(row => row[at] ?? null)
      )
    );
    return JSON.stringify(this.formats) !== before;
  }

  private texts(): IDrawn['texts'] {
    return this.columns.map((column, at) =>
      cellText(column, this.formats[at] ?? PLAIN)
    );
  }

  /** Draw everything anew. */
  private redraw(): void {
    this.drawn = null;
    this.layOut();
    this.draw();
  }

  private layOut(): void {
    const cols = this.widths.map(width => {
      const col = element('col');
      col.style.width = `${width}px`;
      return col;
    });
    this.widthsGroup.replaceChildren(...cols);
    const width = this.widths.reduce((sum, each) => sum + each, 0);
    this.table.style.width = `${width}px`;
  }

  private draw(): void {
    this.drawHeader();
    const { first, end } = this.scale.window(this.seen(), MORE);
    this.blocks?.want(first, end);
    for (const [at, row] of this.rows) {
      if (at < first || at >= end) {
        this.rows.delete(at);
        row.remove();
      }
    }
    const above = this.scale.above(first);
    setHeight(this.above, above);
    setHeight(this.below, this.scale.height - above - (end - first) * ROW);
    put(
      this.body,
      Array.from({ length: end - first }, (_, at) => this.rowAt(first + at))
    );
    this.element.ariaBusy = String(
      this.body.querySelector('.dstack-coming') !== null
    );
  }

  /** The headings, and with other columns all rows, are drawn when other columns are seen. */
  private drawHeader(): void {
    const { scrollLeft, clientWidth } = this.element;
    const window = columnWindow(
      this.columns,
      this.widths,
      scrollLeft,
      clientWidth
    );
    if (this.drawn && isEqual(this.drawn.window, window)) {
      return;
    }
    const { columns, widths } = this;
    this.drawn = { columns, widths, window, texts: this.texts() };
    this.rows.clear();
    this.head.replaceChildren(headerRow(this.drawn, this.state, this.actions));
  }

  private rowAt(at: number): HTMLTableRowElement {
    const known = this.rows.get(at);
    if (known) {
      return known;
    }
    const made = rowElement(this.drawn as IDrawn, at, this.blocks?.row(at));
    this.rows.set(at, made);
    return made;
  }

  /** The pixels in which rows are seen. */
  private seen(): number {
    const height = this.element.clientHeight || SEEN;
    return Math.max(ROW, height - this.head.offsetHeight);
  }
}

function spacer(): HTMLTableSectionElement {
  return element(
    'tbody',
    { class: 'dstack-spacer', 'aria-hidden': 'true' },
    element('tr', {}, element('td'))
  );
}

function setHeight(section: HTMLElement, height: number): void {
  section.hidden = height <= 0;
  const cell = section.firstElementChild?.firstElementChild as HTMLElement;
  cell.style.height = `${Math.max(0, height)}px`;
}

/** Let these be the children; those that stay are not touched, so that what is marked in them stays marked. */
function put(parent: HTMLElement, children: readonly HTMLElement[]): void {
  const staying = new Set<Node>(children);
  for (const child of [...parent.childNodes]) {
    if (!staying.has(child)) {
      child.remove();
    }
  }
  let next = parent.firstChild;
  for (const child of children) {
    if (child === next) {
      next = child.nextSibling;
    } else {
      parent.insertBefore(child, next);
    }
  }
}

function namesOf(columns: readonly IColumn[]): string {
  return JSON.stringify(
    columns.map(({ key, name, type }) => [key, name, type])
  );
}

function isEqual(one: IColumnWindow, other: IColumnWindow): boolean {
  return one.first === other.first && one.end === other.end;
}
