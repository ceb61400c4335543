/** A plotly figure, as far as this package looks into it. */
export interface IFigure {
  data: IPart[];
  layout: IPart;
  frames: IPart[];
}

export type IPart = Record<string, unknown>;

/** The figure in some JSON; anything else that is not a figure is an empty one. */
export function figureOf(json: unknown): IFigure {
  const found = isPart(json) ? json : {};
  return {
    data: partsOf(found.data),
    layout: partAt(found, 'layout'),
    frames: partsOf(found.frames)
  };
}

/** The parts in a list. */
export function partsOf(value: unknown): IPart[] {
  return Array.isArray(value) ? value.filter(isPart) : [];
}

export function isPart(value: unknown): value is IPart {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part at a path of names, an empty one where there is none. */
export function partAt(value: unknown, ...path: string[]): IPart {
  let found: unknown = value;
  for (const name of path) {
    found = isPart(found) ? found[name] : undefined;
  }
  return isPart(found) ? found : {};
}

/** The type of a trace: a trace without one is a scatter. */
export function typeOf(trace: IPart): string {
  return typeof trace.type === 'string' ? trace.type : 'scatter';
}
