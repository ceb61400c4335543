import { __ } from '../words';
import { IFigure, IPart, isPart } from './figure';

/** Traces and subplots that draw on tiles of another server. */
const TILED = /^(scatter|choropleth|density)(map|mapbox)$/;

/** Styles of maps that need no tiles. */
const UNTILED = new Set<unknown>(['white-bg']);

/** Why a figure cannot be shown as it is, null where it can. */
export function obstacle(figure: IFigure): string | null {
  const tiled = figure.data.some(trace => TILED.test(String(trace.type)));
  const styles = Object.entries(figure.layout)
    .filter(([name]) => /^(map|mapbox)\d*$/.test(name))
    .map(([, part]) => (isPart(part) ? part.style : undefined));
  if (tiled && !(styles.length > 0 && styles.every(s => UNTILED.has(s)))) {
    return __(
      'This map needs tiles from a server on the internet, which a dashboard does not ask. Draw it with px.scatter_geo or px.choropleth, or with the map style "white-bg".'
    );
  }
  return null;
}

/**
 * Take out of a figure, in place, what would make the browser ask another server: images and shapes of
 * countries by address, styles of maps by address, and looks of texts that may be at one.
 */
export function harmless(figure: IFigure): IFigure {
  figure.data.forEach(clean);
  clean(figure.layout);
  clean(figure.frames);
  return figure;
}

function clean(value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach((each: unknown, at) => {
      if (typeof each === 'object' && each !== null) {
        clean(each);
      } else if (typeof each === 'string' && STYLED.test(each)) {
        value[at] = withOwnLooks(each);
      }
    });
  } else if (isPart(value)) {
    cleanPart(value);
  }
}

function cleanPart(part: IPart): void {
  for (const [name, value] of Object.entries(part)) {
    if (typeof value === 'object') {
      clean(value);
    } else if (isAddress(name, value)) {
      delete part[name];
    } else if (typeof value === 'string' && STYLED.test(value)) {
      part[name] = withOwnLooks(value);
    }
  }
}

const STYLED = /style\s*=/i;

/** A text without styles that call a function other than a colour, which could be an address; plotly takes all others. */
function withOwnLooks(text: string): string {
  return text.replace(/style\s*=\s*("[^"]*("|$)|'[^']*('|$))/gi, style =>
    /[(\\&]|%\{/.test(style.replace(/\b(rgb|hsl)a?\([^()\\]*\)/gi, ''))
      ? ''
      : style
  );
}

/** Whether a value would be fetched: pictures may only be in the figure itself, shapes only be coordinates. */
function isAddress(name: string, value: unknown): boolean {
  if (typeof value !== 'string') {
    return false;
  }
  if (name === 'source') {
    return !/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(value);
  }
  return name === 'geojson' || (name === 'style' && /[:/]/.test(value));
}
