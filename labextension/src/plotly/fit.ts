import { IFigure, IPart, isPart, partAt, typeOf } from './figure';

/** Below this width, in pixels, a legend beside the plot would leave no room for it. */
const NARROW = 520;

const HEIGHT = 400;
const NARROW_HEIGHT = 340;
const LOWEST = 200;
const HIGHEST = 4000;

/** How high a map of the world is for its width, with its colours below or beside it. */
const MAP_RATIO = 0.68;

/**
 * A figure laid out for a card of this width: as wide as the card, as high as its author said, with margins
 * and a legend that leave room for the plot where the author said nothing.
 */
export function fitted(figure: IFigure, width: number): IFigure {
  const { layout } = figure;
  const isMap = figure.data.length > 0 && figure.data.every(isOnMap);
  const isNarrow = width < NARROW;
  const fit: IPart = {
    ...layout,
    autosize: true,
    height: heightOf(layout, isMap ? width * MAP_RATIO : width, isNarrow),
    margin: marginOf(layout, isMap)
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

/** The height that the author said, else one that is no more than `most`, which a map fills. */
function heightOf(layout: IPart, most: number, isNarrow: boolean): number {
  const given = layout.height;
  if (typeof given === 'number' && given > 0) {
    return Math.min(given, HIGHEST);
  }
  const usual = isNarrow ? NARROW_HEIGHT : HEIGHT;
  return Math.round(Math.max(LOWEST, Math.min(usual, most)));
}

function marginOf(layout: IPart, isMap: boolean): IPart {
  const given = partAt(layout, 'margin');
  const hasTitle = titleOf(layout) !== '';
  const isExpress = Object.keys(given).length === 1 && given.t === 60;
  const own = isExpress ? {} : given;
  const sides = isMap ? { l: 0, r: 0, b: 8 } : { l: 48, r: 12, b: 40 };
  return { ...sides, t: hasTitle ? 52 : 20, ...own };
}

function isOnMap(trace: IPart): boolean {
  return /^(scattergeo|choropleth)$/.test(typeOf(trace));
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
