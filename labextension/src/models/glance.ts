import { IPath, isSamePath } from '../api/addresses';
import type { Api, Attachment, Frame, Me } from '../api/api';
import { isPaged } from '../content-types';
import { Observable } from './observable';

/** Milliseconds that one stays at a stack until it is looked at. */
const PAUSE = 250;

/** How many bytes are loaded for a glance at most; of a table only the rows in sight are. */
const CHEAP = 2 << 20;

/** What there is to see of a stack; null where that would take long, or there is nothing. */
export interface IGlance {
  path: IPath;
  store: string;
  frame: Frame | null;
  attachment: Attachment | null;
}

/** A glance at the head of one stack after the other; the last one counts. */
export class Glance extends Observable {
  seen: IGlance | null = null;

  private wanted: IPath | null = null;
  private me: Me | null = null;
  private request = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: Api) {
    super();
  }

  look(path: IPath): void {
    if (this.wanted && isSamePath(this.wanted, path)) {
      return;
    }
    this.wanted = path;
    this.dispose();
    this.timer = setTimeout(() => void this.load(path), PAUSE);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.request.abort();
  }

  private async load(path: IPath): Promise<void> {
    const { signal } = (this.request = new AbortController());
    try {
      this.me ??= await this.api.me(signal);
      const { head } = await this.api.stack(path, signal);
      const first = head?.attachments[0] ?? null;
      const attachment = first && isCheap(first) ? first : null;
      this.see({ path, store: this.me.store, frame: head, attachment });
    } catch {
      // A glance that fails is no reason to say anything: the stack can be chosen all the same.
      if (!signal.aborted) {
        this.see(null);
      }
    }
  }

  private see(seen: IGlance | null): void {
    this.seen = seen;
    this.changed();
  }
}

function isCheap({ content, content_type }: Attachment): boolean {
  return content.length <= CHEAP || isPaged(content_type);
}
