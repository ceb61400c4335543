/** A stream as browsers have it, which the test moves. */
export class Stream extends EventTarget {
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

/** The stream that was opened last. */
export function lastStream(): Stream {
  return Stream.opened.at(-1) as Stream;
}

/** Let pages have streams that a test moves, and a clock that it moves too. */
export function useStreams(): void {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    Stream.opened = [];
    Object.assign(globalThis, { EventSource: Stream });
  });

  afterEach(() => jest.useRealTimers());
}
