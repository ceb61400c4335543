import * as React from 'react';
import type { DashboardList } from '../../models/dashboard-list';
import { useShell } from '../shell';

/** What a list without dashboards says: why there are none, and what to do. */
export function EmptyDashboards({
  list
}: {
  list: DashboardList;
}): JSX.Element {
  const { trans, signInUrl } = useShell();
  const where = list.me?.where ?? '';
  if (list.isNarrowed) {
    return (
      <div className="jp-Dstack-empty" role="status">
        <p>{trans.__('Nothing like this in the store %1.', where)}</p>
      </div>
    );
  }
  if (list.me?.user === '' && signInUrl) {
    return (
      <div className="jp-Dstack-empty" role="status">
        <h2>{trans.__('Nothing is public yet')}</h2>
        <p>
          <a href={signInUrl()}>{trans.__('Sign in')}</a>{' '}
          {trans.__('to see what is yours and what was shared with you.')}
        </p>
      </div>
    );
  }
  return (
    <div className="jp-Dstack-empty" role="status">
      <h2>{trans.__('No dashboards yet')}</h2>
      <p>
        {trans.__(
          'A dashboard is a page of stacks. Choose some, give it a title, and it is there: what tells their contents apart becomes controls, and the page shows what was pushed last.'
        )}
      </p>
      <p>{trans.__('Or from a notebook:')}</p>
      <pre>
        <code>{'ds.dashboard("World", ["sales", "gdp"])'}</code>
      </pre>
      <p className="jp-Dstack-where">
        {trans.__('This is the store %1.', where)}
      </p>
    </div>
  );
}
