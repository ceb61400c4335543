import { ICondition } from '../../contents/filter';
import { IColumn } from '../../contents/model';
import { button } from '../elements';

/** What a table is filtered by, each with a way to do without; `leave` gets the conditions that stay. */
export function chips(
  filter: readonly ICondition[],
  columns: readonly IColumn[],
  leave: (left: readonly ICondition[]) => void
): HTMLElement[] {
  const made = filter.map(condition => {
    const text = conditionText(condition, columns);
    return button(
      text,
      () => leave(filter.filter(other => other !== condition)),
      {
        class: 'dstack-chip',
        title: 'Remove this filter',
        'aria-label': `Remove filter ${text}`
      }
    );
  });
  const all = button('Clear all', () => leave([]), { class: 'dstack-quiet' });
  return filter.length > 1 ? [...made, all] : made;
}

const WORDS: Record<string, string> = {
  '=': 'is',
  '!=': 'is not',
  '<=': '≤',
  '>=': '≥',
  'is null': 'is missing',
  'is not null': 'is there'
};

/** A condition as people read it: `price ≥ 100`. */
export function conditionText(
  { key, operator, value }: ICondition,
  columns: readonly IColumn[]
): string {
  const name = columns.find(column => column.key === key)?.name ?? key;
  const said = value === undefined ? [] : [value.replace('T', ' ')];
  return [name, WORDS[operator] ?? operator, ...said].join(' ');
}
