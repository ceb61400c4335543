import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { ITranslation } from '../panels/shell';

/** Show a page of a server in a tab of the browser; where the browser keeps it from opening, a click opens it. */
export function openTab(url: string, trans: ITranslation): void {
  // With 'noopener' it could not be told whether the tab is there.
  const tab = window.open(url, '_blank');
  if (tab) {
    tab.opener = null;
  } else {
    void askForTab(url, trans);
  }
}

async function askForTab(url: string, trans: ITranslation): Promise<void> {
  const { button } = await showDialog({
    title: trans.__('The browser kept a tab from opening'),
    body: url,
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Open it') })
    ]
  });
  if (button.accept) {
    openTab(url, trans);
  }
}
