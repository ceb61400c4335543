import { stacksPlugin } from './plugins/stacks';

export default [stacksPlugin];
