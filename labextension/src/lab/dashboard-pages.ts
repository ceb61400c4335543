import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { COMMANDS, DASHBOARD } from './commands';
import { DashboardPage, dashboardUrl, pageId } from './dashboard-page';
import { dashboardIcon } from './icon';
import type { IStacks } from './tokens';

/**
 * The pages of dashboards: the command that opens one, and that they are there again after a reload.
 *
 * Notebook has no shell with tabs: there they are pages of the browser.
 */
export function addDashboardPages(
  app: JupyterFrontEnd,
  stacks: IStacks,
  tabs: ILabShell | null,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = stacks;
  const namespace = 'dstack-dashboards';
  const pages = new WidgetTracker<DashboardPage>({ namespace });
  app.commands.addCommand(COMMANDS.openDashboard, {
    label: args =>
      typeof args.name === 'string'
        ? trans.__('Open Dashboard %1', args.name)
        : trans.__('Open Dashboard'),
    caption: trans.__('Look at a dashboard'),
    icon: dashboardIcon,
    describedBy: { args: DASHBOARD },
    execute: async args => {
      const { user, name, profile } = args as unknown as IOpenDashboard;
      // Another server lets none of ours show its pages in a frame.
      if (profile || !tabs) {
        const { openPage } = await import('./tab');
        await openPage(stacks, profile, shell =>
          shell.dashboardUrl(user, name)
        );
        return;
      }
      if (!pages.find(page => page.id === pageId(user, name))) {
        const { baseUrl } = app.serviceManager.serverSettings;
        const url = dashboardUrl(baseUrl, user, name);
        const page = new DashboardPage(user, name, url, trans);
        await pages.add(page);
        tabs.add(page, 'main', { type: 'Dashboard' });
      }
      tabs.activateById(pageId(user, name));
    }
  });
  void restorer?.restore(pages, {
    command: COMMANDS.openDashboard,
    args: ({ user, name }) => ({ user, name }),
    name: page => page.id
  });
}

interface IOpenDashboard {
  user: string;
  name: string;
  profile?: string;
}
