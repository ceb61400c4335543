import { isTable } from '../../content-types';
import { ITableRows } from '../../contents/model';
import { IViewKind } from '../view';
import { BLOCK } from './blocks';
import { TableView } from './view';

/** Tables of any length, of which the rows come that somebody looks at. */
export const tableKind: IViewKind<ITableRows> = {
  name: 'table',
  accepts: content => isTable(content.content_type),
  load: (content, stage, signal) => stage.contents.rows(content, FIRST, signal),
  create: stage => new TableView(stage)
};

const FIRST = { offset: 0, limit: BLOCK, sort: null };
