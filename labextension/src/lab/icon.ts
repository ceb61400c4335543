import { LabIcon } from '@jupyterlab/ui-components';

/** Three sheets, one above the other. */
export const stackIcon = new LabIcon({
  name: 'dstack-jupyter:stack',
  svgstr: [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">',
    '<g class="jp-icon3" fill="#616161">',
    '<path d="M12 2 2 7.500l10 5.500 10-5.500z"/>',
    '<path d="M4.600 10.900 2 12.300l10 5.500 10-5.500-2.600-1.400L12 15z"/>',
    '<path d="M4.600 15.600 2 17l10 5.500L22 17l-2.600-1.400L12 19.700z"/>',
    '</g></svg>'
  ].join('')
});

/** A page of three cards. */
export const dashboardIcon = new LabIcon({
  name: 'dstack-jupyter:dashboard',
  svgstr: [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">',
    '<g class="jp-icon3" fill="#616161">',
    '<path d="M3 3h18v5.500H3z"/>',
    '<path d="M3 10.500h8V21H3z"/>',
    '<path d="M13 10.500h8V21h-8z"/>',
    '</g></svg>'
  ].join('')
});
