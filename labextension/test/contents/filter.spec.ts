import { filterText, fitting, ICondition } from '../../src/contents/filter';
import { Cell } from '../../src/contents/model';

const COLUMNS = ['integer', 'string', 'datetime', 'boolean'].map(type => ({
  key: type,
  name: type,
  type,
  index: false
}));

const ROWS: Cell[][] = [
  [2, 'Łódź', '2026-05-01T00:00:00+02:00', true],
  [10, 'new york', '2026-05-02T00:00:00+02:00', false],
  [null, null, null, null],
  ['9007199254740993', 'New "Y"', '2026-05-03T00:00:00+02:00', true]
];

function fit(...conditions: ICondition[]): number[] {
  const fits = fitting(ROWS, COLUMNS, conditions);
  return fits.map(row => ROWS.indexOf(row));
}

describe('a filter', () => {
  it('is written as the server reads it', () => {
    expect(
      filterText([
        { key: 'two "words"', operator: 'contains', value: 'a & b' },
        { key: 'x', operator: 'is null' }
      ])
    ).toBe('"two \\"words\\"" contains "a & b" & "x" is null');
  });

  it('of nothing takes all', () => {
    expect(fit()).toEqual([0, 1, 2, 3]);
  });

  it.each<[ICondition, number[]]>([
    [{ key: 'integer', operator: '>=', value: '3' }, [1, 3]],
    [{ key: 'integer', operator: '!=', value: '2' }, [1, 3]],
    [{ key: 'integer', operator: 'is null' }, [2]],
    [{ key: 'string', operator: 'contains', value: 'NEW' }, [1, 3]],
    [{ key: 'string', operator: '=', value: 'Łódź' }, [0]],
    [{ key: 'string', operator: 'is not null' }, [0, 1, 3]],
    [{ key: 'datetime', operator: '<=', value: '2026-04-30T22:00Z' }, [0]],
    [{ key: 'boolean', operator: '=', value: 'true' }, [0, 3]]
  ])('takes the rows that fit: %j', (condition, rows) => {
    expect(fit(condition)).toEqual(rows);
  });

  it('takes rows that fit all its conditions', () => {
    expect(
      fit(
        { key: 'integer', operator: '>', value: '2' },
        { key: 'boolean', operator: '=', value: 'true' }
      )
    ).toEqual([3]);
  });
});
