import { Scale } from '../../src/views/table/scale';

const SEEN = 400;

describe('where rows are', () => {
  it('is where one scrolls to, in a table that a browser can scroll through', () => {
    const scale = new Scale(1000, 32);

    scale.scroll(3200, SEEN);

    expect(scale.window(SEEN, 0)).toEqual({ first: 100, end: 113 });
    expect(scale.above(100)).toBe(3200);
    expect(scale.settled(SEEN)).toBe(3200);
  });

  it('is between the first and the last row', () => {
    const scale = new Scale(20, 32);

    scale.scroll(10_000, SEEN);
    expect(scale.window(SEEN, 10)).toEqual({ first: 0, end: 20 });
    scale.scroll(-50, SEEN);
    expect(scale.window(SEEN, 0).first).toBe(0);
    expect(new Scale(0, 32).window(SEEN, 10)).toEqual({ first: 0, end: 0 });
  });

  it.each([1, 2, 5])('reaches every row of %s million', millions => {
    const scale = new Scale(millions * 1_000_000, 32);

    scale.scroll(scale.height - SEEN, SEEN);
    expect(scale.window(SEEN, 0).end).toBe(scale.total);
    scale.scroll(0, SEEN);
    expect(scale.window(SEEN, 0).first).toBe(0);
    scale.scroll((scale.height - SEEN) / 2, SEEN);
    expect(scale.window(SEEN, 0).first / scale.total).toBeCloseTo(0.5, 3);
  });

  it('moves a row by the pixels that one scrolls, however long the table is', () => {
    const scale = new Scale(5_000_000, 32);
    let place = scale.to(2_500_000, SEEN);

    for (let step = 0; step < 10; step++) {
      place += 320;
      scale.scroll(place, SEEN);
    }

    expect(scale.window(SEEN, 0).first).toBe(2_500_100);
    expect(scale.above(2_500_100)).toBe(place);
  });

  it('can be scrolled to the last row by small steps', () => {
    const scale = new Scale(2_000_000, 32);
    let place = scale.to(1_999_000, SEEN);

    for (let step = 0; step < 400; step++) {
      place = Math.min(place + 100, scale.height - SEEN);
      scale.scroll(place, SEEN);
      place = scale.isAtItsEnd(SEEN) ? scale.settled(SEEN) : place;
    }

    expect(scale.window(SEEN, 0).end).toBe(2_000_000);
  });

  it('shows the same rows when the scroll bar is put where it belongs', () => {
    const scale = new Scale(5_000_000, 32);
    let place = scale.to(100, SEEN);
    scale.scroll((place += 800), SEEN);
    const before = scale.window(SEEN, 0);

    place = scale.settled(SEEN);
    scale.scroll(place, SEEN);

    expect(scale.window(SEEN, 0)).toEqual(before);
  });
});
