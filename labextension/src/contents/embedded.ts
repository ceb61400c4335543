import { __ } from '../words';
import { fitting } from './filter';
import { fromBase64, gunzipped } from './gzip';
import {
  Cell,
  ContentError,
  IContent,
  IRowsQuery,
  ISource,
  ITableRows
} from './model';

/** A content inside an exported file: base64, gzip-ed; `rows` says that it is a whole table as JSON. */
interface IEmbedded {
  base64: string;
  encoding?: 'gzip';
  rows?: boolean;
}

type Embedded = Record<string, IEmbedded>;

const scope = globalThis as { dstackContents?: Embedded };

/** Contents that stand in the page itself. */
export class EmbeddedSource implements ISource {
  private readonly tables = new Map<string, Promise<ITableRows>>();

  async bytes(content: IContent): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const found = embedded()[content.sha256];
    return found && !found.rows ? decoded(found) : undefined;
  }

  async rows(
    content: IContent,
    query: IRowsQuery
  ): Promise<ITableRows | undefined> {
    const found = embedded()[content.sha256];
    if (!found) {
      return undefined;
    }
    if (!found.rows) {
      throw new ContentError(
        __('This is not a table that can be read, though it says so.'),
        { isFinal: true }
      );
    }
    const table = this.tables.get(content.sha256) ?? parsed(found);
    this.tables.set(content.sha256, table);
    return pageOf(await table, query);
  }
}

/** The rows of a whole table that a query asks for. */
export function pageOf(table: ITableRows, query: IRowsQuery): ITableRows {
  const { offset, limit, sort, filter = [] } = query;
  const all = sort === null ? table.rows : sorted(table, sort);
  const fit = fitting(all, table.columns, filter);
  const rows = fit.slice(offset, offset + limit);
  return { ...table, rows, offset, total: fit.length, sort };
}

function sorted(table: ITableRows, sort: string): Cell[][] {
  const isDescending = sort.startsWith('-') && !hasColumn(table, sort);
  const key = isDescending ? sort.slice(1) : sort;
  const at = table.columns.findIndex(column => column.key === key);
  const sign = isDescending ? -1 : 1;
  return [...table.rows].sort((left, right) => {
    const [a, b] = [left[at] ?? null, right[at] ?? null];
    const places = place(a) - place(b);
    return places !== 0 ? places : sign * compared(a, b);
  });
}

function hasColumn(table: ITableRows, key: string): boolean {
  return table.columns.some(column => column.key === key);
}

/** Values first, then what is not a number, then what is missing, whatever the direction. */
function place(cell: Cell): number {
  return cell === null ? 2 : cell === 'NaN' ? 1 : 0;
}

function compared(left: Cell, right: Cell): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [x, y] = [String(left), String(right)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number' || typeof cell === 'boolean') {
    return Number(cell);
  }
  return cell === 'Infinity' || cell === '-Infinity' ? Number(cell) : null;
}

function embedded(): Embedded {
  if (!scope.dstackContents) {
    const text = document.getElementById('dstack-contents')?.textContent;
    scope.dstackContents = text ? (JSON.parse(text) as Embedded) : {};
  }
  return scope.dstackContents;
}

async function decoded(found: IEmbedded): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fromBase64(found.base64);
  return found.encoding === 'gzip' ? gunzipped(bytes) : bytes;
}

async function parsed(found: IEmbedded): Promise<ITableRows> {
  const text = new TextDecoder().decode(await decoded(found));
  return JSON.parse(text) as ITableRows;
}
