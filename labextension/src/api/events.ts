import type { components } from './v1';

export type StoreEvent = components['schemas']['Event'];

/** How long to wait until a stream that broke is asked for again, at first and at most. */
const FIRST = 1000;
const LONGEST = 30_000;

export interface IWatch {
  onEvent: (event: StoreEvent) => void;
  /**
   * Whether events come; called each time that they begin to, since some may have been missed, and when they have
   * stopped. A stream that ends and begins again at once has not stopped.
   */
  onConnected: (isConnected: boolean) => void;
}

/** One stream for all who watch the same store: a browser has few connections to a server. */
const streams = new Map<string, Stream>();

/** Watch what happens in the store, until the signal says that nobody looks any more. */
export function watchEvents(
  url: string,
  watch: IWatch,
  signal: AbortSignal
): void {
  if (signal.aborted) {
    return;
  }
  const stream = streams.get(url) ?? new Stream(url);
  streams.set(url, stream);
  stream.add(watch);
  signal.addEventListener('abort', () => {
    if (stream.remove(watch)) {
      streams.delete(url);
    }
  });
}

class Stream {
  private readonly watches = new Set<IWatch>();
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last: string | null = null;
  private pause = FIRST;
  private isConnected: boolean | null = null;

  constructor(private readonly url: string) {}

  add(watch: IWatch): void {
    this.watches.add(watch);
    if (this.isConnected !== null) {
      watch.onConnected(this.isConnected);
    }
    if (this.watches.size === 1) {
      this.begin();
    }
  }

  /** Whether nobody is left. */
  remove(watch: IWatch): boolean {
    this.watches.delete(watch);
    if (this.watches.size > 0) {
      return false;
    }
    clearTimeout(this.timer);
    this.source?.close();
    return true;
  }

  private begin(): void {
    const after = this.last === null ? '' : `?after=${this.last}`;
    const source = (this.source = new EventSource(this.url + after));
    source.onopen = () => {
      this.pause = FIRST;
      this.say(true);
    };
    source.onerror = () => {
      source.close();
      this.timer = setTimeout(() => this.begin(), this.pause);
      this.pause = Math.min(2 * this.pause, LONGEST);
      this.lose();
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, event =>
        this.hear(event as MessageEvent<string>)
      );
    }
  }

  private hear(event: MessageEvent<string>): void {
    this.last = event.lastEventId || this.last;
    const happened = JSON.parse(event.data) as StoreEvent;
    [...this.watches].forEach(watch => watch.onEvent(happened));
  }

  /** Servers end streams now and then; only one that cannot be had again is said to be lost. */
  private lose(): void {
    if (this.isConnected === true) {
      this.isConnected = null;
    } else if (this.isConnected === null) {
      this.say(false);
    }
  }

  private say(isConnected: boolean): void {
    this.isConnected = isConnected;
    [...this.watches].forEach(watch => watch.onConnected(isConnected));
  }
}

const KINDS: readonly StoreEvent['kind'][] = [
  'frame.new',
  'head.moved',
  'stack.changed',
  'stack.deleted',
  'stack.restored',
  'dashboard.changed',
  'dashboard.deleted',
  'dashboard.restored'
];
