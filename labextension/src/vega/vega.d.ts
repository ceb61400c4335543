import { Renderer } from 'vega-typings';

declare module 'vega' {
  /** A mark that is drawn: what its type says of itself is here only as far as we look at it. */
  export interface Item {
    fill?: unknown;
    stroke?: unknown;
    image?: { src?: unknown } | null;
  }

  /** Vega has it, and its types do not. */
  export class SVGRenderer extends Renderer {
    protected _update(
      definition: object,
      element: SVGElement,
      item: Item
    ): void;
  }

  export class SVGHandler {}
}
