import { ICondition, Operator } from '../../contents/filter';
import { IColumn } from '../../contents/model';
import { __ } from '../../words';
import { element } from '../elements';

/** Fields in which the conditions of a column are written. */
export interface IEditor {
  readonly elements: readonly HTMLElement[];
  read(): ICondition[];
}

/** Fields for a column; its conditions so far stand in them. */
export function editorOf(
  column: IColumn,
  conditions: readonly ICondition[]
): IEditor {
  const own = conditions.filter(({ key }) => key === column.key);
  const parts = [EDITORS[column.type]?.(column, own), missing(column, own)];
  const there = parts.filter(part => part !== undefined);
  return {
    elements: there.flatMap(part => part.elements),
    read: () => there.flatMap(part => part.read())
  };
}

type Make = (column: IColumn, own: readonly ICondition[]) => IEditor;

const EDITORS: Record<string, Make> = {
  integer: between({ type: 'number', step: 'any' }),
  float: between({ type: 'number', step: 'any' }),
  date: between({ type: 'date' }),
  datetime: between({ type: 'datetime-local', step: 1 }),
  duration: between({ type: 'text', placeholder: '1 day 02:30:00' }),
  string: matching(['contains', '=', '!=']),
  category: matching(['contains', '=', '!=']),
  boolean: (column, own) => {
    const field = choice(__('Value'), [
      ['', __('any')],
      ['true', 'true'],
      ['false', 'false']
    ]);
    field.input.value = valueOf(own, '=');
    return {
      elements: [field.label],
      read: () => condition(column, '=', field.input.value)
    };
  }
};

/** Two fields for the ends of a range, both of which are in it. */
function between(attributes: Record<string, string | number>): Make {
  return (column, own) => {
    const from = input(__('From'), attributes, valueOf(own, '>='));
    const to = input(__('To'), attributes, valueOf(own, '<='));
    return {
      elements: [from.label, to.label],
      read: () => [
        ...condition(column, '>=', from.input.value),
        ...condition(column, '<=', to.input.value)
      ]
    };
  };
}

/** A text, and how it is compared. */
function matching(operators: readonly Operator[]): Make {
  return (column, own) => {
    const given = own.find(({ operator }) => operators.includes(operator));
    const how = choice(
      __('Text'),
      operators.map(operator => [operator, TEXTS[operator]?.() ?? operator])
    );
    how.input.value = given?.operator ?? 'contains';
    const text = input(__('Value'), { type: 'text' }, given?.value ?? '');
    return {
      elements: [how.label, text.label],
      read: () =>
        condition(column, how.input.value as Operator, text.input.value)
    };
  };
}

const TEXTS: Record<string, () => string> = {
  contains: () => __('contains'),
  '=': () => __('is'),
  '!=': () => __('is not')
};

function missing(column: IColumn, own: readonly ICondition[]): IEditor {
  const field = choice(__('Missing values'), [
    ['', __('with all others')],
    ['is not null', __('left out')],
    ['is null', __('alone')]
  ]);
  const present = own.find(({ operator }) => operator.startsWith('is '));
  field.input.value = present?.operator ?? '';
  return {
    elements: [field.label],
    read: () =>
      field.input.value
        ? [{ key: column.key, operator: field.input.value as Operator }]
        : []
  };
}

function condition(
  { key }: IColumn,
  operator: Operator,
  value: string
): ICondition[] {
  return value === '' ? [] : [{ key, operator, value }];
}

function valueOf(own: readonly ICondition[], operator: Operator): string {
  return own.find(each => each.operator === operator)?.value ?? '';
}

function input(
  name: string,
  attributes: Record<string, string | number>,
  value: string
): { label: HTMLElement; input: HTMLInputElement } {
  const field = element('input', { class: 'dstack-input', ...attributes });
  field.value = value;
  return { label: labelled(name, field), input: field };
}

function choice(
  name: string,
  options: readonly (readonly [string, string])[]
): { label: HTMLElement; input: HTMLSelectElement } {
  const made = options.map(([value, text]) =>
    element('option', { value }, text)
  );
  const field = element('select', { class: 'dstack-input' }, ...made);
  return { label: labelled(name, field), input: field };
}

function labelled(name: string, field: HTMLElement): HTMLElement {
  return element(
    'label',
    { class: 'dstack-field' },
    element('span', {}, name),
    field
  );
}
