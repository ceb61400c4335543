import { IFrame, MainAreaWidget } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { stackIcon } from './icon';

/** The page of a stack, which the server renders, in the main area. */
export function stackPage(
  baseUrl: string,
  user: string,
  name: string
): MainAreaWidget<IFrame> {
  const path = [user, ...name.split('/')].map(encodeURIComponent);
  const page = new IFrame({
    sandbox: [
      'allow-same-origin',
      'allow-scripts',
      'allow-downloads',
      'allow-popups'
    ]
  });
  page.url = URLExt.join(baseUrl, 'dstack/s', ...path);
  const widget = new MainAreaWidget({ content: page });
  widget.id = pageId(user, name);
  widget.title.label = name;
  widget.title.caption = `${user}/${name}`;
  widget.title.icon = stackIcon;
  widget.title.closable = true;
  return widget;
}

/** By what a page that is open is found. */
export function pageId(user: string, name: string): string {
  return `dstack-stack-${user}/${name}`;
}
