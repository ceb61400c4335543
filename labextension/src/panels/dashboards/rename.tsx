import * as React from 'react';
import type { Dashboard } from '../../api/dashboards';
import type { DashboardList } from '../../models/dashboard-list';
import { FormDialog } from '../dialog';
import { useShell } from '../shell';

interface IRename {
  list: DashboardList;
  dashboard: Dashboard;
  onClose: () => void;
}

/** Asks for another title. */
export function Rename({ list, dashboard, onClose }: IRename): JSX.Element {
  const { trans } = useShell();
  const [title, setTitle] = React.useState(dashboard.spec.title);
  const based = React.useRef(dashboard);
  const act = async (): Promise<void> => {
    try {
      await list.rename(based.current, title);
    } catch (failure) {
      based.current = await list.latest(dashboard);
      throw failure;
    }
  };
  return (
    <FormDialog
      title={trans.__('Rename “%1”', dashboard.spec.title)}
      action={trans.__('Rename')}
      act={act}
      isReady={title.trim() !== ''}
      onClose={onClose}
    >
      <label className="jp-Dstack-entry">
        <span>{trans.__('Title')}</span>
        <input
          className="jp-Dstack-field"
          value={title}
          maxLength={500}
          required
          onFocus={event => event.target.select()}
          onChange={event => setTitle(event.target.value)}
        />
      </label>
      <p className="jp-Dstack-hint">
        {trans.__(
          'Its address stays %1, so that links to it go on working.',
          `${dashboard.user}/${dashboard.name}`
        )}
      </p>
    </FormDialog>
  );
}
