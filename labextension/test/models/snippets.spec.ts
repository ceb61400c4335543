import { readFileSync } from 'fs';
import { join } from 'path';
import { IPull, Language, SNIPPETS } from '../../src/models/snippets';
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
