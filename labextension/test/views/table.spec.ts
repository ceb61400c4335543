import { ICondition } from '../../src/contents/filter';
import {
  Cell,
  IColumn,
  IRowsQuery,
  ITableRows,
  ITableSummary
} from '../../src/contents/model';
import { cellText, PLAIN, widened } from '../../src/views/table/cells';
import { rangeText } from '../../src/views/table/footer';
import { tableKind } from '../../src/views/table/kind';
import { IView } from '../../src/views/view';
import { content, rested, settled, stage, table } from '../fakes';

function texts(type: string, cells: Cell[]): string[] {
  const column: IColumn = { key: 'x', name: 'x', type, index: false };
  return cells.map(cellText(column, widened(PLAIN, column, cells)));
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
    expect(texts('datetime', ['2020-01-31T00:00:00+01:00'])).toEqual([
      '2020-01-31 00:00:00+01:00'
    ]);
  });
});

describe('a table', () => {
  let asked: IRowsQuery[];
  let answers: ((page: ITableRows) => void)[];
  let view: IView<ITableRows>;

  const show = (contents: Parameters<typeof stage>[0]): void => {
    view = tableKind.create(stage(contents));
    document.body.replaceChildren(view.element);
  };

  beforeEach(() => {
    asked = [];
    answers = [];
    show({
      rows: (_: unknown, query: IRowsQuery) => {
        asked.push(query);
        return new Promise<ITableRows>(resolve => answers.push(resolve));
      },
      summary: () => Promise.resolve(SUMMARY)
    });
  });

  afterEach(() => view.dispose?.());

  const find = <Found extends Element = HTMLElement>(selector: string): Found =>
    view.element.querySelector<Found>(selector) as Found;

  const button = (name: string): HTMLButtonElement =>
    [...view.element.querySelectorAll('button')].find(
      each => (each.getAttribute('aria-label') ?? each.textContent) === name
    ) as HTMLButtonElement;

  const field = (name: string): HTMLInputElement =>
    [...view.element.querySelectorAll('label')]
      .find(each => each.textContent?.startsWith(name))
      ?.querySelector('input, select') as HTMLInputElement;

  const column = (at: number): (string | null)[] =>
    [...view.element.querySelectorAll('tbody tr[aria-rowindex]')].map(
      row => row.children[at]?.textContent ?? null
    );

  const filterBy = async (
    conditions: Record<string, string>
  ): Promise<void> => {
    button('Filter and statistics of size').click();
    for (const [name, value] of Object.entries(conditions)) {
      field(name).value = value;
    }
    find<HTMLFormElement>('.dstack-fields').requestSubmit();
    await settled();
  };

  it('has headings that say their type, and tells index columns apart', async () => {
    await view.draw(table(), content());

    expect(button('sizefloat').getAttribute('title')).toBe('Sort by size');
    expect(find('tbody th').textContent).toBe('b');
    expect(column(1)).toEqual(['2.5', '–', '1.0']);
    expect(find('caption').textContent).toBe('a caption');
  });

  it('says that a moment is in a zone', async () => {
    const columns = [
      { key: 't', name: 't', type: 'datetime', index: false, zone: 'UTC' }
    ];
    await view.draw(table({ columns, rows: [], total: 0 }), content());

    expect(find('.dstack-column-type').textContent).toBe('datetime, UTC');
  });

  it('takes a second click on a heading before the first is answered', async () => {
    await view.draw(table(), content());
    button('sizefloat').click();
    button('sizefloat').click();

    expect(asked.map(query => query.sort)).toEqual(['size', '-size']);
  });

  it('is sorted by the server: up, down, and as it was', async () => {
    await view.draw(table(), content());

    button('sizefloat').click();
    expect(asked.at(-1)).toEqual({ offset: 0, limit: 100, sort: 'size' });
    answers.at(-1)?.(table({ sort: 'size', rows: [['c', 1]], total: 1 }));
    await settled();
    expect(column(0)).toEqual(['c']);
    expect(find('[aria-sort=ascending]').textContent).toBe('sizefloat');

    button('sizefloat').click();
    expect(asked.at(-1)?.sort).toBe('-size');
    answers.at(-1)?.(table({ sort: '-size' }));
    await settled();

    button('sizefloat').click();
    expect(asked.at(-1)?.sort).toBeNull();
  });

  it('has no more rows in the page than are seen and a few around', async () => {
    await view.draw(long(0), content());

    expect(find('table').getAttribute('aria-rowcount')).toBe('1000001');
    expect(column(0).length).toBeLessThan(50);
    expect(find('[role=status]').textContent).toMatch(/^1–\d+ of 1,000,000$/);
  });

  it('goes to any row, and asks for those that are seen there alone', async () => {
    await view.draw(long(0), content());

    field('Go to row').value = '500001';
    find<HTMLFormElement>('.dstack-goto').requestSubmit();
    expect(find('.dstack-scroll').ariaBusy).toBe('true');
    await rested();
    expect(asked.map(({ offset }) => offset)).toEqual([499_900, 500_000]);
    answers[1]?.(long(500_000));
    await settled();
    expect(column(0)).toContain('row 500000');
    expect(find('[role=status]').textContent).toMatch(/^500,001–/);
  });

  it('shows the order asked for last, whichever comes last', async () => {
    await view.draw(table(), content());
    button('sizefloat').click();
    button('namestring').click();

    answers[1]?.(table({ sort: 'name', rows: [['by name', 1]], total: 1 }));
    answers[0]?.(table({ sort: 'size', rows: [['by size', 1]], total: 1 }));
    await settled();

    expect(column(0)).toEqual(['by name']);
  });

  it('says when rows cannot be had, and keeps those that are there', async () => {
    show({ rows: () => Promise.reject(new Error('no server')) });
    await view.draw(table(), content());

    button('sizefloat').click();
    await settled();

    expect(find('[role=status]').textContent).toBe('no server');
    expect(column(0)).toEqual(['b', 'a', 'c']);
  });

  it('stays sorted when another table of the same columns is shown', async () => {
    await view.draw(table(), content());
    button('sizefloat').click();
    answers.at(-1)?.(table({ sort: 'size' }));
    await settled();

    const drawn = view.draw(table(), content({ sha256: 'other' }));
    answers.at(-1)?.(table({ rows: [['sorted', 1]], total: 1 }));
    await drawn;

    expect(asked.at(-1)?.sort).toBe('size');
    expect(column(0)).toEqual(['sorted']);
  });

  it('is filtered by what a dialog says, and says so until somebody ends it', async () => {
    await view.draw(table(), content());

    await filterBy({ From: '1', To: '2', Missing: 'is not null' });
    const filter: ICondition[] = [
      { key: 'size', operator: '>=', value: '1' },
      { key: 'size', operator: '<=', value: '2' },
      { key: 'size', operator: 'is not null' }
    ];
    expect(asked.at(-1)?.filter).toEqual(filter);
    answers.at(-1)?.(table({ rows: [['c', 1]], total: 1 }));
    await settled();
    expect(column(0)).toEqual(['c']);
    expect(find('[role=status]').textContent).toBe('1 row that fit, of 3');
    expect(button('Filter and statistics of size, filtered')).toBeDefined();

    button('Remove filter size ≤ 2').click();
    expect(asked.at(-1)?.filter).toEqual([filter[0], filter[2]]);
  });

  it('keeps the focus near when a filter is taken off', async () => {
    await view.draw(table(), content());
    await filterBy({ From: '1', To: '2' });
    answers.at(-1)?.(table());
    await settled();
    const takeOff = async (name: string): Promise<Element | null> => {
      button(name).focus();
      button(name).click();
      answers.at(-1)?.(table());
      await settled();
      return document.activeElement;
    };

    expect(await takeOff('Remove filter size ≤ 2')).toBe(
      button('Remove filter size ≥ 1')
    );
    expect(await takeOff('Remove filter size ≥ 1')).toBe(find('[tabindex]'));
  });

  it('has dialogs that close by a click beside them, and not by a text that is selected out of them', async () => {
    await view.draw(table(), content());
    button('Filter and statistics of size').click();
    const dialog = find('dialog');
    const mouse = (type: string, on: Element, clientX: number): void => {
      const at = { bubbles: true, clientX, clientY: 10 };
      on.dispatchEvent(new MouseEvent(type, at));
    };
    const box = { left: 0, right: 300, top: 0, bottom: 300 } as DOMRect;
    dialog.getBoundingClientRect = () => box;

    mouse('mousedown', find('.dstack-statistics'), 100);
    mouse('click', dialog, 400);
    expect(find('dialog')).toBe(dialog);
    mouse('mousedown', dialog, 10); // its padding
    mouse('click', dialog, 10);
    expect(find('dialog')).toBe(dialog);
    mouse('mousedown', dialog, 400);
    mouse('click', dialog, 400);
    expect(find('dialog')).toBe(null);
  });

  it('says what the values of a column are like', async () => {
    await view.draw(table(), content());
    button('Filter and statistics of size').click();
    await settled();

    expect(find('.dstack-facts').textContent).toBe(
      'Missing1 (33 %)Distinct2Lowest1Mean1.75Highest2.5'
    );
    expect(find('.dstack-histogram svg').getAttribute('aria-label')).toBe(
      'Histogram; most values, 2, are 1 to 2'
    );
  });

  it('says why there are no statistics', async () => {
    show({ summary: () => Promise.reject(new Error('no server')) });
    await view.draw(table(), content());
    button('Filter and statistics of name').click();
    await settled();

    expect(find('.dstack-statistics').textContent).toBe('no server');
  });

  it('of very many columns has those in the page that are seen', async () => {
    const columns = Array.from({ length: 1000 }, (_, at) => ({
      key: `c${at}`,
      name: `c${at}`,
      type: 'integer',
      index: false
    }));
    const rows = [columns.map((_, at) => at)];
    await view.draw(table({ columns, rows, total: 1 }), content());

    expect(find('table').getAttribute('aria-colcount')).toBe('1000');
    expect(view.element.querySelectorAll('tbody td').length).toBeLessThan(60);
  });

  it('says how many rows there are', () => {
    expect(rangeText(50, 64, 5000)).toBe('51–64 of 5,000');
    expect(rangeText(0, 3, 3)).toBe('3 rows');
    expect(rangeText(0, 0, 0)).toBe('No rows');
    expect(rangeText(0, 0, 0, 10)).toBe('No rows that fit, of 10');
    expect(rangeText(0, 13, 20, 5000)).toBe('1–13 of 20 that fit, of 5,000');
  });
});

function long(offset: number): ITableRows {
  const rows: Cell[][] = Array.from({ length: 100 }, (_, at) => [
    `row ${offset + at}`,
    at
  ]);
  return table({ rows, offset, total: 1_000_000 });
}

const SUMMARY: ITableSummary = {
  columns: [
    {
      key: 'size',
      name: 'size',
      type: 'float',
      index: false,
      nulls: 1,
      distinct: 2,
      minimum: 1,
      maximum: 2.5,
      mean: 1.75,
      frequent: [],
      histogram: { edges: [1, 2, 3], counts: [2, 0] }
    }
  ],
  total: 3,
  seen: 3
};
