import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { COMMANDS, STACK } from './commands';
import { stackIcon } from './icon';
import { StackPage, pageId } from './stack-page';
import type { IStacks } from './tokens';

/**
 * The pages of stacks: the command that opens one, and that they are there again after a reload.
 *
 * Notebook has no shell with tabs: there they are pages of the browser.
 */
export function addStackPages(
  app: JupyterFrontEnd,
  stacks: IStacks,
  tabs: ILabShell | null,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = stacks;
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
      const { user, name, search, profile } = args as unknown as IOpenStack;
      if (!tabs) {
        const { openPage } = await import('./tab');
        await openPage(stacks, profile, shell =>
          shell.stackUrl(user, name, search)
        );
        return;
      }
      const id = pageId(user, name, profile);
      const known = pages.find(page => page.id === id);
      if (known && search !== undefined) {
        known.go(search);
      }
      const page = known ?? new StackPage(stacks, user, name, search, profile);
      if (!known) {
        page.searchChanged.connect(() => void pages.save(page));
        await pages.add(page);
        tabs.add(page, 'main', { type: 'Stack' });
      }
      tabs.activateById(page.id);
    }
  });
  void restorer?.restore(pages, {
    command: COMMANDS.openStack,
    args: ({ user, name, search, profile }) => ({
      user,
      name,
      search,
      profile
    }),
    name: page => page.id
  });
}

interface IOpenStack {
  user: string;
  name: string;
  search?: string;
  profile?: string;
}
