import { __ } from '../words';
import { filterText } from './filter';
import {
  ContentError,
  IContent,
  IRowsQuery,
  ISource,
  ITableRows,
  ITableSummary
} from './model';

/** The two ends of a comm, as an anywidget model has them. */
export interface IComm {
  isLive(): boolean;
  send(message: Record<string, unknown>): void;
  onMessage(
    listener: (message: IReply, buffers: readonly DataView[]) => void
  ): () => void;
}

interface IReply {
  kind?: string;
  name?: string;
  index?: number;
  request?: number;
  rows?: ITableRows;
  table?: ITableSummary;
  error?: string;
}

const PATIENCE = 60_000;

let requests = 0;

/** Contents from the kernel, for pages that cannot reach the store. */
export class CommSource implements ISource {
  constructor(private readonly comm: IComm) {}

  async bytes(
    content: IContent,
    signal: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { index } = content;
    return this.buffer({ kind: 'content', index }, signal);
  }

  async rows(
    content: IContent,
    query: IRowsQuery,
    signal: AbortSignal
  ): Promise<ITableRows | undefined> {
    const { index } = content;
    const { filter = [], ...page } = query;
    const asked = { kind: 'rows', index, ...page };
    const answer = await this.ask(
      filter.length ? { ...asked, filter: filterText(filter) } : asked,
      signal
    );
    return answer?.reply.rows;
  }

  async summary(
    content: IContent,
    key: string,
    signal: AbortSignal
  ): Promise<ITableSummary | undefined> {
    const asked = { index: content.index, columns: JSON.stringify(key) };
    const answer = await this.ask({ kind: 'table', ...asked }, signal);
    return answer?.reply.table;
  }

  /** A module or another asset of this package. */
  async module(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.buffer({ kind: 'module', name });
  }

  private async buffer(
    message: Record<string, unknown>,
    signal?: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const answer = await this.ask(message, signal);
    const view = answer?.buffers[0];
    return view && copied(view);
  }

  private async ask(
    message: Record<string, unknown>,
    signal?: AbortSignal
  ): Promise<{ reply: IReply; buffers: readonly DataView[] } | undefined> {
    if (!this.comm.isLive()) {
      return undefined;
    }
    const request = ++requests;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        end();
        signal?.removeEventListener('abort', abort);
        act();
      };
      const abort = (): void =>
        settle(() => reject(new DOMException('aborted', 'AbortError')));
      const timer = setTimeout(
        () => settle(() => reject(new ContentError(silence()))),
        PATIENCE
      );
      const end = this.comm.onMessage((reply, buffers) => {
        if (isAnswer(reply, message, request)) {
          settle(() =>
            reply.error
              ? reject(new ContentError(reply.error))
              : resolve({ reply, buffers })
          );
        }
      });
      signal?.addEventListener('abort', abort);
      this.comm.send({ ...message, request });
    });
  }
}

function silence(): string {
  return __(
    'The kernel does not answer. When it is free again, or restarted and the cell run again, try again.'
  );
}

function isAnswer(
  reply: IReply,
  message: Record<string, unknown>,
  request: number
): boolean {
  if (reply.kind !== message.kind) {
    return false;
  }
  return reply.request === undefined
    ? reply.index === message.index && reply.name === message.name
    : reply.request === request;
}

function copied(view: DataView | ArrayBuffer): Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(view)
    ? new Uint8Array(
        new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      )
    : new Uint8Array(view.slice(0));
}
