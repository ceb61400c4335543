import { URLExt } from '@jupyterlab/coreutils';
import { Message } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { encodedPath } from '../api/encoded-path';
import type { IMountedStackPage } from '../panels/stack/mount';
import { stackIcon } from './icon';
import type { IOpening } from './tokens';

/** The place of a stack's page in the main area; what it shows is loaded when it is first looked at. */
export class StackPage extends Widget {
  /** What is looked at is another thing. */
  readonly searchChanged = new Signal<this, string>(this);
  private isOpened = false;
  private mounted: IMountedStackPage | null = null;

  constructor(
    private readonly stacks: IOpening,
    readonly user: string,
    readonly name: string,
    public search = '',
    readonly profile = ''
  ) {
    super();
    this.id = pageId(user, name, profile);
    this.title.label = name;
    this.title.caption = `${user}/${name}${profile ? ` (${profile})` : ''}`;
    this.title.icon = stackIcon;
    this.title.closable = true;
    this.addClass('jp-Dstack-main');
    this.node.tabIndex = -1;
  }

  /** Look at another frame, or another choice in it. */
  go(search: string): void {
    this.search = search;
    this.mounted?.go(search);
  }

  override dispose(): void {
    this.mounted?.dispose();
    super.dispose();
  }

  protected override onCloseRequest(message: Message): void {
    super.onCloseRequest(message);
    this.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (!this.isOpened) {
      this.isOpened = true;
      void this.open();
    }
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this.onAfterShow(message);
    }
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.focus();
  }

  private async open(): Promise<void> {
    const { stacks } = this;
    try {
      const { mountPage } = await import('./stack-mount');
      this.mounted = await mountPage(this, stacks);
    } catch {
      this.isOpened = false;
      this.node.textContent = stacks.trans.__(
        'This page could not be loaded. Is the Jupyter server running? Go to another tab and back to try again.'
      );
    }
  }
}

/** The address of a stack's page on the server. */
export function stackUrl(baseUrl: string, user: string, name: string): string {
  const path = encodedPath('dstack/s', user, name);
  return new URL(URLExt.join(baseUrl, path), location.href).href;
}

/** By what a page that is open is found. */
export function pageId(user: string, name: string, profile = ''): string {
  return `dstack-stack-${profile && `${profile}:`}${user}/${name}`;
}
