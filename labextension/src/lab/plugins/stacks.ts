import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ITranslation } from '../../panels/shell';
import { COMMANDS, NOTHING } from '../commands';
import { stackIcon } from '../icon';
import { Sidebar } from '../sidebar';
import { addStackPages } from '../stack-pages';
import { IOpening, IStacks, IStores } from '../tokens';

const ID = 'dstack-jupyter:stacks';
const RANK = 250;

/** The sidebar, and what opens stacks. */
export const stacksPlugin: JupyterFrontEndPlugin<IStacks> = {
  id: ID,
  description: 'The stacks of the store, in the sidebar.',
  autoStart: true,
  provides: IStacks,
  optional: [
    ILabShell,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    ISettingRegistry,
    IStateDB,
    INotebookTracker,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    tabs: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    registry: ISettingRegistry | null,
    state: IStateDB | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('dstack_jupyter');
    const around = { app, trans, plugin: ID, registry, state, notebooks };
    let stores: Promise<IStores> | null = null;
    const opening: IOpening = {
      trans,
      open: async () => {
        const { openStores } = await import('../stores');
        return (stores ??= openStores(around));
      }
    };
    const sidebar = new Sidebar(opening);
    const stacks: IStacks = {
      ...opening,
      sidebar,
      push: async paths => {
        const { contents, serverSettings } = app.serviceManager;
        const { askPush } = await import('../push');
        askPush(
          await opening.open(),
          serverSettings,
          paths.map(path => contents.localPath(path))
        );
      }
    };
    app.shell.add(sidebar, 'left', { rank: RANK, type: 'Stacks' });
    restorer?.add(sidebar, sidebar.id);
    addShowStacks(app, sidebar, trans);
    addStackPages(app, stacks, tabs, restorer);
    const command = COMMANDS.showStacks;
    palette?.addItem({ command, category: trans.__('Stacks') });
    launcher?.add({
      command,
      args: { isLauncher: true },
      category: trans.__('Other')
    });
    return stacks;
  }
};

function addShowStacks(
  app: JupyterFrontEnd,
  sidebar: Sidebar,
  trans: ITranslation
): void {
  app.commands.addCommand(COMMANDS.showStacks, {
    label: args =>
      args.isLauncher ? trans.__('Stacks') : trans.__('Show Stacks'),
    caption: trans.__('Show the stacks of the store in the sidebar'),
    icon: stackIcon,
    describedBy: { args: NOTHING },
    execute: () => app.shell.activateById(sidebar.id)
  });
}
