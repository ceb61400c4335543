import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { COMMANDS, NEW_DASHBOARD, OWN_DASHBOARD } from '../commands';
import { addDashboardPages } from '../dashboard-pages';
import { dashboardIcon } from '../icon';
import { IStacks } from '../tokens';

/** What makes dashboards, opens them, and gives their notebooks. */
export const dashboardsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dstack-jupyter:dashboards',
  description: 'Dashboards of the stacks.',
  autoStart: true,
  requires: [IStacks],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    stacks: IStacks,
    tabs: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null
  ) => {
    const { trans } = stacks;
    addDashboardPages(app, stacks, tabs, restorer);
    addNewDashboard(app, stacks);
    addOpenAsNotebook(app, stacks, () => browser?.model.path ?? '');
    const command = COMMANDS.newDashboard;
    palette?.addItem({ command, category: trans.__('Stacks') });
  }
};

function addNewDashboard(app: JupyterFrontEnd, stacks: IStacks): void {
  const { trans } = stacks;
  app.commands.addCommand(COMMANDS.newDashboard, {
    label: trans.__('New Dashboard'),
    caption: trans.__('Choose stacks and make a dashboard of them'),
    icon: dashboardIcon,
    describedBy: { args: NEW_DASHBOARD },
    execute: async args => {
      const { profile, stacks: paths } = args as INewDashboard;
      const { openNewDashboard } = await import('../new-dashboard');
      const { shellOf } = await stacks.open();
      openNewDashboard(shellOf(profile ?? ''), paths ?? []);
    }
  });
}

interface INewDashboard {
  stacks?: readonly string[];
  profile?: string;
}

function addOpenAsNotebook(
  app: JupyterFrontEnd,
  stacks: IStacks,
  folder: () => string
): void {
  const { trans } = stacks;
  app.commands.addCommand(COMMANDS.openAsNotebook, {
    label: args =>
      typeof args.name === 'string'
        ? trans.__('Open Dashboard %1 as Notebook', args.name)
        : trans.__('Open Dashboard as Notebook'),
    caption: trans.__(
      'Write the notebook of a dashboard into the folder of the file browser'
    ),
    icon: dashboardIcon,
    describedBy: { args: OWN_DASHBOARD },
    execute: async args => {
      const { user, name } = args as { user: string; name: string };
      const { keepNotebook } = await import('../keep-notebook');
      const { contents } = app.serviceManager;
      const board = { user, name };
      const { api } = (await stacks.open()).shellOf('');
      const path = await keepNotebook(api, board, contents, folder());
      await app.commands.execute('docmanager:open', { path });
    }
  });
}
