import { watchEvents } from '../../src/api/events';

/** A stream as browsers have it, which the test moves. */
class Stream extends EventTarget {
  static opened: Stream[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  tell(id: number): void {
    const data = JSON.stringify({ id, kind: 'frame.new' });
    this.dispatchEvent(
      new MessageEvent('frame.new', { data, lastEventId: `${id}` })
    );
  }
}

function watched(): {
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

function last(): Stream {
  return Stream.opened.at(-1) as Stream;
}

describe('watching the store', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    Stream.opened = [];
    Object.assign(globalThis, { EventSource: Stream });
  });

  afterEach(() => jest.useRealTimers());

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
    expect(states).toEqual([true, false, true]);
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
    last().onerror?.();
    second.ending.abort();
    jest.advanceTimersByTime(60_000);
    expect(Stream.opened.length).toBe(2);
  });
});
