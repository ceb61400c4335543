import type { components } from './v1';

export type StoreEvent = components['schemas']['Event'];

/** How long to wait until a stream that broke is asked for again, at first and at most. */
const FIRST = 1000;
const LONGEST = 30_000;

export interface IWatch {
  onEvent: (event: StoreEvent) => void;
  /** Whether events come; called when it changes. */
  onConnected: (isConnected: boolean) => void;
}

/** Watch what happens in the store, until the signal says that nobody looks any more. */
export function watchEvents(
  url: string,
  watch: IWatch,
  signal: AbortSignal
): void {
  new Watching(url, watch, signal).begin();
}

class Watching {
  private last: string | null = null;
  private pause = FIRST;
  private isConnected: boolean | null = null;

  constructor(
    private readonly url: string,
    private readonly watch: IWatch,
    private readonly signal: AbortSignal
  ) {}

  begin(): void {
    if (this.signal.aborted) {
      return;
    }
    const after = this.last === null ? '' : `?after=${this.last}`;
    const source = new EventSource(this.url + after);
    const end = (): void => source.close();
    this.signal.addEventListener('abort', end);
    source.onopen = () => {
      this.pause = FIRST;
      this.say(true);
    };
    source.onerror = () => {
      source.close();
      this.signal.removeEventListener('abort', end);
      this.say(false);
      setTimeout(() => this.begin(), this.pause);
      this.pause = Math.min(2 * this.pause, LONGEST);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, event =>
        this.hear(event as MessageEvent<string>)
      );
    }
  }

  private hear(event: MessageEvent<string>): void {
    this.last = event.lastEventId || this.last;
    this.watch.onEvent(JSON.parse(event.data) as StoreEvent);
  }

  private say(isConnected: boolean): void {
    if (this.isConnected !== isConnected) {
      this.isConnected = isConnected;
      this.watch.onConnected(isConnected);
    }
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
