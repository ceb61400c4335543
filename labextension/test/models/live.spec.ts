import { Live } from '../../src/models/live';
import { Preferences } from '../../src/models/preferences';
import { lastStream, Stream, useStreams } from '../streams';

const endings: (() => void)[] = [];

function watched(
  pollSeconds = 30,
  load = (): Promise<void> => Promise.resolve()
): { live: Live; looks: () => number; end: () => void } {
  let count = 0;
  const preferences = new Preferences({ pollSeconds });
  const shown = {
    load: () => {
      count += 1;
      return load();
    }
  };
  const live = new Live('/events', preferences, shown);
  const end = live.start();
  endings.push(end);
  return { live, looks: () => count, end };
}

describe('what is kept as it is in the store', () => {
  useStreams();
  afterEach(() => endings.splice(0).forEach(end => end()));

  it('is loaded once when it is opened, and once for several events', async () => {
    const { looks } = watched();
    expect(looks()).toBe(0);
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(5000);
    expect(looks()).toBe(1);
    lastStream().tell(1);
    lastStream().tell(2);
    await jest.advanceTimersByTimeAsync(5000);
    expect(looks()).toBe(2);
  });

  it('is loaded anew however often something happens', async () => {
    const { looks } = watched();
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(100);
    for (let id = 1; id <= 20; id += 1) {
      lastStream().tell(id);
      await jest.advanceTimersByTimeAsync(100);
    }
    const seen = looks();
    expect(seen).toBeGreaterThan(5);
    expect(seen).toBeLessThan(15);
    lastStream().tell(21);
    await jest.advanceTimersByTimeAsync(5000);
    expect(looks()).toBe(seen + 1);
  });

  it('is loaded once more when something happened while it came', async () => {
    const answers: (() => void)[] = [];
    const { looks } = watched(
      30,
      () => new Promise(resolve => answers.push(resolve))
    );
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(100);
    for (let id = 1; id <= 5; id += 1) {
      lastStream().tell(id);
      await jest.advanceTimersByTimeAsync(1000);
    }
    expect(looks()).toBe(1);
    answers[0]?.();
    await jest.advanceTimersByTimeAsync(1000);
    expect(looks()).toBe(2);
    answers[1]?.();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(looks()).toBe(2);
  });

  it('is loaded anew when the connection is there again, though an answer never came', async () => {
    const { looks } = watched(0, () => new Promise(() => undefined));
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(100);
    lastStream().onerror?.();
    await jest.advanceTimersByTimeAsync(1000);
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(100);
    expect(looks()).toBe(2);
  });

  it('is loaded without a connection too, and then as often as was chosen', async () => {
    const { looks } = watched(10);
    lastStream().onerror?.();
    await jest.advanceTimersByTimeAsync(2000);
    expect(looks()).toBe(1);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(looks()).toBe(3);
  });

  it('waits for the connection where that was chosen', async () => {
    const { looks } = watched(0);
    lastStream().onopen?.();
    lastStream().onerror?.();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(looks()).toBe(1);
  });

  it('says that the connection is lost, and when it is there again', async () => {
    const { live, looks } = watched(0);
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(100);
    lastStream().onerror?.();
    await jest.advanceTimersByTimeAsync(1000);
    expect(live.isLost).toBe(false);
    lastStream().onerror?.();
    await jest.advanceTimersByTimeAsync(2000);
    expect(live.isLost).toBe(true);
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(100);
    expect(live.isLost).toBe(false);
    expect(looks()).toBe(2);
  });

  it('says nothing of a stream that ends and goes on', async () => {
    const { live } = watched();
    let changes = 0;
    live.subscribe(() => (changes += 1));
    lastStream().onopen?.();
    lastStream().onerror?.();
    await jest.advanceTimersByTimeAsync(1500);
    lastStream().onopen?.();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(changes).toBe(0);
  });

  it('asks for nothing more when nobody looks', async () => {
    const { looks, end } = watched(1);
    lastStream().onerror?.();
    end();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(looks()).toBe(0);
    expect(Stream.opened.length).toBe(1);
  });
});
