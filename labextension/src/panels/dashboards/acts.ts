import type { Me } from '../../api/api';
import { Dashboard, notebookUrl } from '../../api/dashboards';
import { Action, may } from '../../models/rights';
import { IShell, useShell } from '../shell';

/** What is done with a dashboard. */
export type Act = 'open' | 'notebook' | 'share' | 'rename' | 'delete';

interface IAct {
  label: string;
  /** The key that does it. */
  key?: string;
  start: (dashboard: Dashboard) => void;
}

const ACTS: readonly Act[] = ['open', 'notebook', 'share', 'rename', 'delete'];

/** What one must be allowed to do for it; the rest is for everybody who sees a dashboard. */
const NEEDS: Partial<Record<Act, Action>> = {
  rename: 'change',
  delete: 'delete'
};

/** What can be done here. A notebook would look for the dashboard of a profile in the store of this computer. */
export function actsOn(
  shell: IShell,
  me: Me | null,
  dashboard: Dashboard
): readonly Act[] {
  return ACTS.filter(act => {
    const needed = NEEDS[act];
    const isAllowed = !needed || may(me, needed, dashboard);
    return isAllowed && !(act === 'notebook' && shell.profile);
  });
}

/** All acts; `run` does what takes a while, `ask` opens a dialog first. */
export function useActs(
  run: (act: () => Promise<unknown>) => Promise<boolean>,
  ask: (act: Act, dashboard: Dashboard) => void
): Record<Act, IAct> {
  const shell = useShell();
  const { trans } = shell;
  return {
    open: {
      label: trans.__('Open'),
      key: 'Enter',
      start: ({ user, name }) => shell.openDashboard(user, name)
    },
    notebook: {
      label: shell.openAsNotebook
        ? trans.__('Open as notebook')
        : trans.__('Download as notebook'),
      start: dashboard => void run(() => asNotebook(shell, dashboard))
    },
    share: {
      label: trans.__('Share…'),
      start: dashboard => ask('share', dashboard)
    },
    rename: {
      label: trans.__('Rename…'),
      key: 'F2',
      start: dashboard => ask('rename', dashboard)
    },
    delete: {
      label: trans.__('Delete…'),
      key: 'Delete',
      start: dashboard => ask('delete', dashboard)
    }
  };
}

async function asNotebook(shell: IShell, dashboard: Dashboard): Promise<void> {
  const { user, name } = dashboard;
  if (shell.openAsNotebook) {
    await shell.openAsNotebook(user, name);
    return;
  }
  const link = document.createElement('a');
  link.href = notebookUrl(shell.api, dashboard);
  link.download = '';
  link.click();
}
