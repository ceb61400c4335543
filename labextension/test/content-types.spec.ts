import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPaged, isTable } from '../src/content-types';
import { sizeText } from '../src/sizes';

interface ICase {
  content_type: string;
  is_table: boolean;
  is_paged: boolean;
}

const cases = JSON.parse(
  readFileSync(join(__dirname, '../../tests/cases/tables.json'), 'utf-8')
) as ICase[];

describe('a type of contents', () => {
  it.each(cases)(
    'says whether the server reads it as a table: $content_type',
    ({ content_type, is_table, is_paged }) => {
      expect(isTable(content_type)).toBe(is_table);
      expect(isPaged(content_type)).toBe(is_paged);
    }
  );
});

describe('a size', () => {
  it.each([
    [0, 'en', '0 bytes'],
    [1, 'en', '1 byte'],
    [1200, 'en', '1.2 kB'],
    [1200, 'de', '1,2 kB'],
    [345_600_000, 'en', '346 MB']
  ])('is written as people read it: %s in %s', (bytes, language, text) => {
    expect(sizeText(bytes, language)).toBe(text);
  });
});
