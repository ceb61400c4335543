import { StoreEvent, watchEvents } from '../api/events';
import { Observable } from './observable';
import type { Preferences } from './preferences';

/** Milliseconds in which several events become one look. */
const TOGETHER = 200;

/** Milliseconds that the first look waits for the connection, so that nothing is missed between them. */
const PATIENCE = 2000;

/** What can be kept as it is in the store. */
export interface ILoaded {
  load(): Promise<void>;
  /** Whether something happened that changes it; without it everything does. */
  isAbout?(event: StoreEvent): boolean;
}

/** Keeps what is shown as it is in the store: loads it, and loads it anew when something happens that it is about. */
export class Live extends Observable {
  /** Whether changes do not come at the moment. */
  isLost = false;

  private timer: Timer;
  private polling: Timer;
  private looking: Promise<void> | null = null;
  /** Whether something happened that the look which is on its way may not see. */
  private isBehind = false;

  constructor(
    private readonly eventsUrl: string,
    private readonly preferences: Preferences,
    private readonly shown: ILoaded
  ) {
    super();
  }

  /** Begin; returns what ends it. */
  start(): () => void {
    const ending = new AbortController();
    this.soon(PATIENCE);
    watchEvents(
      this.eventsUrl,
      {
        onEvent: event =>
          (this.shown.isAbout?.(event) ?? true) && this.soon(TOGETHER),
        onConnected: isConnected => this.hear(isConnected)
      },
      ending.signal
    );
    return () => {
      ending.abort();
      clearTimeout(this.timer);
      clearTimeout(this.polling);
      this.timer = undefined;
      this.isBehind = false;
    };
  }

  private hear(isConnected: boolean): void {
    clearTimeout(this.polling);
    if (isConnected) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.looking = null; // what was asked before may never be answered
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
        void this.look();
        this.poll();
      }, pollSeconds * 1000);
    }
  }

  /** Look after a pause; what happens in it waits for no other one, so that there is an end of it. */
  private soon(pause: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, pause);
  }

  /** Look, after the look that is on its way. */
  private async look(): Promise<void> {
    if (this.looking) {
      this.isBehind = true;
      return;
    }
    const look = (this.looking = this.shown.load());
    await look;
    if (this.looking === look) {
      this.looking = null;
      this.follow();
    }
  }

  private follow(): void {
    if (this.isBehind) {
      this.isBehind = false;
      this.soon(TOGETHER);
    }
  }
}

type Timer = ReturnType<typeof setTimeout> | undefined;
