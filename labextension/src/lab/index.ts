import { dashboardsPlugin } from './plugins/dashboards';
import { filesPlugin } from './plugins/files';
import { notebookPlugin } from './plugins/notebook';
import { runningPlugin } from './plugins/running';
import { stacksPlugin } from './plugins/stacks';

export default [
  stacksPlugin,
  dashboardsPlugin,
  filesPlugin,
  notebookPlugin,
  runningPlugin
];
