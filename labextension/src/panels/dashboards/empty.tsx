import * as React from 'react';
import type { DashboardList } from '../../models/dashboard-list';
import { dashboardCall, profileOf } from '../code';
import { NothingSeen } from '../empty';
import { useShell } from '../shell';

/** What a list without dashboards says: why there are none, and what to do. */
export function EmptyDashboards(props: { list: DashboardList }): JSX.Element {
  return (
    <NothingSeen list={props.list}>
      {where => <FirstDashboard where={where} />}
    </NothingSeen>
  );
}

function FirstDashboard({ where }: { where: string }): JSX.Element {
  const shell = useShell();
  const { trans } = shell;
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
        <code>{dashboardCall(profileOf(shell))}</code>
      </pre>
      <p className="jp-Dstack-where">
        {trans.__('This is the store %1.', where)}
      </p>
    </div>
  );
}
