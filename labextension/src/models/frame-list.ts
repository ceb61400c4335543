import { Api, FrameChanges, FrameSummary, IStackPath } from '../api/api';
import { Failure, asFailure } from '../api/failure';
import { IPage, IPageQuery, PagedList } from './paged-list';

/** Two frames with no more bytes than this are compared without being asked. */
const SMALL = 1_000_000;

/** What is known of how a frame differs from the one before; null while that comes. */
export type Difference = FrameChanges | Failure | null;

/** The frames of a stack, newest first, and what changed from one to the next. */
export class FrameList extends PagedList<FrameSummary> {
  private readonly known = new Map<string, Difference>();
  /** Frames are compared one after the other: it is the server that has the work. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly ending = new AbortController();

  constructor(
    api: Api,
    private readonly path: IStackPath
  ) {
    super(api);
  }

  /** The frame before one, as far as frames are loaded. */
  before(frame: FrameSummary): FrameSummary | undefined {
    return this.items[this.items.indexOf(frame) + 1];
  }

  /** How a frame differs from the one before; undefined where nobody has asked. */
  difference(frame: FrameSummary): Difference | undefined {
    return this.known.get(this.keyOf(frame));
  }

  /** Whether it takes so little to compare a frame with the one before that one need not ask. */
  isQuick(frame: FrameSummary): boolean {
    const before = this.before(frame);
    return !!before && frame.length + before.length <= SMALL;
  }

  /** Ask how a frame differs from the one before, unless that is known or on its way. */
  async compare(frame: FrameSummary): Promise<void> {
    const key = this.keyOf(frame);
    const before = this.before(frame);
    if (!before || (this.known.has(key) && !this.hasFailed(frame))) {
      return;
    }
    this.known.set(key, null);
    this.changed();
    const { signal } = this.ending;
    const query = { against: before.id, limit: 0 };
    const found = this.turn.then(() =>
      signal.aborted
        ? null
        : this.api.diff(this.path, frame.id, query, signal).catch(asFailure)
    );
    this.turn = found;
    this.known.set(key, await found);
    this.changed();
  }

  /** Load the frames anew; what could not be compared may be now. */
  override load(): Promise<void> {
    for (const [key, difference] of this.known) {
      if (difference instanceof Failure) {
        this.known.delete(key);
      }
    }
    return super.load();
  }

  override dispose(): void {
    super.dispose();
    this.ending.abort();
  }

  protected override async page(
    { limit, after }: IPageQuery,
    signal: AbortSignal
  ): Promise<IPage<FrameSummary>> {
    const page = await this.api.frames(this.path, { limit, after }, signal);
    return { items: page.frames, next: page.next ?? null };
  }

  private hasFailed(frame: FrameSummary): boolean {
    return this.difference(frame) instanceof Failure;
  }

  /** The frame before may be another one later: when one between them is deleted. */
  private keyOf(frame: FrameSummary): string {
    return `${frame.id} ${this.before(frame)?.id ?? ''}`;
  }
}
