import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { COMMANDS, FILE } from '../commands';
import { takeFiles } from '../file-drop';
import { stackIcon } from '../icon';
import { IStacks } from '../tokens';

/** Files go from the file browser into stacks: by its menu, or dropped on the sidebar. */
export const filesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dstack-jupyter:files',
  description: 'Pushes files from the file browser.',
  autoStart: true,
  requires: [IStacks, IFileBrowserFactory],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    stacks: IStacks,
    browsers: IFileBrowserFactory,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('dstack_jupyter');
    const selected = (): string[] =>
      [...(browsers.tracker.currentWidget?.selectedItems() ?? [])].map(
        ({ path }) => path
      );
    app.commands.addCommand(COMMANDS.pushFile, {
      label: trans.__('Push to dstack…'),
      caption: trans.__('Keep a revision of the selected files in a stack'),
      icon: stackIcon,
      describedBy: { args: FILE },
      isEnabled: args => typeof args.path === 'string' || selected().length > 0,
      execute: ({ path }) =>
        stacks.push(typeof path === 'string' ? [path] : selected())
    });
    takeFiles(stacks.sidebar, paths => void stacks.push(paths));
  }
};
