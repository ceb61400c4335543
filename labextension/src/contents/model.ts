import type { ICondition } from './filter';

/** An attachment as a card's state names it; `settings` is what a view needs to know before it has the content. */
export interface IContent {
  index: number;
  content_type: string;
  application?: string | null;
  sha256: string;
  length: number;
  description?: string | null;
  settings?: Readonly<Record<string, unknown>> | null;
}

/** Where a card's contents are: the stack, the frame, and the store that has them. */
export interface IPlace {
  stack: string;
  store: string;
  frame: string;
}

export interface IColumn {
  key: string;
  name: string;
  type: string;
  index: boolean;
  /** The time zone of moments that have one. */
  zone?: string | null;
}

/** What a cell can be; numbers that JavaScript does not hold exactly are texts. */
export type Cell = string | number | boolean | null;

/** A page of a table: `rows` begin at row `offset` of `total`. */
export interface ITableRows {
  columns: IColumn[];
  rows: Cell[][];
  offset: number;
  total: number;
  sort: string | null;
}

/** Which rows to take: `sort` is a column's key, with a minus before it for descending. */
export interface IRowsQuery {
  offset: number;
  limit: number;
  sort: string | null;
  filter?: readonly ICondition[];
}

/** What the values of a column are like; `nulls` are missing, `distinct` is null where there are too many to count. */
export interface IColumnSummary extends IColumn {
  nulls: number;
  distinct: number | null;
  minimum: Cell;
  maximum: Cell;
  mean: Cell;
  frequent: { value: Cell; count: number }[];
  histogram: { edges: Cell[]; counts: number[] } | null;
}

/** What a table of `total` rows is like, by its first `seen` rows. */
export interface ITableSummary {
  columns: IColumnSummary[];
  total: number;
  seen: number;
}

/** A way to contents. Each verb gives undefined where the content cannot be had this way. */
export interface ISource {
  bytes(
    content: IContent,
    signal: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The first `count` bytes, or more of them. */
  begin?(
    content: IContent,
    count: number,
    signal: AbortSignal
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
  rows(
    content: IContent,
    query: IRowsQuery,
    signal: AbortSignal
  ): Promise<ITableRows | undefined>;
  /** What the values of one column are like. */
  summary?(
    content: IContent,
    key: string,
    signal: AbortSignal
  ): Promise<ITableSummary | undefined>;
}

/** A failure in words for the reader of the page, who may try again unless it is final. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly isFinal: boolean;

  constructor(message: string, { isFinal = false } = {}) {
    super(message);
    this.isFinal = isFinal;
  }
}
