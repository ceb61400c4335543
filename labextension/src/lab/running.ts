import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IRunningSessions } from '@jupyterlab/running';
import { Signal } from '@lumino/signaling';
import { IRunningPage, RunningPages } from '../api/running-pages';
import { RunningList } from '../models/running-list';
import type { ITranslation } from '../panels/shell';
import { COMMANDS } from './commands';
import { dashboardIcon } from './icon';
import { KERNELS, LabTransport } from './transport';

/** Dashboards whose pages run a kernel, as JupyterLab lists what runs. */
export class RunningDashboards implements IRunningSessions.IManager {
  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllConfirmationText: string;
  readonly supportsMultipleViews = false;
  readonly runningChanged = new Signal<this, void>(this);
  private readonly list: RunningList;

  constructor(
    private readonly app: JupyterFrontEnd,
    trans: ITranslation
  ) {
    const { serverSettings } = app.serviceManager;
    const pages = new RunningPages(
      new LabTransport(serverSettings, KERNELS, trans)
    );
    this.name = trans.__('Dashboards');
    this.shutdownLabel = trans.__('Shut down the kernel of the dashboard');
    this.shutdownAllConfirmationText = trans.__(
      'Are you sure you want to shut down the kernels of all dashboards?'
    );
    this.list = new RunningList(pages, isPanelShown);
    this.list.subscribe(() => this.runningChanged.emit());
  }

  running(): IRunningSessions.IRunningItem[] {
    this.list.watch();
    return this.list.items.map(page => this.itemOf(page));
  }

  refreshRunning(): void {
    void this.list.load();
  }

  shutdownAll(): void {
    void this.list.shutDown(...this.list.items);
  }

  private itemOf(page: IRunningPage): IRunningSessions.IRunningItem {
    const { user, name, title } = page;
    return {
      icon: () => dashboardIcon,
      label: () => title,
      labelTitle: () => `${user}/${name}`,
      open: () =>
        void this.app.commands.execute(COMMANDS.openDashboard, { user, name }),
      shutdown: () => void this.list.shutDown(page)
    };
  }
}

/** Whether what runs is on the screen, in the sidebar or in a dialog: JupyterLab asks for it when it is not, too. */
function isPanelShown(): boolean {
  const lists = document.querySelectorAll<HTMLElement>(
    '.jp-RunningSessions-sectionContainer'
  );
  return [...lists].some(list => list.checkVisibility());
}
