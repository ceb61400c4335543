import { dashboardsPlugin } from './plugins/dashboards';
import { filesPlugin } from './plugins/files';
import { notebookPlugin } from './plugins/notebook';
import { stacksPlugin } from './plugins/stacks';

export default [stacksPlugin, dashboardsPlugin, filesPlugin, notebookPlugin];
