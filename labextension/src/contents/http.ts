import { encodedPath } from '../api/encoded-path';
import { __ } from '../words';
import { filterText } from './filter';
import {
  ContentError,
  IContent,
  IPlace,
  IRowsQuery,
  ISource,
  ITableRows,
  ITableSummary
} from './model';

/** Servers and stores that they have, or have not: asking for those would fail again. */
const friends = new Set<string>();
const strangers = new Set<string>();

/** Contents over HTTP, with the rights of the person who looks at the page. */
export class HttpSource implements ISource {
  /**
   * `hasKernel` says whether there is another way to contents, so that a server is asked once in vain; `v1` is where
   * the interface v1 of the server is, with a slash at its end, null where the page has no server.
   */
  constructor(
    private readonly place: () => IPlace,
    private readonly hasKernel: () => boolean,
    private readonly v1: () => string | null = ownV1
  ) {}

  /** The address of a content, null where the page has no server that has it. */
  address(content: IContent): string | null {
    const v1 = this.v1();
    return v1 === null || strangers.has(this.known())
      ? null
      : `${v1}${attachmentPath(this.place(), content.index)}/content`;
  }

  async bytes(
    content: IContent,
    signal: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const address = this.address(content);
    const answer = address && (await this.ask(address, content, { signal }));
    return answer ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  }

  async begin(
    content: IContent,
    count: number,
    signal: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const address = this.address(content);
    const headers = { Range: `bytes=0-${count - 1}` };
    const answer =
      address && (await this.ask(address, content, { signal, headers }));
    return answer ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  }

  async rows(
    content: IContent,
    query: IRowsQuery,
    signal: AbortSignal
  ): Promise<ITableRows | undefined> {
    const search = searchOf(query);
    return this.part<ITableRows>(content, 'rows', search, signal);
  }

  async summary(
    content: IContent,
    key: string,
    signal: AbortSignal
  ): Promise<ITableSummary | undefined> {
    const search = new URLSearchParams({ columns: JSON.stringify(key) });
    return this.part<ITableSummary>(content, 'table', search, signal);
  }

  /** Whether the server has this very content. */
  async has(content: IContent): Promise<boolean> {
    const address = this.address(content);
    const request = { method: 'HEAD' };
    return !!address && !!(await this.ask(address, content, request));
  }

  /** What the server makes of a content. */
  private async part<Part>(
    content: IContent,
    name: string,
    search: URLSearchParams,
    signal: AbortSignal
  ): Promise<Part | undefined> {
    const address = this.address(content)?.replace(/content$/, name);
    const url = address && `${address}?${search}`;
    const answer = url && (await this.ask(url, content, { signal }));
    return answer ? ((await answer.json()) as Part) : undefined;
  }

  private async ask(
    url: string,
    content: IContent,
    request: RequestInit
  ): Promise<Response | undefined> {
    const { store } = this.place();
    const known = this.known();
    const answer = await answered(url, request);
    const named = answer.ok ? answer.headers.get('Dstack-Store') : null;
    const isOurs = answer.ok ? named !== null : await explained(answer);
    if (named === store) {
      friends.add(known);
      return tagOf(answer) === content.sha256 ? answer : undefined;
    }
    const isFriend = friends.has(known) || !this.hasKernel();
    if (!isOurs && isFriend) {
      throw stray();
    }
    if (named !== null || !isFriend) {
      strangers.add(known);
    }
    return undefined;
  }

  /** A server and a store: by what friends and strangers are told apart. */
  private known(): string {
    return `${this.v1()} ${this.place().store}`;
  }
}

/** The interface v1 of the server that the page is of. */
function ownV1(): string | null {
  const base = baseUrl();
  return base === null ? null : `${base}dstack/api/v1/`;
}

/** The server's base URL, from the page's configuration; null where there is no server. */
export function baseUrl(): string | null {
  if (!location.protocol.startsWith('http')) {
    return null;
  }
  const text = document.getElementById('jupyter-config-data')?.textContent;
  try {
    const { baseUrl } = JSON.parse(text ?? '{}') as { baseUrl?: unknown };
    return typeof baseUrl === 'string'
      ? new URL(baseUrl, location.origin).href
      : null;
  } catch {
    return null;
  }
}

function attachmentPath(place: IPlace, index: number): string {
  const stack = encodedPath('stacks', place.stack);
  const frame = encodeURIComponent(place.frame);
  return `${stack}/-/frames/${frame}/attachments/${index}`;
}

function searchOf(query: IRowsQuery): URLSearchParams {
  const { offset, limit, sort, filter = [] } = query;
  const search = new URLSearchParams({
    offset: `${offset}`,
    limit: `${limit}`
  });
  if (sort !== null) {
    search.set('sort', sort);
  }
  if (filter.length > 0) {
    search.set('filter', filterText(filter));
  }
  return search;
}

async function answered(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...request });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new ContentError(
      __('The server does not answer. Check the connection, then try again.')
    );
  }
}

/** An answer that is none of our server: of a proxy, or of a page on which one signs in. */
function stray(): ContentError {
  return new ContentError(
    __(
      'Something else answered in place of the server. Check that you are signed in, then try again.'
    )
  );
}

/**
 * Throw what the server says is wrong. True where it is only that it has no such content any more, false where
 * the answer is not of our server.
 */
async function explained(answer: Response): Promise<boolean> {
  const { status } = answer;
  const said = await wordsOf(answer);
  if (status === 404) {
    return said !== null;
  }
  if (said === null && PASSING[status] === undefined && status < 500) {
    return false;
  }
  const words =
    PASSING[status]?.() ?? said ?? __('The server could not answer.');
  throw new ContentError(words, {
    isFinal: status < 500 && !(status in PASSING)
  });
}

const PASSING: Record<number, () => string> = {
  401: () => __('You are signed out. Sign in again, then reload the page.'),
  403: () =>
    __(
      'You are signed out, or may not see this. Sign in, then reload the page.'
    ),
  429: () => __('The server has much to do. Try again in a moment.')
};

/** The words of an answer of ours, null where the answer is not of our kind. */
async function wordsOf(answer: Response): Promise<string | null> {
  try {
    const { message, code } = (await answer.json()) as Record<string, unknown>;
    return typeof message === 'string' && code !== undefined ? message : null;
  } catch {
    return null;
  }
}

function tagOf(answer: Response): string {
  const tag = answer.headers.get('ETag') ?? '';
  return tag
    .replace(/^W\//, '')
    .replace(/"/g, '')
    .replace(/-gzip$/, '');
}
