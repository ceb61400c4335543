import { Widget } from '@lumino/widgets';
import { Message } from '@lumino/messaging';
import { stackIcon } from './icon';
import type { IOpening } from './tokens';

/** The place of the list in the sidebar; what it shows is loaded when it is first looked at. */
export class Sidebar extends Widget {
  private isOpened = false;
  private unmount: (() => void) | null = null;

  constructor(private readonly stacks: IOpening) {
    super();
    const { trans } = stacks;
    this.id = 'dstack-stacks';
    this.title.icon = stackIcon;
    this.title.caption = trans.__('Stacks');
    this.addClass('jp-Dstack-sidebar');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Stacks'));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (!this.isOpened) {
      this.isOpened = true;
      void this.open();
    }
  }

  override dispose(): void {
    this.unmount?.();
    super.dispose();
  }

  private async open(): Promise<void> {
    try {
      const { mountStacks } = await import('./stacks');
      const stores = await this.stacks.open();
      this.node.replaceChildren();
      if (!this.isDisposed) {
        this.unmount = mountStacks(this.node, stores);
      }
    } catch {
      this.isOpened = false;
      const { trans } = this.stacks;
      this.node.textContent = trans.__(
        'The list of stacks could not be loaded. Is the Jupyter server running? Close the sidebar and open it again.'
      );
    }
  }
}
