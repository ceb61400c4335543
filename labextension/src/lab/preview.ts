import { URLExt } from '@jupyterlab/coreutils';
import type { PreviewModule } from '../panels/shell';

/** The server sends who asks for a version that it does not have to the one that it has. */
const MODULE = 'dstack/static/current/card.js';

/** What draws contents, from the server: the same module that draws the cards in notebooks. */
export async function loadPreview(baseUrl: string): Promise<PreviewModule> {
  const url = new URL(URLExt.join(baseUrl, MODULE), location.href).href;
  return (await import(/* webpackIgnore: true */ url)) as PreviewModule;
}
