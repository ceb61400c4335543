import type {
  Api,
  FrameChanges,
  FrameRef,
  FrameSummary,
  IStackPath
} from '../api/api';
import { asFailure, Failure } from '../api/failure';
import { Observable } from './observable';

/** How long each part of an answer is at first, and when more is asked for. */
const LIMITS = [100, 500, 2000] as const;

/** How many frames there are to choose from. */
const FRAMES = 1000;

export type ComparisonState = 'loading' | 'ready' | 'failed';

/** What differs between two frames of a stack; the pair that was asked for last is what counts. */
export class Comparison extends Observable {
  state: ComparisonState = 'loading';
  failure: Failure | null = null;
  changes: FrameChanges | null = null;
  frames: readonly FrameSummary[] = [];
  /** The columns by which rows of tables are the same; empty leaves it to the server. */
  key = '';

  private step = 0;
  private request = new AbortController();

  constructor(
    private readonly api: Api,
    readonly path: IStackPath,
    public old: FrameRef,
    public now: FrameRef
  ) {
    super();
  }

  /** Whether the server would tell more of what is cut off. */
  get canTellMore(): boolean {
    return this.step < LIMITS.length - 1;
  }

  compare(old: FrameRef, now: FrameRef): void {
    this.old = old;
    this.now = now;
    this.key = '';
    this.changes = null;
    this.step = 0;
    void this.load();
  }

  /** Say by which columns rows are the same. */
  match(key: string): void {
    this.key = key;
    void this.load();
  }

  more(): void {
    this.step += 1;
    void this.load();
  }

  /** Compare anew; what was there stays until the answer comes. */
  async load(): Promise<void> {
    this.request.abort();
    const { signal } = (this.request = new AbortController());
    this.state = 'loading';
    this.changed();
    try {
      const query = {
        against: this.old,
        limit: LIMITS[this.step],
        key: this.key
      };
      const [changes, frames] = await Promise.all([
        this.api.diff(this.path, this.now, query, signal),
        this.framesOnce(signal)
      ]);
      if (!signal.aborted) {
        this.take(changes, frames);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.failure = asFailure(error);
        this.state = 'failed';
        this.changed();
      }
    }
  }

  dispose(): void {
    this.request.abort();
  }

  private take(changes: FrameChanges, frames: readonly FrameSummary[]): void {
    this.changes = changes;
    this.frames = frames;
    this.state = 'ready';
    this.failure = null;
    this.changed();
  }

  private async framesOnce(
    signal: AbortSignal
  ): Promise<readonly FrameSummary[]> {
    return this.frames.length
      ? this.frames
      : (await this.api.frames(this.path, { limit: FRAMES }, signal)).frames;
  }
}
