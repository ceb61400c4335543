import { Live } from '../../src/models/live';
import { Preferences } from '../../src/models/preferences';
import { lastStream, Stream, useStreams } from '../streams';

const started: Live[] = [];

function watched(pollSeconds = 30): { live: Live; looks: () => number } {
  let count = 0;
  const preferences = new Preferences({ pollSeconds });
  const live = new Live('/events', preferences, () => void (count += 1));
  live.start();
  started.push(live);
  return { live, looks: () => count };
}

describe('what is kept as it is in the store', () => {
  useStreams();
  afterEach(() => started.splice(0).forEach(live => live.dispose()));

  it('is loaded once when it is opened, and once for several events', () => {
    const { looks } = watched();
    expect(looks()).toBe(0);
    lastStream().onopen?.();
    jest.advanceTimersByTime(5000);
    expect(looks()).toBe(1);
    lastStream().tell(1);
    lastStream().tell(2);
    jest.advanceTimersByTime(5000);
    expect(looks()).toBe(2);
  });

  it('is loaded without a connection too, and then as often as was chosen', () => {
    const { looks } = watched(10);
    lastStream().onerror?.();
    jest.advanceTimersByTime(2000);
    expect(looks()).toBe(1);
    jest.advanceTimersByTime(20_000);
    expect(looks()).toBe(3);
  });

  it('waits for the connection where that was chosen', () => {
    const { looks } = watched(0);
    lastStream().onopen?.();
    lastStream().onerror?.();
    jest.advanceTimersByTime(600_000);
    expect(looks()).toBe(1);
  });

  it('says that the connection is lost, and when it is there again', () => {
    const { live, looks } = watched(0);
    lastStream().onopen?.();
    jest.advanceTimersByTime(100);
    lastStream().onerror?.();
    jest.advanceTimersByTime(1000);
    expect(live.isLost).toBe(false);
    lastStream().onerror?.();
    jest.advanceTimersByTime(2000);
    expect(live.isLost).toBe(true);
    lastStream().onopen?.();
    jest.advanceTimersByTime(100);
    expect(live.isLost).toBe(false);
    expect(looks()).toBe(2);
  });

  it('says nothing of a stream that ends and goes on', () => {
    const { live } = watched();
    let changes = 0;
    live.subscribe(() => (changes += 1));
    lastStream().onopen?.();
    lastStream().onerror?.();
    jest.advanceTimersByTime(1500);
    lastStream().onopen?.();
    jest.advanceTimersByTime(60_000);
    expect(changes).toBe(0);
  });

  it('asks for nothing more when nobody looks', () => {
    const { live, looks } = watched(1);
    lastStream().onerror?.();
    live.dispose();
    jest.advanceTimersByTime(60_000);
    expect(looks()).toBe(0);
    expect(Stream.opened.length).toBe(1);
  });
});
