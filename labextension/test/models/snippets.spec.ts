import { readFileSync } from 'fs';
import { join } from 'path';
import { codeIn, IPull, Language, SNIPPETS } from '../../src/models/snippets';
import {
  restoreDashboardSnippet,
  restoreSnippet
} from '../../src/models/snippets/restore';

type Case = { name: string; pull: IPull } & Record<Language, string[] | null>;

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../../../tests/cases/snippets.json'), 'utf-8')
) as Case[];

describe('the code that pulls what is chosen, as the languages run it', () => {
  it.each(CASES.map(one => [one.name, one] as const))('%s', (_, one) => {
    for (const [language, snippet] of Object.entries(SNIPPETS)) {
      const code = snippet(one.pull)?.split('\n') ?? null;
      expect(code).toEqual(one[language as Language]);
    }
  });
});

test('the code that brings back what was deleted reaches the store where it was', () => {
  expect(restoreSnippet('sales/eu')).toBe('ds.restore("sales/eu")');
  expect(restoreSnippet('gdp', 'team', 3)).toBe(
    'ds.restore("gdp", frame=3, profile="team")'
  );
  expect(restoreDashboardSnippet('world', 'team')).toBe(
    'ds.restore_dashboard("world", profile="team")'
  );
});

describe('the code for a notebook', () => {
  const pull = { user: 'ann', name: 'sales', me: 'ann' };

  it('is R where its kernel speaks R, whatever was chosen', () => {
    expect(codeIn(pull)('R')).toBe(SNIPPETS.r(pull));
    expect(codeIn(pull, 'magic')('r')).toBe(SNIPPETS.r(pull));
  });

  it('is what was chosen elsewhere, and Python where that is R or cannot be written', () => {
    const date = {
      ...pull,
      wanted: { day: { $datetime: '2020-01-01T00:00:00+01:00:30' } }
    };

    expect(codeIn(pull, 'magic')('python')).toBe(SNIPPETS.magic(pull));
    expect(codeIn(pull, 'r')('python')).toBe(SNIPPETS.python(pull));
    expect(codeIn(pull)('')).toBe(SNIPPETS.python(pull));
    expect(SNIPPETS.magic(date)).toBeNull();
    expect(codeIn(date, 'magic')('python')).toBe(SNIPPETS.python(date));
  });
});
