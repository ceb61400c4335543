import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { RunningDashboards } from '../running';
import { IStacks } from '../tokens';

/** Dashboards that run a kernel are among all that runs. */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dstack-jupyter:running',
  description: 'Lists the dashboards whose pages run a kernel.',
  autoStart: true,
  requires: [IStacks],
  optional: [IRunningSessionManagers],
  activate: (
    app: JupyterFrontEnd,
    stacks: IStacks,
    running: IRunningSessionManagers | null
  ) => {
    running?.add(new RunningDashboards(app, stacks.trans));
  }
};
