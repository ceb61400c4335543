import type { IRunningPage, RunningPages } from '../api/running-pages';
import { Observable } from './observable';

const SECONDS = 10;

/** The pages that run kernels, as they were when somebody looked last; nothing is asked while nobody looks. */
export class RunningList extends Observable {
  items: readonly IRunningPage[] = [];
  private next: ReturnType<typeof setTimeout> | null = null;

  /** `isLookedAt` says whether the list is on the screen. */
  constructor(
    private readonly pages: RunningPages,
    private readonly isLookedAt: () => boolean
  ) {
    super();
  }

  /** The list is drawn, or is about to be: look as soon as it is seen, and again as long as it is. */
  watch(): void {
    this.next ??= setTimeout(() => void this.look(), 0);
  }

  /** Ask which there are now; what was there stays where the server does not answer. */
  async load(): Promise<void> {
    this.items = await this.pages.list().catch(() => this.items);
    this.changed();
  }

  async shutDown(...pages: readonly IRunningPage[]): Promise<void> {
    const ended = pages.map(({ kernel }) => this.pages.shutDown(kernel));
    await Promise.allSettled(ended);
    await this.load();
  }

  private async look(): Promise<void> {
    if (!this.isLookedAt()) {
      this.next = null;
      return;
    }
    if (document.visibilityState === 'visible') {
      await this.load();
    }
    this.next = setTimeout(() => void this.look(), SECONDS * 1000);
  }
}
