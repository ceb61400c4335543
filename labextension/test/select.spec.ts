import { readFileSync } from 'fs';
import { join } from 'path';
import { IChoices, Labels } from '../src/choices';
import { select } from '../src/select';

interface ICase {
  name: string;
  choices: IChoices;
  wanted: Labels;
  changed: string | null;
  index: number;
  shown: Labels;
  options: Record<string, string[]>;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../../tests/cases/select.json'), 'utf-8')
) as ICase[];

describe('the table of cases that binds Python and the browser', () => {
  it.each(CASES.map(row => [row.name, row] as const))('%s', (_, row) => {
    expect(select(row.choices, row.wanted, row.changed)).toEqual({
      index: row.index,
      shown: row.shown,
      choices: row.options
    });
  });
});
