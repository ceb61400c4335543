import { Item, SVGRenderer } from 'vega';
import { isPaint } from './paint';

/** Draws marks that have colours and pictures of their own, and asks for none that are elsewhere. */
export class ClosedRenderer extends SVGRenderer {
  protected override _update(
    definition: object,
    element: SVGElement,
    item: Item
  ): void {
    for (const name of ['fill', 'stroke'] as const) {
      if (!isPaint(item[name])) {
        item[name] = null;
      }
    }
    if (!isEmbedded(item.image)) {
      item.image = null;
    }
    super._update(definition, element, item);
  }
}

/** Whether a picture is one that the loader let through; a chart may bring an object that says to be one. */
function isEmbedded(image: Item['image']): boolean {
  return !image?.src || /^data:image\//i.test(image.src as string);
}
