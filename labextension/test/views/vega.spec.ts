import { fitted, isElsewhere, vegaKind } from '../../src/views/vega';
import { content, stage } from '../fakes';

describe('a chart', () => {
  it('of a single mark is as wide as its place, unless it says how wide it is', () => {
    const chart = { mark: 'bar', encoding: { x: { field: 'a' } } };

    expect(fitted(chart, 500)).toMatchObject({ width: 500 });
    expect(fitted({ ...chart, width: 80 }, 500)).toMatchObject({ width: 80 });
    expect(fitted({ ...chart, autosize: 'none' }, 500).autosize).toBe('none');
    expect(fitted({ hconcat: [chart] }, 500)).not.toHaveProperty('width');
    expect(
      fitted({ mark: 'bar', encoding: { row: { field: 'a' } } }, 500)
    ).not.toHaveProperty('width');
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
});
