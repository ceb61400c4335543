/** The tables that the server reads: whether it reads some rows of them without all the others. */
const TABLES = new Map([
  ['application/vnd.apache.parquet', true],
  ['application/parquet', true],
  ['application/x-parquet', true],
  ['application/vnd.apache.arrow.file', false],
  ['application/vnd.dstack.table+json', false],
  ['text/csv', false]
]);

/** The type of a content without its options, in lower case. */
export function mimeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** Whether the server has the rows of a content, and gives it in other formats. */
export function isTable(contentType: string): boolean {
  return TABLES.has(mimeOf(contentType));
}

/** Whether the first rows of a content come quickly, however many there are. */
export function isPaged(contentType: string): boolean {
  return TABLES.get(mimeOf(contentType)) ?? false;
}
