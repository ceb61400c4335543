import { failureOf } from './failure';
import { IHowFar, worked } from './long-work';
import { english, ITranslation } from '../words';
import type { ITransport } from './transport';

/** What is known of a file of the Jupyter server before it is pushed. */
export interface IFileToPush {
  /** The name that its own name suggests. */
  stack: string;
  is_folder: boolean;
  /** Whether all in a folder is pushed but for hidden files, which the server does not show. */
  leaves_hidden: boolean;
  /** How many bytes a file has. */
  length: number;
}

/** What is pushed, and how; params are as a person writes them. */
export interface IPushWish {
  paths: readonly string[];
  stack: string;
  message?: string;
  params?: Record<string, string>;
  access?: 'private' | 'internal' | 'public';
  /** The profile whose store it goes to; without one it is the store of the server itself. */
  profile?: string;
}

export interface IPushedFile {
  user: string;
  name: string;
  frame: number;
  /** Whether a frame was made; not where the head is the same. */
  is_new: boolean;
}

/** Files of a Jupyter server, which it pushes for its owner. */
export class OwnFiles {
  constructor(
    private readonly transport: ITransport,
    private readonly trans: ITranslation = english
  ) {}

  async look(path: string): Promise<IFileToPush> {
    const search = new URLSearchParams({ path }).toString();
    const answer = await this.transport.send(`?${search}`);
    if (!answer.ok) {
      throw await failureOf(answer);
    }
    return (await answer.json()) as IFileToPush;
  }

  /** Push, and tell how far it is; what the signal ends is not pushed. */
  push(
    wish: IPushWish,
    onProgress: (far: IHowFar) => void,
    signal: AbortSignal
  ): Promise<IPushedFile> {
    return worked<IPushedFile>(
      this.transport,
      this.trans,
      wish,
      onProgress,
      signal
    );
  }
}
