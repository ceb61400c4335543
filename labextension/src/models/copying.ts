import { asFailure, Failure } from '../api/failure';
import type { IHowFar } from '../api/long-work';
import type { ICopied, OwnCopies } from '../api/own-copies';
import type { IShared } from '../api/sharing';
import { Observable } from './observable';

/** A copy that came there, and the profile that leads to it. */
export interface ICopiedTo extends ICopied {
  to: string;
}

/** Brings a stack or a dashboard to the server of a profile, where others reach it. */
export class Copying extends Observable {
  /** The profile whose server was chosen; empty until one was. */
  to = '';
  /** What it is called there. */
  name: string;
  /** How far it is; null while nothing is on its way. */
  far: IHowFar | null = null;
  failure: Failure | null = null;
  copied: ICopiedTo | null = null;

  private ending = new AbortController();

  constructor(
    private readonly copies: OwnCopies,
    readonly shared: IShared
  ) {
    super();
    this.name = shared.name;
  }

  set(changed: Partial<Pick<Copying, 'to' | 'name'>>): void {
    Object.assign(this, changed);
    this.changed();
  }

  async start(to: string): Promise<void> {
    const { shared } = this;
    const { signal } = (this.ending = new AbortController());
    this.tell({ far: { done: 0, total: null }, failure: null, copied: null });
    const name = this.name.trim();
    const rename = name === shared.name ? undefined : name || undefined;
    const { kind } = shared;
    const wish = { kind, name: shared.name, rename, to };
    try {
      const onProgress = (far: IHowFar): void => this.tell({ far });
      const copied = await this.copies.copy(wish, onProgress, signal);
      this.tell({ far: null, copied: { ...copied, to } });
    } catch (error) {
      const failure = signal.aborted ? null : asFailure(error);
      this.tell({ far: null, failure });
    }
  }

  stop(): void {
    this.ending.abort();
  }

  private tell(
    told: Partial<Pick<Copying, 'far' | 'failure' | 'copied'>>
  ): void {
    Object.assign(this, told);
    this.changed();
  }
}
