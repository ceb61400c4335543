import * as React from 'react';
import type { Dashboard } from '../../api/dashboards';
import type { DashboardList } from '../../models/dashboard-list';
import { restoreDashboardSnippet } from '../../models/snippets/restore';
import { profileOf } from '../code';
import { ConfirmDialog } from '../dialog';
import { useShell } from '../shell';

interface IDelete {
  list: DashboardList;
  dashboard: Dashboard;
  onClose: () => void;
}

/** Asks whether a dashboard is to go, and says how it comes back. */
export function Delete({ list, dashboard, onClose }: IDelete): JSX.Element {
  const shell = useShell();
  const { trans } = shell;
  const { title } = dashboard.spec;
  const based = React.useRef(dashboard);
  const act = async (): Promise<void> => {
    try {
      await list.remove(based.current);
    } catch (failure) {
      based.current = await list.latest(dashboard);
      throw failure;
    }
  };
  return (
    <ConfirmDialog
      title={trans.__('Delete “%1”?', title)}
      action={trans.__('Delete')}
      act={act}
      isDangerous
      onClose={onClose}
    >
      <p>{trans.__('The page goes, and its stacks stay.')}</p>
      <p>
        {trans.__(
          'It can be brought back from this list right after, and from a notebook for a week:'
        )}
      </p>
      <pre className="jp-Dstack-code">
        <code>{restoreDashboardSnippet(dashboard.name, profileOf(shell))}</code>
      </pre>
    </ConfirmDialog>
  );
}
