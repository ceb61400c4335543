import { Modules } from '../contents/modules';
import { IFigure, partAt, typeOf } from './figure';

interface IShapes {
  topojson: Record<string, unknown>;
}

const scope = globalThis as { PlotlyGeoAssets?: IShapes };

/** Load the coast lines and borders that the maps of a figure need, so that plotly asks no other server. */
export async function loadShapes(
  figure: IFigure,
  modules: Modules
): Promise<void> {
  const shapes = (scope.PlotlyGeoAssets ??= { topojson: {} });
  const missing = shapesOf(figure).filter(name => !(name in shapes.topojson));
  await Promise.all(
    missing.map(async name => {
      shapes.topojson[name] = await modules.load(`map-${name}.js`);
    })
  );
}

/** The names of the shapes that the maps of a figure need: `world_110m`. */
export function shapesOf(figure: IFigure): string[] {
  const maps = figure.data
    .filter(trace => /^(scattergeo|choropleth)$/.test(typeOf(trace)))
    .map(trace => (typeof trace.geo === 'string' ? trace.geo : 'geo'));
  return [...new Set(maps.map(name => shapeOf(figure, name)))];
}

const SCOPES = new Set([
  'world',
  'usa',
  'europe',
  'asia',
  'africa',
  'north america',
  'south america',
  'oceania',
  'antarctica'
]);

function shapeOf(figure: IFigure, name: string): string {
  const own = partAt(figure.layout, name);
  const common = partAt(figure.layout, 'template', 'layout', 'geo');
  const given = own.scope ?? common.scope;
  const isScope = typeof given === 'string' && SCOPES.has(given);
  const resolution = own.resolution ?? common.resolution;
  const size = String(resolution) === '50' ? 50 : 110;
  return `${isScope ? given.replace(/ /g, '-') : 'world'}_${size}m`;
}
