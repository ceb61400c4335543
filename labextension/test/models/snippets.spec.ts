import { readFileSync } from 'fs';
import { join } from 'path';
import { IPull, Language, SNIPPETS } from '../../src/models/snippets';

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
