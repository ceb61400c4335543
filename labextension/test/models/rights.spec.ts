import { readFileSync } from 'fs';
import { join } from 'path';
import type { Me } from '../../src/api/api';
import {
  Action,
  administers,
  may,
  mayMakeDashboards
} from '../../src/models/rights';
import { asker } from '../fakes';

interface ICase {
  name: string;
  viewer: Partial<Me>;
  path: string;
  may: readonly Action[];
  makes: boolean;
  administers: boolean;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../../../tests/cases/rights.json'), 'utf-8')
) as ICase[];

const ACTIONS: readonly Action[] = ['change', 'restore', 'delete', 'share'];

describe('the table of cases that binds the store and the pages', () => {
  it.each(CASES.map(row => [row.name, row] as const))('%s', (_, row) => {
    const me = asker(row.viewer);
    const [user = '', name = ''] = row.path.split('/');
    expect(ACTIONS.filter(one => may(me, one, { user, name }))).toEqual(
      row.may
    );
    expect(mayMakeDashboards(me)).toBe(row.makes);
    expect(administers(me)).toBe(row.administers);
  });
});

test('one of whom nothing is known yet may do nothing', () => {
  expect(may(null, 'change', { user: '', name: 'gdp' })).toBe(false);
  expect([mayMakeDashboards(null), administers(null)]).toEqual([false, false]);
});
