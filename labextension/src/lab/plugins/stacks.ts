import {
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
import { Relay } from '../../api/relay';
import { Preferences } from '../../models/preferences';
import { Profiles } from '../../models/profiles';
import type { ITranslation } from '../../panels/shell';
import { COMMANDS, NOTHING } from '../commands';
import { stackIcon } from '../icon';
import { follow, keptIn } from '../settings';
import { Shells } from '../shell';
import { Sidebar } from '../sidebar';
import { addStackPages } from '../stack-pages';
import { IStacks } from '../tokens';
import { LabTransport, RELAY } from '../transport';

const ID = 'dstack-jupyter:stacks';
const RANK = 250;

/** The sidebar, and what opens stacks. */
export const stacksPlugin: JupyterFrontEndPlugin<IStacks> = {
  id: ID,
  description: 'The stacks of the store, in the sidebar.',
  autoStart: true,
  provides: IStacks,
  optional: [
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
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    registry: ISettingRegistry | null,
    state: IStateDB | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('dstack_jupyter');
    const { serverSettings } = app.serviceManager;
    const preferences = new Preferences();
    const relay = new Relay(new LabTransport(serverSettings, RELAY));
    const profiles = new Profiles(relay, preferences, keptIn(state));
    const shells = new Shells(app, trans, preferences, notebooks, profiles);
    const stacks: IStacks = {
      preferences,
      profiles,
      shellOf: profile => shells.of(profile)
    };
    if (registry) {
      // Views have the usual preferences until the settings are there, or where there are none.
      follow(registry, ID, preferences).catch(() => undefined);
    }
    const sidebar = new Sidebar(stacks);
    app.shell.add(sidebar, 'left', { rank: RANK, type: 'Stacks' });
    restorer?.add(sidebar, sidebar.id);
    addShowStacks(app, sidebar, trans);
    addStackPages(app, stacks, restorer);
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
