import { Cell, IColumn } from './model';

/** What one column must be; what is missing has no value. */
export interface ICondition {
  key: string;
  operator: Operator;
  value?: string;
}

export type Operator =
  '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'is null' | 'is not null';

/** Conditions as the server reads them: `"city" contains "york" & "sold" >= "10"`. */
export function filterText(conditions: readonly ICondition[]): string {
  return conditions
    .map(({ key, operator, value }) => {
      const given = value === undefined ? '' : ` ${JSON.stringify(value)}`;
      return `${JSON.stringify(key)} ${operator}${given}`;
    })
    .join(' & ');
}

/** The rows of a whole table that fit, for pages that have no server to ask. */
export function fitting(
  rows: readonly Cell[][],
  columns: readonly IColumn[],
  conditions: readonly ICondition[]
): readonly Cell[][] {
  const checks = conditions.map(condition => {
    const at = columns.findIndex(column => column.key === condition.key);
    const fits = check(condition, columns[at]?.type ?? '');
    return (row: Cell[]): boolean => fits(row[at] ?? null);
  });
  return checks.length === 0
    ? rows
    : rows.filter(row => checks.every(fits => fits(row)));
}

function check(condition: ICondition, type: string): (cell: Cell) => boolean {
  const { operator, value = '' } = condition;
  if (operator === 'is null' || operator === 'is not null') {
    return cell => isMissing(cell) === (operator === 'is null');
  }
  const comparable = COMPARABLE[type] ?? String;
  const [wanted, lower] = [comparable(value), value.toLowerCase()];
  const fits: Record<string, (cell: Cell) => boolean> = {
    '=': cell => comparable(cell) === wanted,
    '!=': cell => comparable(cell) !== wanted,
    '<': cell => comparable(cell) < wanted,
    '<=': cell => comparable(cell) <= wanted,
    '>': cell => comparable(cell) > wanted,
    '>=': cell => comparable(cell) >= wanted,
    contains: cell => String(cell).toLowerCase().includes(lower)
  };
  return cell => !isMissing(cell) && (fits[operator]?.(cell) ?? false);
}

/** What cells of a type are compared by; of moments that is the time itself, whatever the zone. */
const COMPARABLE: Record<string, (cell: Cell) => number | string> = {
  integer: Number,
  float: Number,
  date: cell => Date.parse(String(cell)),
  datetime: cell => Date.parse(String(cell))
};

function isMissing(cell: Cell): boolean {
  return cell === null || cell === 'NaN';
}
