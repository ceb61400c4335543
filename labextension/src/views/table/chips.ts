import { ICondition, Operator } from '../../contents/filter';
import { IColumn } from '../../contents/model';
import { __ } from '../../words';
import { button } from '../elements';

/** What a table is filtered by, each with a way to do without; `leave` gets the conditions that stay. */
export function chips(
  filter: readonly ICondition[],
  columns: readonly IColumn[],
  leave: (left: readonly ICondition[]) => void
): HTMLElement[] {
  const made = filter.map((condition, at) => {
    const text = conditionText(condition, columns);
    return button(
      text,
      () => leave(filter.filter(other => other !== condition)),
      {
        class: 'dstack-chip',
        title: __('Remove this filter'),
        'data-focus': `filter ${at}`,
        'aria-label': __('Remove filter %1', text)
      }
    );
  });
  const all = button(__('Clear all'), () => leave([]), {
    class: 'dstack-quiet',
    'data-focus': 'filters'
  });
  return filter.length > 1 ? [...made, all] : made;
}

const WORDS: Record<Operator, (name: string, value: string) => string> = {
  '=': (name, value) => __('%1 is %2', name, value),
  '!=': (name, value) => __('%1 is not %2', name, value),
  '<': (name, value) => `${name} < ${value}`,
  '<=': (name, value) => `${name} ≤ ${value}`,
  '>': (name, value) => `${name} > ${value}`,
  '>=': (name, value) => `${name} ≥ ${value}`,
  contains: (name, value) => __('%1 contains %2', name, value),
  'is null': name => __('%1 is missing', name),
  'is not null': name => __('%1 is there', name)
};

/** A condition as people read it: `price ≥ 100`. */
function conditionText(
  { key, operator, value = '' }: ICondition,
  columns: readonly IColumn[]
): string {
  const name = columns.find(column => column.key === key)?.name ?? key;
  return WORDS[operator](name, value.replace('T', ' '));
}
