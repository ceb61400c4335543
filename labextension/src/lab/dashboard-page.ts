import { IFrame, MainAreaWidget, ToolbarButton } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { encodedPath } from '../api/encoded-path';
import type { ITranslation } from '../panels/shell';
import { dashboardIcon } from './icon';

/** The page of a dashboard, which the server renders, in the main area. */
export class DashboardPage extends MainAreaWidget<IFrame> {
  constructor(
    readonly user: string,
    readonly name: string,
    url: string,
    trans: ITranslation
  ) {
    super({ content: frameOf(url, name) });
    this.id = pageId(user, name);
    this.title.label = name;
    this.title.caption = `${user}/${name}`;
    this.title.icon = dashboardIcon;
    this.title.closable = true;
    const open = new ToolbarButton({
      label: trans.__('Open in the browser'),
      tooltip: trans.__('Open the page in a tab of the browser'),
      onClick: () => void window.open(url, '_blank', 'noopener')
    });
    this.toolbar.addItem('open', open);
  }
}

/** The address of a dashboard's page on the server. */
export function dashboardUrl(
  baseUrl: string,
  user: string,
  name: string
): string {
  const path = encodedPath('dstack/d', user, name);
  return new URL(URLExt.join(baseUrl, path), location.href).href;
}

/** By what a page that is open is found. */
export function pageId(user: string, name: string): string {
  return `dstack-dashboard-${user}/${name}`;
}

function frameOf(url: string, name: string): IFrame {
  const content = new IFrame();
  const frame = content.node.querySelector('iframe');
  // It is a page of this server, whose own policy says what it may do; a sandbox that allows as much is none.
  frame?.removeAttribute('sandbox');
  frame?.setAttribute('title', name);
  content.url = url;
  return content;
}
