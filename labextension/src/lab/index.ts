import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Api } from '../api/api';
import type { IShell } from '../panels/shell';
import { COMMANDS } from './commands';
import { dragCode } from './drag';
import { stackIcon } from './icon';
import { Sidebar } from './sidebar';
import { stackUrl } from './stack-page';
import { loadPreview } from './preview';
import { addStackPages } from './stack-pages';
import { LabTransport } from './transport';

const RANK = 250;

const stacks: JupyterFrontEndPlugin<void> = {
  id: 'dstack-jupyter:stacks',
  description: 'The stacks of the store, in the sidebar.',
  autoStart: true,
  optional: [ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('dstack_jupyter');
    const { serverSettings } = app.serviceManager;
    const shell: IShell = {
      api: new Api(new LabTransport(serverSettings)),
      trans,
      language: document.documentElement.lang || undefined,
      openStack: (user, name) =>
        void app.commands.execute(COMMANDS.openStack, { user, name }),
      stackUrl: (user, name, search = '') =>
        stackUrl(serverSettings.baseUrl, user, name) + search,
      loadPreview: () => loadPreview(serverSettings.baseUrl),
      dragCode: (event, label, code) => dragCode(event, label, code, app)
    };
    const sidebar = new Sidebar(shell);
    app.shell.add(sidebar, 'left', { rank: RANK, type: 'Stacks' });
    restorer?.add(sidebar, sidebar.id);

    app.commands.addCommand(COMMANDS.showStacks, {
      label: trans.__('Show Stacks'),
      caption: trans.__('Show the stacks of the store in the sidebar'),
      icon: stackIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => app.shell.activateById(sidebar.id)
    });
    addStackPages(app, shell, restorer);
    palette?.addItem({
      command: COMMANDS.showStacks,
      category: trans.__('Stacks')
    });
  }
};

export default [stacks];
