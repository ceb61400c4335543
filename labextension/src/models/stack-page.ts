import { Api, Attachment, Frame, IStackPath, Me, Stack } from '../api/api';
import { deleteStack, restoreStack } from '../api/changing';
import { Failure, asFailure } from '../api/failure';
import type { StoreEvent } from '../api/events';
import { Choosing } from './choosing';
import { FrameList } from './frame-list';
import { Observable } from './observable';
import { Action, isOwn, may } from './rights';

export type PageState = 'loading' | 'ready' | 'failed';

/** The name of the frame in a page's query; the head where it is not there. */
const FRAME = 'frame';

/** Statuses that no second try changes: signed out, not allowed, not there. */
const GONE: readonly number[] = [401, 403, 404];

/** One stack as its page shows it: the head or an older frame, and what is chosen among its attachments. */
export class ShownStack extends Observable {
  state: PageState = 'loading';
  failure: Failure | null = null;
  me: Me | null = null;
  stack: Stack | null = null;
  /** The frame that is looked at, null in a stack without frames. */
  frame: Frame | null = null;
  choosing = new Choosing();
  /** The head that was set here last, and the one before: as long as nobody set another one. */
  moved: { from: number | null; to: number } | null = null;
  /** What was deleted here last, and can be brought back: a frame, or without one the whole stack. */
  gone: { frame?: number } | null = null;
  readonly frames: FrameList;

  private request = new AbortController();
  private query: string;
  /** Whether the query is to be read anew, rather than what is chosen to be kept. */
  private isAsked = true;

  /** `query` says where one begins: `?frame=3&country=FR`. */
  constructor(
    private readonly api: Api,
    readonly path: IStackPath,
    query = ''
  ) {
    super();
    this.query = query;
    this.frames = new FrameList(api, path);
  }

  /** What the address of the page says of what is looked at. */
  get search(): string {
    return this.query;
  }

  /** Which frame is wanted; null is the head, whichever that is. */
  get wanted(): string | null {
    return new URLSearchParams(this.query).get(FRAME);
  }

  /** Whether it is not the head that is looked at. */
  get isOld(): boolean {
    return this.frame !== null && this.frame.id !== this.stack?.head?.id;
  }

  /** Whether it is not there any more, or not for the asker. */
  get isGone(): boolean {
    return this.failure !== null && GONE.includes(this.failure.status);
  }

  get attachment(): Attachment | null {
    return this.frame?.attachments[this.choosing.index] ?? null;
  }

  /** The params of the attachment that were chosen, as they travel. */
  get params(): Record<string, unknown> {
    const chosen = this.choosing.controls.map(({ param }) => param.name);
    const params = this.attachment?.params ?? {};
    return Object.fromEntries(
      chosen.filter(name => name in params).map(name => [name, params[name]])
    );
  }

  /** Whether it is the asker's own. */
  get isMine(): boolean {
    return isOwn(this.me, this.path);
  }

  /** Whether the asker may do something to it. */
  may(action: Action): boolean {
    return may(this.me, action, this.path);
  }

  /** Load the stack and the frame anew; what was there stays until they come. */
  async load(): Promise<void> {
    this.request.abort();
    const { signal } = (this.request = new AbortController());
    this.state = this.stack ? this.state : 'loading';
    this.changed();
    try {
      this.me ??= await this.api.me(signal);
      const stack = await this.api.stack(this.path, signal);
      const frame = await this.frameOf(stack, signal);
      const choosing = await this.choosingOf(frame, signal);
      if (!signal.aborted) {
        this.take(stack, frame, choosing);
        this.frames.me = this.me;
        void this.frames.load();
      }
    } catch (error) {
      this.fail(error, signal);
    }
  }

  /** Look at a frame, null for the head. */
  lookAt(frame: number | null): void {
    this.gone = null;
    const search = new URLSearchParams(this.query);
    search.delete(FRAME);
    const rest = this.choosing.write(search.size ? `?${search}` : '');
    const isHead = frame === null || frame === this.stack?.head?.number;
    this.query = isHead ? rest : `?${FRAME}=${frame}${rest.replace('?', '&')}`;
    void this.load();
  }

  /** Move a control. */
  choose(param: string, label: string): void {
    this.choosing.move(param, label);
    this.query = this.choosing.write(this.query);
    this.changed();
  }

  /** Go where an address says, as the buttons of a browser ask for it. */
  go(query: string): void {
    if (query === this.query) {
      return;
    }
    this.query = query;
    this.isAsked = true;
    void this.load();
  }

  /** Let the stack show a frame, and look at it as its head. */
  async makeHead(frame: number): Promise<void> {
    const { old } = await this.api.moveHead(this.path, frame);
    this.moved = { from: old?.number ?? null, to: frame };
    this.lookAt(null);
  }

  /** Take it back. */
  async undo(): Promise<void> {
    const before = this.moved?.from;
    if (typeof before === 'number') {
      await this.makeHead(before);
      this.moved = null;
    }
  }

  /** Delete the stack, or one frame of it. */
  async remove(frame?: number): Promise<void> {
    await deleteStack(this.api, this.path, frame);
    if (frame === undefined) {
      void this.load();
    } else {
      this.lookAt(null);
    }
    this.gone = { frame };
    this.changed();
  }

  /** Bring back what was deleted here last. */
  async bringBack(): Promise<void> {
    if (this.gone) {
      await restoreStack(this.api, this.path, this.gone.frame);
      this.gone = null;
      await this.load();
    }
  }

  /** Whether something happened to this stack. */
  isAbout({ user, name }: StoreEvent): boolean {
    return user === this.path.user && name === this.path.name;
  }

  dispose(): void {
    this.request.abort();
    this.frames.dispose();
  }

  private async frameOf(
    stack: Stack,
    signal: AbortSignal
  ): Promise<Frame | null> {
    const { wanted } = this;
    const isHead = wanted === null || wanted === String(stack.head?.number);
    return isHead
      ? stack.head
      : await this.api.frame(this.path, wanted, signal);
  }

  private async choosingOf(
    frame: Frame | null,
    signal: AbortSignal
  ): Promise<Choosing> {
    const isSame = frame?.id === this.frame?.id;
    if (isSame && !this.isAsked) {
      return this.choosing;
    }
    if (!frame) {
      return new Choosing();
    }
    const choices = await this.api.choices(this.path, frame.id, signal);
    const wished = this.isAsked
      ? new Choosing(choices).read(this.query)
      : this.choosing.chosen;
    return new Choosing(choices, wished);
  }

  private take(stack: Stack, frame: Frame | null, choosing: Choosing): void {
    if (this.moved?.to !== stack.head?.number) {
      this.moved = null;
    }
    if (this.gone && this.gone.frame === undefined) {
      this.gone = null; // the stack is there again
    }
    this.stack = stack;
    this.frame = frame;
    this.choosing = choosing;
    this.isAsked = false;
    this.state = 'ready';
    this.failure = null;
    this.query = choosing.write(this.query);
    this.changed();
  }

  private fail(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) {
      this.failure = asFailure(error);
      this.state = 'failed';
      this.changed();
    }
  }
}
