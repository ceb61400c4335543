import { Board, IBoardCard } from '../src/board';
import { IChoices } from '../src/choices';
import { Query } from '../src/query';
import { FakeModel, list } from './fakes';

const CHOICES: IChoices = {
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
      labels: ['2002', '2007', '2012'],
      positions: [2002, 2007, 2012]
    }
  ],
  rows: [
    ['FR', '2002'],
    ['FR', '2012'],
    ['DE', '2007']
  ]
};

function cardOf(
  choices: IChoices,
  controls: Record<string, string>,
  shared: string[] = []
): IBoardCard & { shown: number[] } {
  const shown: number[] = [];
  return {
    stack: 'ann/gdp',
    controls,
    shared,
    shown,
    choices: () => choices,
    show: index => shown.push(index)
  };
}

function boardOf(isLive = false): {
  board: Board;
  card: IBoardCard & { shown: number[] };
  country: FakeModel;
  year: FakeModel;
} {
  const board = new Board(() => isLive);
  const country = list(['FR', 'DE']);
  const year = list(['2002', '2012']);
  const card = cardOf(CHOICES, { country: 'c', year: 'y' });
  board.add(
    card,
    new Map([
      ['c', country],
      ['y', year]
    ])
  );
  return { board, card, country, year };
}

describe('a board without a kernel', () => {
  it('narrows the other controls and shows what there is', () => {
    const { card, country, year } = boardOf();

    country.set('index', 1);

    expect(year.get('_options_labels')).toEqual(['2007']);
    expect(year.label).toBe('2007');
    expect(card.shown.at(-1)).toBe(2);
  });

  it('gives back the choices that were taken away', () => {
    const { country, year } = boardOf();
    country.set('index', 1);

    country.set('index', 0);

    expect(year.get('_options_labels')).toEqual(['2002', '2012']);
    expect(year.label).toBe('2002');
  });

  it('disables a check box of which only one state is possible', () => {
    const board = new Board();
    const log = new FakeModel({ value: false, disabled: false });
    const kind = list(['a', 'b']);
    const choices: IChoices = {
      params: [
        { name: 'kind', kind: 'toggle', type: 'string', labels: ['a', 'b'] },
        {
          name: 'log',
          kind: 'checkbox',
          type: 'boolean',
          labels: ['false', 'true']
        }
      ],
      rows: [
        ['a', 'false'],
        ['a', 'true'],
        ['b', 'true']
      ]
    };
    board.add(
      cardOf(choices, { kind: 'k', log: 'l' }),
      new Map([
        ['k', kind],
        ['l', log]
      ])
    );

    kind.set('index', 1);
    expect([log.get('value'), log.get('disabled')]).toEqual([true, true]);

    kind.set('index', 0);
    expect([log.get('value'), log.get('disabled')]).toEqual([true, false]);
  });

  it('lets a card that comes late follow the controls', () => {
    const { board, year } = boardOf();
    year.set('index', 1);
    const late = cardOf(CHOICES, { country: 'c', year: 'y' });

    board.add(late, new Map());

    expect(late.shown.at(-1)).toBe(1);
  });
});

describe('a board with a kernel', () => {
  it('leaves narrowing to the kernel, and says that something moved', () => {
    const { board, card, country, year } = boardOf(true);
    const moved = jest.fn();
    board.onMoved(moved);

    country.set('index', 1);

    expect(year.get('_options_labels')).toEqual(['2002', '2012']);
    expect(card.shown).toEqual([]);
    expect(moved).toHaveBeenCalled();
  });
});

describe('the URL of a page', () => {
  let query: Query;

  beforeEach(() => history.replaceState(null, '', '/d/world'));
  afterEach(() => query.dispose());

  it('gets what was moved, and not what stands where it stood', () => {
    const { board, year } = boardOf();
    query = new Query(board);
    query.include();

    year.set('index', 1);

    expect(location.search).toBe('?ann/gdp:year=2012');
  });

  it('moves the controls when the page is opened', () => {
    history.replaceState(null, '', '/d/world?ann/gdp:year=2007');
    const { board, card, country } = boardOf();
    query = new Query(board);

    query.include();

    expect(country.label).toBe('DE');
    expect(card.shown.at(-1)).toBe(2);
  });

  it('is not believed where it names what nobody has', () => {
    history.replaceState(null, '', '/d/world?ann/gdp:year=1789');
    const { board, year } = boardOf();
    query = new Query(board);

    query.include();

    expect(year.label).toBe('2002');
  });

  it('is followed back and forward, to the controls as they stood at first', () => {
    const { board, country, year } = boardOf();
    query = new Query(board);
    query.include();
    year.set('index', 1);

    history.replaceState(null, '', '/d/world?ann/gdp:country=DE');
    window.dispatchEvent(new PopStateEvent('popstate'));
    expect([country.label, year.label]).toEqual(['DE', '2007']);

    history.replaceState(null, '', '/d/world');
    window.dispatchEvent(new PopStateEvent('popstate'));
    expect([country.label, year.label]).toEqual(['FR', '2002']);
    expect(location.search).toBe('');
  });

  it('moves one control after the other where a kernel narrows', () => {
    history.replaceState(
      null,
      '',
      '/d/world?ann/gdp:country=DE&ann/gdp:year=2007'
    );
    const { board, country, year } = boardOf(true);
    query = new Query(board);

    query.include();
    expect([country.label, year.label]).toEqual(['DE', '2002']);
    expect(country.saved).toBe(1);

    year.set('_options_labels', ['2007']);
    year.set('index', 0);
    expect(year.label).toBe('2007');
  });
});
