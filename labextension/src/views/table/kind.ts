import { ITableRows } from '../../contents/model';
import { mimeOf } from '../elements';
import { IViewKind } from '../view';
import { BLOCK } from './blocks';
import { TableView } from './view';

const TYPES = new Set([
  'application/vnd.apache.parquet',
  'application/parquet',
  'application/x-parquet',
  'application/vnd.apache.arrow.file',
  'application/vnd.dstack.table+json',
  'text/csv'
]);

/** Tables of any length, of which the rows come that somebody looks at. */
export const tableKind: IViewKind<ITableRows> = {
  name: 'table',
  accepts: content => TYPES.has(mimeOf(content.content_type)),
  load: (content, stage, signal) => stage.contents.rows(content, FIRST, signal),
  create: stage => new TableView(stage)
};

const FIRST = { offset: 0, limit: BLOCK, sort: null };
