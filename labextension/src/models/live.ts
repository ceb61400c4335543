import { StoreEvent, watchEvents } from '../api/events';
import { Observable } from './observable';
import type { Preferences } from './preferences';

/** Milliseconds in which several events become one look. */
const TOGETHER = 200;

/** Milliseconds that the first look waits for the connection, so that nothing is missed between them. */
const PATIENCE = 2000;

/** Keeps what is shown as it is in the store: loads it, and loads it anew when something happens that it is about. */
export class Live extends Observable {
  /** Whether changes do not come at the moment. */
  isLost = false;

  private readonly ending = new AbortController();
  private timer: Timer;
  private polling: Timer;

  constructor(
    private readonly eventsUrl: string,
    private readonly preferences: Preferences,
    private readonly load: () => void,
    private readonly isAbout: (event: StoreEvent) => boolean = () => true
  ) {
    super();
  }

  start(): void {
    this.timer = setTimeout(this.load, PATIENCE);
    watchEvents(
      this.eventsUrl,
      {
        onEvent: event => this.isAbout(event) && this.soon(TOGETHER),
        onConnected: isConnected => this.hear(isConnected)
      },
      this.ending.signal
    );
  }

  dispose(): void {
    this.ending.abort();
    clearTimeout(this.timer);
    clearTimeout(this.polling);
  }

  private hear(isConnected: boolean): void {
    clearTimeout(this.polling);
    if (isConnected) {
      this.soon(0);
    } else {
      this.poll();
    }
    if (this.isLost === isConnected) {
      this.isLost = !isConnected;
      this.changed();
    }
  }

  private poll(): void {
    const { pollSeconds } = this.preferences;
    if (pollSeconds > 0) {
      this.polling = setTimeout(() => {
        this.load();
        this.poll();
      }, pollSeconds * 1000);
    }
  }

  private soon(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.load, pause);
  }
}

type Timer = ReturnType<typeof setTimeout> | undefined;
