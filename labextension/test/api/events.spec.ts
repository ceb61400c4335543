import { watchEvents } from '../../src/api/events';
import { lastStream as last, Stream, useStreams } from '../streams';

function watching(): {
  heard: number[];
  states: boolean[];
  ending: AbortController;
} {
  const heard: number[] = [];
  const states: boolean[] = [];
  const ending = new AbortController();
  watchEvents(
    '/events',
    {
      onEvent: event => heard.push(event.id),
      onConnected: isConnected => states.push(isConnected)
    },
    ending.signal
  );
  return { heard, states, ending };
}

describe('watching the store', () => {
  const endings: AbortController[] = [];

  function watched(): ReturnType<typeof watching> {
    const made = watching();
    endings.push(made.ending);
    return made;
  }

  useStreams();
  afterEach(() => endings.splice(0).forEach(ending => ending.abort()));

  it('goes on after the last event when the stream broke', () => {
    const { heard, states } = watched();
    last().onopen?.();
    last().tell(7);
    last().onerror?.();
    jest.advanceTimersByTime(1000);
    expect(last().url).toBe('/events?after=7');
    last().onopen?.();
    last().tell(8);
    expect(heard).toEqual([7, 8]);
    expect(states).toEqual([true, true]);
  });

  it('says that it is lost when it cannot be had again, and when it can', () => {
    const { states } = watched();
    last().onopen?.();
    last().onerror?.();
    jest.advanceTimersByTime(1000);
    expect(states).toEqual([true]);
    last().onerror?.();
    jest.advanceTimersByTime(2000);
    last().onerror?.();
    expect(states).toEqual([true, false]);
    jest.advanceTimersByTime(4000);
    last().onopen?.();
    expect(states).toEqual([true, false, true]);
  });

  it('is one stream for all who watch, who are told how it stands', () => {
    const first = watched();
    last().onopen?.();
    const second = watched();
    expect(Stream.opened.length).toBe(1);
    expect(second.states).toEqual([true]);
    last().tell(7);
    first.ending.abort();
    last().tell(8);
    expect([first.heard, second.heard]).toEqual([[7], [7, 8]]);
    expect(last().isClosed).toBe(false);
  });

  it('waits longer each time that the server is away', () => {
    watched();
    for (const pause of [1000, 2000, 4000]) {
      const before = Stream.opened.length;
      last().onerror?.();
      jest.advanceTimersByTime(pause - 1);
      expect(Stream.opened.length).toBe(before);
      jest.advanceTimersByTime(1);
      expect(Stream.opened.length).toBe(before + 1);
    }
  });

  it('ends when nobody looks any more, also between two streams', () => {
    const first = watched();
    first.ending.abort();
    expect(last().isClosed).toBe(true);
    const second = watched();
    expect(Stream.opened.length).toBe(2);
    last().onerror?.();
    second.ending.abort();
    jest.advanceTimersByTime(60_000);
    expect(Stream.opened.length).toBe(2);
  });
});
