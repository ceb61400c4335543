import type { Kind } from './addresses';
import { IHowFar, worked } from './long-work';
import { english, ITranslation } from '../words';
import type { ITransport } from './transport';

/** What of the store of a Jupyter server goes to the server of a profile. */
export interface ICopyWish {
  kind: Kind;
  name: string;
  /** Its name there, where it is to be another. */
  rename?: string;
  /** The profile whose store it goes to. */
  to: string;
}

export interface ICopied {
  user: string;
  name: string;
  /** Whether anything of it was not there yet. */
  is_new: boolean;
}

/** Stacks and dashboards that a Jupyter server brings elsewhere for its owner. */
export class OwnCopies {
  constructor(
    private readonly transport: ITransport,
    private readonly trans: ITranslation = english
  ) {}

  /** Copy, and tell how far it is. What the signal ends is not there; what was sent of it goes quicker next time. */
  copy(
    wish: ICopyWish,
    onProgress: (far: IHowFar) => void,
    signal: AbortSignal
  ): Promise<ICopied> {
    return worked<ICopied>(
      this.transport,
      this.trans,
      wish,
      onProgress,
      signal
    );
  }
}
