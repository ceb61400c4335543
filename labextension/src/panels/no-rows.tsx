import * as React from 'react';
import type { PagedList } from '../models/paged-list';
import { Failed } from './failed';

/** Why a list has no rows: it could not be loaded, it is on its way, or there are none, of which `children` speak. */
export function NoRows(props: {
  list: PagedList<unknown>;
  /** What is said while it is looked for. */
  looking: string;
  children: JSX.Element;
}): JSX.Element {
  const { list, looking, children } = props;
  if (list.failure) {
    return <Failed failure={list.failure} retry={() => void list.load()} />;
  }
  return list.state === 'loading' ? (
    <p className="jp-Dstack-status" role="status">
      {looking}
    </p>
  ) : (
    children
  );
}
