import { IFrame, MainAreaWidget } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { stackIcon } from './icon';

/** The page of a stack, which the server renders, in the main area. */
export function stackPage(
  baseUrl: string,
  user: string,
  name: string
): MainAreaWidget<IFrame> {
  const page = new IFrame({
    sandbox: [
      'allow-same-origin',
      'allow-scripts',
      'allow-downloads',
      'allow-popups'
    ]
  });
  page.url = stackUrl(baseUrl, user, name);
  const widget = new MainAreaWidget({ content: page });
  widget.id = pageId(user, name);
  widget.title.label = name;
  widget.title.caption = `${user}/${name}`;
  widget.title.icon = stackIcon;
  widget.title.closable = true;
  return widget;
}

/** The address of a stack's page on the server. */
export function stackUrl(baseUrl: string, user: string, name: string): string {
  const path = [user, ...name.split('/')].map(encodeURIComponent);
  return new URL(URLExt.join(baseUrl, 'dstack/s', ...path), location.href).href;
}

/** By what a page that is open is found. */
export function pageId(user: string, name: string): string {
  return `dstack-stack-${user}/${name}`;
}
