import { boxed } from '../../src/vega/box';
import { isPaint } from '../../src/vega/paint';
import { fitted, isElsewhere, vegaKind } from '../../src/views/vega';
import { content, stage } from '../fakes';

describe('a chart', () => {
  it('of a single mark is as wide as its place, unless it says how wide it is', () => {
    const chart = { mark: 'bar', encoding: { x: { field: 'a' } } };
    const split = { mark: 'bar', encoding: { row: { field: 'a' } } };

    expect(fitted(chart)).toMatchObject({ width: 'container' });
    expect(fitted({ ...chart, width: 80 })).toMatchObject({ width: 80 });
    expect(fitted({ hconcat: [chart] })).not.toHaveProperty('width');
    expect(fitted(split)).not.toHaveProperty('width');
  });

  it('that is drawn again before it was there leaves nothing behind', async () => {
    const begun: { drawn(): void; isOver: boolean }[] = [];
    const draw = (): Promise<() => void> =>
      new Promise(resolve => {
        const one = {
          isOver: false,
          drawn: () => resolve(() => void (one.isOver = true))
        };
        begun.push(one);
      });
    const view = vegaKind.create(stage({}));
    const loaded = { specification: { mark: 'bar' }, draw };

    const drawings = [1, 2, 3].map(async () => view.draw(loaded, content()));
    [1, 0, 2].forEach(turn => begun[turn]?.drawn());
    await Promise.all(drawings);
    expect(begun.map(({ isOver }) => isOver)).toEqual([true, true, false]);

    const late = view.draw(loaded, content());
    view.dispose?.();
    begun[3]?.drawn();
    await late;
    expect(begun.map(({ isOver }) => isOver)).toEqual([true, true, true, true]);
  });

  it.each([
    [{ data: { url: 'https://evil.example/' } }, true],
    [{ layer: [{ data: { url: 'data.csv' } }] }, true],
    [{ data: [{ name: 'a', url: 'data.csv' }] }, true],
    [{ data: { values: [{ data: { url: 'x' } }] } }, false],
    [{ datasets: { data: [{ url: 'x' }] } }, false],
    [{ data: null, mark: 'bar' }, false]
  ])('tells whether its rows are elsewhere: %j', (chart, expected) => {
    expect(isElsewhere(chart)).toBe(expected);
  });

  it.each(['[]', '7', 'null'])('that is none is said to be none: %s', text => {
    const around = stage({ text: () => Promise.resolve(text) });

    return expect(
      vegaKind.load(content(), around, around.signal)
    ).rejects.toThrow('This is not a chart');
  });

  it.each([
    ['application/vnd.vegalite.v6+json', true],
    ['application/vnd.vega.v5+json', true],
    ['application/vnd.vegalite.v2+json', false],
    ['application/json', false]
  ])('is of a type that we can draw: %s', (content_type, expected) => {
    expect(vegaKind.accepts(content({ content_type }))).toBe(expected);
  });

  it('has inputs that say no more than what is chosen by them', () => {
    const range = { signal: 'a', input: 'range', min: 1, max: 9, step: 2 };
    const odd = { signal: 'b', input: 'submit', formaction: 'https://evil/' };
    const far = { signal: 'c', element: '#password', event: 'input' };
    const runtime = { bindings: [range, odd, far], eventConfig: {} };

    expect(boxed(runtime as never)).toMatchObject({
      eventConfig: { bind: 'container', selector: false, globalCursor: false }
    });
    expect(boxed(runtime as never).bindings).toEqual([
      range,
      { signal: 'b', input: 'text' },
      { signal: 'c', input: 'text' }
    ]);
  });

  it.each([
    [null, true],
    ['#4c78a8', true],
    ['steelblue', true],
    ['rgb(10, 20%, 3 / 0.5)', true],
    ['HSLA(0, 0%, 0%, 1)', true],
    ['oklch(40% 0.2 90)', true],
    [{ gradient: 'linear', stops: [] }, true],
    ['url(https://evil.example/#a)', false],
    ['u\\72l(https://evil.example/#a)', false],
    ['rgb(0,0,0) url(https://evil.example/#a)', false],
    ['var(--a, url(https://evil.example/#a))', false],
    [['url(https://evil.example/#a)'], false]
  ])('is painted with colours alone: %j', (paint, expected) => {
    expect(isPaint(paint)).toBe(expected);
  });
});
