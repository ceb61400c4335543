/** What the widgets of a page use of Lumino: its panels, without menus, docks and palettes. */
export { Layout } from '../../node_modules/@lumino/widgets/src/layout';
export { Panel } from '../../node_modules/@lumino/widgets/src/panel';
export { PanelLayout } from '../../node_modules/@lumino/widgets/src/panellayout';
export { Widget } from '../../node_modules/@lumino/widgets/src/widget';
