import { Dialog, showDialog, showErrorMessage } from '@jupyterlab/apputils';
import type { IShell, ITranslation } from '../panels/shell';
import type { IOpening } from './tokens';

/** Show a page of the store of a profile in a tab of the browser, or say that nobody knows where its server is. */
export async function openPage(
  opening: IOpening,
  profile = '',
  urlOf: (shell: IShell) => string | null
): Promise<void> {
  const { trans } = opening;
  const { profiles, shellOf } = await opening.open();
  if (profile) {
    await profiles.known();
  }
  const url = urlOf(shellOf(profile));
  if (url === null) {
    await showErrorMessage(
      trans.__('There is no server of a profile “%1” here', profile),
      profiles.failure?.message ??
        trans.__('Name it in config.yaml, then try again.')
    );
    return;
  }
  openTab(url, trans);
}

/** Show a page of a server in a tab of the browser; where the browser keeps it from opening, a click opens it. */
function openTab(url: string, trans: ITranslation): void {
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
