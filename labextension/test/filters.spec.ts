import { readFileSync } from 'fs';
import { join } from 'path';
import { IChoices } from '../src/choices';
import { INarrowedCard, fulfilled, narrow } from '../src/filters';

interface ICase {
  name: string;
  cards: { choices: IChoices; controls: Record<string, string> }[];
  standing: Record<string, string>;
  changed: string | null;
  indexes: number[];
  options: Record<string, string[]>;
  labels: Record<string, string>;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../../tests/cases/filters.json'), 'utf-8')
) as ICase[];

describe('the table of cases that binds Python and the browser', () => {
  it.each(CASES.map(row => [row.name, row] as const))('%s', (_, row) => {
    const standing = new Map(Object.entries(row.standing));
    const { selections, offers } = narrow(row.cards, standing, row.changed);
    const entries = [...offers];

    expect(selections.map(each => each.index)).toEqual(row.indexes);
    expect(
      Object.fromEntries(entries.map(([id, offer]) => [id, offer.labels]))
    ).toEqual(row.options);
    expect(
      Object.fromEntries(entries.map(([id, offer]) => [id, offer.label]))
    ).toEqual(row.labels);
  });
});

describe('wishes', () => {
  const card: INarrowedCard = {
    choices: {
      params: [
        {
          name: 'country',
          kind: 'dropdown',
          type: 'string',
          labels: ['FR', 'DE']
        },
        {
          name: 'year',
          kind: 'slider',
          type: 'number',
          labels: ['2002', '2007'],
          positions: [2002, 2007]
        }
      ],
      rows: [
        ['FR', '2002'],
        ['DE', '2002'],
        ['DE', '2007']
      ]
    },
    controls: { country: 'c', year: 'y' }
  };
  const standing = new Map([
    ['c', 'FR'],
    ['y', '2002']
  ]);

  it('come true even where an earlier param has to move', () => {
    const labels = fulfilled([card], standing, new Map([['y', '2007']]));

    expect(Object.fromEntries(labels)).toEqual({ c: 'DE', y: '2007' });
  });

  it('leave the other controls where they stand', () => {
    const labels = fulfilled([card], standing, new Map([['c', 'DE']]));

    expect(Object.fromEntries(labels)).toEqual({ c: 'DE', y: '2002' });
  });

  it('for labels that nobody has change nothing', () => {
    const labels = fulfilled([card], standing, new Map([['y', '1789']]));

    expect(Object.fromEntries(labels)).toEqual({ c: 'FR', y: '2002' });
  });
});
