import * as React from 'react';
import type { AccessLevel } from '../../api/api';
import type { Dashboard } from '../../api/dashboards';
import type { DashboardList } from '../../models/dashboard-list';
import { ShareDialog } from '../share';
import { useShell } from '../shell';

interface IShareDashboard {
  list: DashboardList;
  dashboard: Dashboard;
  onClose: () => void;
}

/** Who sees a dashboard, and what its owner can do about it. */
export function Share(props: IShareDashboard): JSX.Element {
  const { list, dashboard, onClose } = props;
  const shell = useShell();
  const { user, name } = dashboard;
  return (
    <ShareDialog
      shared={{ kind: 'dashboards', user, name }}
      level={dashboard.access_level as AccessLevel}
      url={shell.dashboardUrl(user, name)}
      notes={[
        shell.trans.__(
          'A card shows its stack only to those who may see the stack.'
        )
      ]}
      onChanged={() => void list.load()}
      onClose={onClose}
    />
  );
}
