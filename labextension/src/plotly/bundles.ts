import { IFigure, partsOf, typeOf } from './figure';

/** The bundles of plotly.js, the smallest first. */
export type Bundle = 'basic' | 'geo' | 'cartesian' | 'full';

const BASIC = ['scatter', 'bar', 'pie'];

const TRACES: Record<Exclude<Bundle, 'full'>, ReadonlySet<string>> = {
  basic: new Set(BASIC),
  geo: new Set(['scatter', 'scattergeo', 'choropleth']),
  cartesian: new Set([
    ...BASIC,
    'box',
    'contour',
    'heatmap',
    'histogram',
    'histogram2d',
    'histogram2dcontour',
    'image',
    'scatterternary',
    'violin'
  ])
};

const COVERS: Record<Bundle, readonly Bundle[]> = {
  basic: ['basic'],
  geo: ['geo'],
  cartesian: ['basic', 'cartesian'],
  full: ['basic', 'geo', 'cartesian', 'full']
};

/** The smallest bundle that can draw a figure. */
export function bundleOf(figure: IFigure): Bundle {
  const frames = figure.frames.flatMap(frame => partsOf(frame.data));
  const types = [...figure.data, ...frames].map(typeOf);
  const bundles = Object.entries(TRACES) as [Bundle, ReadonlySet<string>][];
  const found = bundles.find(([, can]) => types.every(type => can.has(type)));
  return found ? found[0] : 'full';
}

/** The bundle to take for a need: one that covers it and is there, or on its way, already. */
export function chosen(need: Bundle, there: Iterable<Bundle>): Bundle {
  const fitting = [...there].filter(bundle => COVERS[bundle].includes(need));
  return fitting.includes(need) ? need : (fitting[0] ?? need);
}

/** Whether a name is one of a bundle. */
export function isBundle(name: unknown): name is Bundle {
  return typeof name === 'string' && Object.hasOwn(COVERS, name);
}
