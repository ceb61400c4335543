import { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import type { IShell } from '../panels/shell';
import { COMMANDS } from './commands';
import { stackIcon } from './icon';
import { StackPage, pageId } from './stack-page';

/** The pages of stacks: the command that opens one, and that they are there again after a reload. */
export function addStackPages(
  app: JupyterFrontEnd,
  shell: IShell,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = shell;
  const pages = new WidgetTracker<StackPage>({ namespace: 'dstack-stacks' });
  app.commands.addCommand(COMMANDS.openStack, {
    label: args =>
      typeof args.name === 'string'
        ? trans.__('Open Stack %1', args.name)
        : trans.__('Open Stack'),
    caption: trans.__('Look at a stack'),
    icon: stackIcon,
    describedBy: { args: STACK },
    execute: async args => {
      const { user, name, search } = args as unknown as IOpenStack;
      const known = pages.find(page => page.id === pageId(user, name));
      if (known && search !== undefined) {
        known.go(search);
      }
      const page = known ?? new StackPage(shell, user, name, search);
      if (!known) {
        page.searchChanged.connect(() => void pages.save(page));
        await pages.add(page);
        app.shell.add(page, 'main', { type: 'Stack' });
      }
      app.shell.activateById(page.id);
    }
  });
  void restorer?.restore(pages, {
    command: COMMANDS.openStack,
    args: ({ user, name, search }) => ({ user, name, search }),
    name: page => page.id
  });
}

interface IOpenStack {
  user: string;
  name: string;
  search?: string;
}

/** What the command that opens a stack takes. */
const STACK = {
  type: 'object',
  properties: {
    user: { type: 'string', description: 'The owner of the stack.' },
    name: { type: 'string', description: 'Its name.' },
    search: {
      type: 'string',
      description: 'Which frame, and what is chosen: "?frame=3&country=FR".'
    }
  },
  required: ['user', 'name']
} as const;
