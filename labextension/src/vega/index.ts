import {
  Loader,
  logger,
  None,
  parse,
  renderModule,
  Spec,
  SVGHandler,
  View
} from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, TopLevelSpec } from 'vega-lite';
import { boxed } from './box';
import { ClosedRenderer } from './renderer';

/** How a chart is to be drawn. */
export interface IDrawing {
  /** Whether the specification is one of Vega itself. */
  isVega: boolean;
  /** What holds where the specification says nothing else. */
  config: object;
}

/** Nothing is asked of any server, and nothing leads to one but pictures that are in the chart itself. */
const CLOSED: Loader = {
  load: () => Promise.reject(new Error('not asked for')),
  http: () => Promise.reject(new Error('not asked for')),
  file: () => Promise.reject(new Error('not asked for')),
  sanitize: uri =>
    /^data:image\/(png|jpeg|gif|webp);/i.test(uri)
      ? Promise.resolve({ href: uri })
      : Promise.reject(new Error('not followed'))
};

renderModule('svg', { renderer: ClosedRenderer, handler: SVGHandler });

/**
 * Draw a chart into an element; call the result when it is to go.
 *
 * Its expressions are interpreted and never compiled, so that a page whose policy allows no code of others can draw it.
 */
async function draw(
  element: HTMLElement,
  specification: object,
  { isVega, config }: IDrawing
): Promise<() => void> {
  const quiet = logger(None);
  const spec = isVega
    ? (specification as Spec)
    : compile(specification as TopLevelSpec, { config, logger: quiet }).spec;
  const runtime = parse(spec, isVega ? config : undefined, {
    ast: true
  });
  element.addEventListener('submit', event => event.preventDefault());
  const view = new View(boxed(runtime), {
    container: element,
    expr: expressionInterpreter,
    hover: true,
    loader: CLOSED,
    logger: quiet,
    renderer: 'svg'
  });
  await view.runAsync();
  return () => void view.finalize();
}

export default draw;
