import { IFigure, IPart, isPart, partAt } from './figure';

/** Below this width, in pixels, a legend beside the plot would leave no room for it. */
const NARROW = 520;

const HEIGHT = 400;
const NARROW_HEIGHT = 340;

/**
 * A figure laid out for a card of this width: as wide as the card, as high as its author said, with margins
 * and a legend that leave room for the plot where the author said nothing.
 */
export function fitted(figure: IFigure, width: number): IFigure {
  const { layout } = figure;
  const isNarrow = width < NARROW;
  const fit: IPart = {
    ...layout,
    autosize: true,
    height: heightOf(layout, isNarrow),
    margin: marginOf(layout)
  };
  delete fit.width;
  if (isNarrow && !hasPanel(layout)) {
    fit.legend = narrowLegend(layout.legend);
    for (const [name, axis] of colourAxes(layout)) {
      fit[name] = narrowAxis(axis);
    }
  }
  return { ...figure, layout: fit };
}

/** Whether a figure has to be laid out again when its card changes from one width to another. */
export function isRefit(before: number, after: number): boolean {
  return before < NARROW !== after < NARROW;
}

function heightOf(layout: IPart, isNarrow: boolean): number {
  const given = layout.height;
  if (typeof given === 'number' && given > 0) {
    return Math.min(given, 4000);
  }
  return isNarrow ? NARROW_HEIGHT : HEIGHT;
}

function marginOf(layout: IPart): IPart {
  const given = partAt(layout, 'margin');
  const hasTitle = titleOf(layout) !== '';
  const isExpress = Object.keys(given).length === 1 && given.t === 60;
  const own = isExpress ? {} : given;
  return { l: 48, r: 12, t: hasTitle ? 52 : 20, b: 40, ...own };
}

function titleOf(layout: IPart): string {
  const text = isPart(layout.title) ? layout.title.text : layout.title;
  return typeof text === 'string' ? text.trim() : '';
}

function colourAxes(layout: IPart): [string, unknown][] {
  return Object.entries(layout).filter(([name]) => /^coloraxis\d*$/.test(name));
}

/** The bar of a colour axis below the plot, where its author put it nowhere. */
function narrowAxis(axis: unknown): IPart {
  const colorbar = partAt(axis, 'colorbar');
  const isPlaced = ['orientation', 'x', 'y'].some(name => name in colorbar);
  const below = { orientation: 'h', y: 0, yanchor: 'top' };
  return isPlaced
    ? partAt(axis)
    : { ...partAt(axis), colorbar: { ...colorbar, ...below } };
}

/** Whether something else stands below the plot already: the sliders and buttons of an animation. */
function hasPanel(layout: IPart): boolean {
  return 'sliders' in layout || 'updatemenus' in layout;
}

function narrowLegend(given: unknown): IPart {
  const legend = partAt(given);
  const isPlaced = ['orientation', 'x', 'y'].some(name => name in legend);
  return isPlaced
    ? legend
    : {
        ...legend,
        orientation: 'h',
        x: 0,
        y: 0,
        yanchor: 'bottom',
        yref: 'container'
      };
}
