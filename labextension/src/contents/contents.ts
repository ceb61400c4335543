import { __ } from '../words';
import { Cache } from './cache';
import { filterText } from './filter';
import {
  ContentError,
  IContent,
  IRowsQuery,
  ISource,
  ITableRows,
  ITableSummary
} from './model';

const CACHED_BYTES = 64 * 1024 * 1024;
const CACHED_CELLS = 500_000;

const contents = new Cache<Uint8Array<ArrayBuffer>>(CACHED_BYTES);
const pages = new Cache<ITableRows>(CACHED_CELLS);

/** The contents of a card, from the first source that has them, and remembered by hash. */
export class Contents {
  constructor(private readonly sources: readonly ISource[]) {}

  /** All bytes of a content. */
  async bytes(
    content: IContent,
    signal: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer>> {
    const known = contents.get(content.sha256);
    if (known) {
      return known;
    }
    const bytes = await this.first(source => source.bytes(content, signal));
    contents.set(content.sha256, bytes, bytes.length);
    return bytes;
  }

  /** A text content. */
  async text(content: IContent, signal: AbortSignal): Promise<string> {
    return new TextDecoder().decode(await this.bytes(content, signal));
  }

  /** The beginning of a text content, of `count` bytes or more. */
  async beginning(
    content: IContent,
    count: number,
    signal: AbortSignal
  ): Promise<string> {
    const bytes =
      contents.get(content.sha256) ??
      (await this.first(async source =>
        source.begin
          ? source.begin(content, count, signal)
          : source.bytes(content, signal)
      ));
    // A letter of which the end is missing is left out.
    return new TextDecoder().decode(bytes, { stream: true });
  }

  /** Some rows of a table. */
  async rows(
    content: IContent,
    query: IRowsQuery,
    signal: AbortSignal
  ): Promise<ITableRows> {
    const key = [
      content.sha256,
      query.offset,
      query.limit,
      query.sort ?? '',
      filterText(query.filter ?? [])
    ].join(' ');
    const known = pages.get(key);
    if (known) {
      return known;
    }
    const page = await this.first(source =>
      source.rows(content, query, signal)
    );
    pages.set(key, page, page.rows.length * page.columns.length);
    return page;
  }

  /** What the values of one column of a table are like. */
  async summary(
    content: IContent,
    key: string,
    signal: AbortSignal
  ): Promise<ITableSummary> {
    return this.first(
      async source => source.summary?.(content, key, signal),
      () => __('A file without a server has no statistics.')
    );
  }

  private async first<Found>(
    ask: (source: ISource) => Promise<Found | undefined>,
    missing = unreachable
  ): Promise<Found> {
    let failure: ContentError | undefined;
    for (const source of this.sources) {
      try {
        const found = await ask(source);
        if (found !== undefined) {
          return found;
        }
      } catch (error) {
        if (!(error instanceof ContentError)) {
          throw error;
        }
        failure ??= error;
      }
    }
    throw failure ?? new ContentError(missing());
  }
}

function unreachable(): string {
  return __(
    'This revision can no longer be reached. Reload the page to see the present one.'
  );
}
