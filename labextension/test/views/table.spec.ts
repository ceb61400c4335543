import {
  Cell,
  IColumn,
  IRowsQuery,
  ITableRows
} from '../../src/contents/model';
import { cellText } from '../../src/views/cells';
import { rangeText, tableKind } from '../../src/views/table';
import { IView } from '../../src/views/view';
import { content, settled, stage, table } from '../fakes';

function texts(type: string, cells: Cell[]): string[] {
  const column: IColumn = { key: 'x', name: 'x', type, index: false };
  return cells.map(cellText(column, cells));
}

describe('the cells of a column', () => {
  it('have as many digits as they need, and no more than four', () => {
    expect(texts('float', [1, 2.5, null])).toEqual(['1.0', '2.5', '–']);
    expect(texts('float', [1.123456789, 3])).toEqual(['1.1235', '3.0000']);
    expect(texts('float', [1, 2])).toEqual(['1', '2']);
  });

  it('are never rounded to nothing', () => {
    expect(texts('float', [1e-9, 1.5, 2e20])).toEqual([
      '1.000e-9',
      '1.5',
      '2.000e+20'
    ]);
  });

  it('keep what is no number', () => {
    expect(texts('float', ['NaN', '-Infinity'])).toEqual(['NaN', '-Infinity']);
    expect(texts('integer', [2007, '9007199254740993'])).toEqual([
      '2007',
      '9007199254740993'
    ]);
  });

  it('are days where no time is said', () => {
    expect(texts('datetime', ['2020-01-31T00:00:00', null])).toEqual([
      '2020-01-31',
      '–'
    ]);
    expect(
      texts('datetime', ['2020-01-31T00:00:00', '2020-01-31T12:30:00'])
    ).toEqual(['2020-01-31 00:00:00', '2020-01-31 12:30:00']);
  });
});

describe('a table', () => {
  let asked: IRowsQuery[];
  let answers: ((page: ITableRows) => void)[];
  let view: IView<ITableRows>;

  beforeEach(() => {
    asked = [];
    answers = [];
    const contents = {
      rows: (_: unknown, query: IRowsQuery) => {
        asked.push(query);
        return new Promise<ITableRows>(resolve => answers.push(resolve));
      }
    };
    view = tableKind.create(stage(contents));
    document.body.replaceChildren(view.element);
  });

  const button = (name: string): HTMLButtonElement =>
    [...view.element.querySelectorAll('button')].find(
      each => (each.getAttribute('aria-label') ?? each.textContent) === name
    ) as HTMLButtonElement;

  const column = (at: number): (string | null)[] =>
    [...view.element.querySelectorAll('tbody tr')].map(
      row => row.children[at]?.textContent ?? null
    );

  it('has headers that say their type, and tells index columns apart', async () => {
    await view.draw(table(), content());

    expect(button('size').title).toBe('size: float');
    expect(view.element.querySelector('tbody th')?.textContent).toBe('b');
    expect(column(1)).toEqual(['2.5', '–', '1.0']);
    expect(view.element.querySelector('caption')?.textContent).toBe(
      'a caption'
    );
  });

  it('takes a second click on a header before the first is answered', async () => {
    await view.draw(table(), content());
    button('size').click();
    button('size').click();

    expect(asked.map(query => query.sort)).toEqual(['size', '-size']);
  });

  it('is sorted by the server: up, down, and as it was', async () => {
    await view.draw(table(), content());

    button('size').click();
    expect(asked.at(-1)).toEqual({ offset: 0, limit: 50, sort: 'size' });
    answers.at(-1)?.(table({ sort: 'size', rows: [['c', 1]] }));
    await settled();
    expect(column(0)).toEqual(['c']);
    expect(
      view.element.querySelector('[aria-sort=ascending]')?.textContent
    ).toBe('size');

    button('size').click();
    expect(asked.at(-1)?.sort).toBe('-size');
    answers.at(-1)?.(table({ sort: '-size' }));
    await settled();

    button('size').click();
    expect(asked.at(-1)?.sort).toBeNull();
  });

  it('turns its pages', async () => {
    await view.draw(table({ total: 120 }), content());

    expect(button('Previous page').disabled).toBe(true);
    button('Next page').click();
    expect(asked.at(-1)).toEqual({ offset: 50, limit: 50, sort: null });
    answers.at(-1)?.(table({ total: 120, offset: 50 }));
    await settled();
    button('Last page').click();
    expect(asked.at(-1)?.offset).toBe(100);
  });

  it('shows the page asked for last, whichever comes last', async () => {
    await view.draw(table({ total: 120 }), content());
    button('size').click();
    button('name').click();

    answers[1]?.(table({ sort: 'name', rows: [['by name', 1]] }));
    answers[0]?.(table({ sort: 'size', rows: [['by size', 1]] }));
    await settled();

    expect(column(0)).toEqual(['by name']);
  });

  it('says when a page cannot be had, and keeps the one that is there', async () => {
    const contents = { rows: () => Promise.reject(new Error('no server')) };
    view = tableKind.create(stage(contents));
    await view.draw(table(), content());

    button('size').click();
    await settled();

    expect(view.element.querySelector('[role=status]')?.textContent).toBe(
      'no server'
    );
    expect(column(0)).toEqual(['b', 'a', 'c']);
  });

  it('stays sorted when another table of the same columns is shown', async () => {
    await view.draw(table({ sort: '-size' }), content());

    const drawn = view.draw(table(), content({ sha256: 'other' }));
    answers.at(-1)?.(table({ sort: '-size', rows: [['sorted', 1]] }));
    await drawn;

    expect(asked.at(-1)?.sort).toBe('-size');
    expect(column(0)).toEqual(['sorted']);
  });

  it('says how many rows there are', () => {
    expect(rangeText(table({ total: 5000, offset: 50 }))).toBe(
      '51–53 of 5,000'
    );
    expect(rangeText(table())).toBe('3 rows');
    expect(rangeText(table({ rows: [], total: 0 }))).toBe('No rows');
  });
});
