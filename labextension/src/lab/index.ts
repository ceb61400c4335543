import { dashboardsPlugin } from './plugins/dashboards';
import { stacksPlugin } from './plugins/stacks';

export default [stacksPlugin, dashboardsPlugin];
