import { Api, Me } from '../api/api';
import { Failure, asFailure } from '../api/failure';
import { Observable } from './observable';
import { Preferences } from './preferences';

/** Whose things a list has. */
export type Whose = 'all' | 'mine' | 'shared' | 'public';
export type Sort = 'time' | 'name';
export type ListState = 'loading' | 'ready' | 'failed';

/** How many items a server gives at a time at most. */
const MOST = 1000;

/** Milliseconds after the last key until a search begins. */
const PAUSE = 150;

/** What a list is narrowed to. */
export interface INarrowing {
  text: string;
  whose: Whose;
  sort: Sort;
}

/** What a list has, in which order, and which page of it. */
export interface IPageQuery {
  q?: string;
  whose?: Exclude<Whose, 'all'>;
  sort?: Sort;
  limit?: number;
  after?: string;
}

export interface IPage<Item> {
  items: readonly Item[];
  next: string | null;
}

/** What one may see of a kind, as far as it has been scrolled to; what was asked for last is what counts. */
export abstract class PagedList<Item> extends Observable {
  items: readonly Item[] = [];
  me: Me | null = null;
  state: ListState = 'loading';
  failure: Failure | null = null;
  text = '';
  whose: Whose = 'all';
  sort: Sort = 'time';

  private next: string | null = null;
  /** Whether an answer is on its way, which the next page would be put beside or be lost under. */
  private isLoading = false;
  /** Whether the next page is asked for, so that a new list which cuts it off has it too. */
  private isGrowing = false;
  /** What the items are an answer to. */
  private answered = '';
  private request = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    protected readonly api: Api,
    private readonly preferences = new Preferences()
  ) {
    super();
  }

  get hasMore(): boolean {
    return this.next !== null;
  }

  /** Whether the list is narrowed, so that nothing in it does not mean that there is nothing. */
  get isNarrowed(): boolean {
    return this.text.trim() !== '' || this.whose !== 'all';
  }

  /** What is asked for, whichever page of it. */
  get asked(): string {
    return JSON.stringify(this.query({}));
  }

  search(text: string): void {
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), PAUSE);
    this.changed();
  }

  show(whose: Whose): void {
    this.whose = whose;
    void this.load();
  }

  order(sort: Sort): void {
    this.sort = sort;
    void this.load();
  }

  /** Say what the next `load` asks for. */
  begin(asked: INarrowing): void {
    Object.assign(this, asked);
    this.changed();
  }

  /** Ask for something else, all at once. */
  narrow(asked: INarrowing): void {
    const { text, whose, sort } = asked;
    if (text !== this.text || whose !== this.whose || sort !== this.sort) {
      this.begin(asked);
      void this.load();
    }
  }

  /** Load the list anew; what was there stays until it comes, and as much as was there if the same is asked for. */
  async load(): Promise<void> {
    clearTimeout(this.timer);
    this.request.abort();
    const { signal } = (this.request = new AbortController());
    this.isLoading = true;
    this.state = this.items.length ? this.state : 'loading';
    this.changed();
    try {
      this.me ??= await this.api.me(signal);
      const { asked } = this;
      const first = await this.first(this.countFor(asked), signal);
      if (!signal.aborted) {
        this.answered = asked;
        this.take(first.items, first.next);
      }
    } catch (error) {
      this.fail(error, signal);
    }
  }

  /** Load the next page of what is there, unless something else is on its way; after a failure not until `load`. */
  async more(): Promise<void> {
    const isStuck = this.state === 'failed' || this.asked !== this.answered;
    if (this.next === null || this.isLoading || isStuck) {
      return;
    }
    this.isLoading = this.isGrowing = true;
    const { signal } = this.request;
    try {
      const limit = this.preferences.pageSize;
      const query = this.query({ limit, after: this.next });
      const page = await this.page(query, signal);
      if (!signal.aborted) {
        this.take([...this.items, ...page.items], page.next);
      }
    } catch (error) {
      this.fail(error, signal);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.request.abort();
  }

  /** Ask for a page. */
  protected abstract page(
    query: IPageQuery,
    signal: AbortSignal
  ): Promise<IPage<Item>>;

  /** How many items a new list has: as many as are there or on their way, if they are the same. */
  private countFor(asked: string): number {
    const { pageSize } = this.preferences;
    const next = this.isGrowing ? pageSize : 0;
    const there = asked === this.answered ? this.items.length + next : 0;
    return Math.max(pageSize, there);
  }

  /** The first items, as many as there are up to a count; after a thousand they come in several answers. */
  private async first(
    count: number,
    signal: AbortSignal
  ): Promise<IPage<Item>> {
    const items: Item[] = [];
    let next: string | null = null;
    do {
      const limit = Math.min(count - items.length, MOST);
      const query = this.query({ limit, after: next ?? undefined });
      const page = await this.page(query, signal);
      items.push(...page.items);
      next = page.next;
    } while (next !== null && items.length < count);
    return { items, next };
  }

  private take(items: readonly Item[], next: string | null): void {
    this.items = items;
    this.next = next;
    this.isLoading = this.isGrowing = false;
    this.state = 'ready';
    this.failure = null;
    this.changed();
  }

  private fail(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) {
      this.isLoading = this.isGrowing = false;
      this.failure = asFailure(error);
      this.state = 'failed';
      this.changed();
    }
  }

  private query(page: IPageQuery): IPageQuery {
    return {
      q: this.text.trim(),
      whose: this.whose === 'all' ? undefined : this.whose,
      sort: this.sort,
      ...page
    };
  }
}
