import { ICondition } from '../../contents/filter';
import { IColumn, ITableSummary } from '../../contents/model';
import { __ } from '../../words';
import { button, element } from '../elements';
import { typeText } from './columns';
import { editorOf } from './editors';
import { statistics } from './statistics';

/** What a dialog about a column asks for, and does. */
export interface IColumnActions {
  summary(): Promise<ITableSummary>;
  /** Filter by these conditions of all columns. */
  filter(conditions: readonly ICondition[]): void;
}

/** What is known of a column, and by what its rows are chosen. */
export class ColumnDialog {
  private readonly element: HTMLDialogElement;
  /** Whether the mouse was pressed beside it; who selects a text may let go there. */
  private isPressedOutside = false;
  private readonly known = element('div', { class: 'dstack-statistics' });

  constructor(
    private readonly column: IColumn,
    private readonly conditions: readonly ICondition[],
    private readonly actions: IColumnActions
  ) {
    this.element = element('dialog', {
      class: 'dstack-dialog',
      'aria-label': __('Column %1', column.name)
    });
    this.element.append(this.header(), this.form(), this.known);
    // Keys that mean something to the page around do not mean it here.
    this.element.addEventListener('keydown', event => event.stopPropagation());
    this.element.addEventListener('mousedown', event => {
      this.isPressedOutside = isOutside(this.element, event);
    });
    this.element.addEventListener('click', event => {
      if (this.isPressedOutside && isOutside(this.element, event)) {
        this.element.close();
      }
    });
    this.element.addEventListener('close', () => this.element.remove());
  }

  /** Open it; the browser gives the focus back when it is closed. */
  open(parent: HTMLElement): void {
    parent.append(this.element);
    this.element.showModal();
    void this.look();
  }

  private header(): HTMLElement {
    const { name } = this.column;
    return element(
      'header',
      {},
      element('h3', { translate: name !== '' && 'no' }, name || __('index')),
      element(
        'span',
        { class: 'dstack-column-type', translate: 'no' },
        typeText(this.column)
      ),
      button('×', () => this.element.close(), {
        class: 'dstack-close',
        'aria-label': __('Close')
      })
    );
  }

  private form(): HTMLElement {
    const editor = editorOf(this.column, this.conditions);
    const form = element('form', { class: 'dstack-fields' });
    form.append(
      ...editor.elements,
      element(
        'div',
        { class: 'dstack-actions' },
        element(
          'button',
          { type: 'submit', class: 'dstack-button dstack-primary' },
          __('Filter')
        ),
        button(__('Clear'), () => this.finish([]))
      )
    );
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.finish(editor.read());
    });
    return form;
  }

  private finish(own: readonly ICondition[]): void {
    const others = this.conditions.filter(({ key }) => key !== this.column.key);
    this.element.close();
    this.actions.filter([...others, ...own]);
  }

  private async look(): Promise<void> {
    const status = element('p', { class: 'dstack-hint', role: 'status' });
    status.textContent = __('Looking at the values…');
    this.known.replaceChildren(status);
    try {
      const summary = await this.actions.summary();
      const [column] = summary.columns;
      this.known.replaceChildren(
        ...(column ? statistics(summary, column) : [])
      );
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : '';
    }
  }
}

/** Whether something happened beside a dialog; its own padding is not that. */
function isOutside(dialog: HTMLElement, event: MouseEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  const { clientX: x, clientY: y, target } = event;
  return target === dialog && (x < left || x > right || y < top || y > bottom);
}
