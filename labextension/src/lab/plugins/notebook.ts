import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { COMMANDS, NOTHING } from '../commands';
import { stackIcon } from '../icon';
import { IStacks } from '../tokens';

/** The notebook itself goes into a stack, by a button of its toolbar. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dstack-jupyter:notebook',
  description: 'Pushes notebooks.',
  autoStart: true,
  requires: [IStacks, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    stacks: IStacks,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('dstack_jupyter');
    const command = COMMANDS.pushNotebook;
    app.commands.addCommand(command, {
      label: trans.__('Push Notebook to dstack…'),
      caption: trans.__('Save the notebook, and keep a revision in a stack'),
      icon: stackIcon,
      describedBy: { args: NOTHING },
      isEnabled: () => notebooks.currentWidget !== null,
      execute: async () => {
        const context = notebooks.currentWidget?.context;
        if (context) {
          await context.save();
          await stacks.push([context.path]);
        }
      }
    });
    palette?.addItem({ command, category: trans.__('Stacks') });
  }
};
