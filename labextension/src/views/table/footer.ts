import { __, _n } from '../../words';
import { countText, element } from '../elements';

/** A table of at most so many rows has no need of a way to a certain one. */
const FEW = 100;

/** What stands below a table: which rows one sees, and a way to others. */
export class Footer {
  readonly element = element('div', { class: 'dstack-table-footer' });
  /** How many rows there are, and how many there would be without a filter. */
  total = 0;
  whole = 0;
  private readonly status = element('span', { role: 'status' });
  private readonly row = element('input', {
    type: 'number',
    min: 1,
    class: 'dstack-input',
    inputmode: 'numeric',
    'aria-label': __('Go to row')
  });
  private readonly form = element(
    'form',
    { class: 'dstack-goto' },
    element('label', {}, __('Go to row'), ' ', this.row)
  );

  constructor(private readonly goTo: (row: number) => void) {
    this.element.append(this.status, this.form);
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      this.go();
    });
    this.form.addEventListener('keydown', event => event.stopPropagation());
  }

  /** Say that the rows from `first` on, before `end`, are seen. */
  tell(first: number, end: number): void {
    this.form.hidden = this.total <= FEW;
    this.row.max = String(this.total);
    this.say(rangeText(first, end, this.total, this.whole));
  }

  /** Say something else. */
  say(text: string): void {
    if (this.status.textContent !== text) {
      this.status.textContent = text;
    }
  }

  private go(): void {
    const row = Math.round(Number(this.row.value));
    if (row >= 1) {
      this.goTo(Math.min(row, this.total) - 1);
    }
  }
}

/** Which rows one sees: `1–14 of 5,000`. */
export function rangeText(
  first: number,
  end: number,
  total: number,
  whole = total
): string {
  const isWhole = whole === total;
  const [fit, all] = [countText(total), countText(whole)];
  if (total === 0) {
    return isWhole ? __('No rows') : __('No rows that fit, of %1', all);
  }
  if (first === 0 && end >= total) {
    return isWhole
      ? _n('%2 row', '%2 rows', total, fit)
      : _n(
          '%2 row that fit, of %3',
          '%2 rows that fit, of %3',
          total,
          fit,
          all
        );
  }
  const [from, to] = [countText(first + 1), countText(Math.min(end, total))];
  return isWhole
    ? __('%1–%2 of %3', from, to, fit)
    : __('%1–%2 of %3 that fit, of %4', from, to, fit, all);
}
