import { ContentError, IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { paletteAt, forgetPalette, IPalette } from '../plotly/palette';
import type { IDrawing } from '../vega';
import { __ } from '../words';
import { element } from './elements';
import { guardLinks } from './links';
import { IStage, IView, IViewKind } from './view';

const TYPE = /^application\/vnd\.vega(lite)?\.v[56]\+json$/;

type Draw = (
  element: HTMLElement,
  specification: object,
  drawing: IDrawing
) => Promise<() => void>;

type Specification = Record<string, unknown>;

interface ILoaded {
  specification: Specification;
  draw: Draw;
}

/** Charts of Vega-Lite and Vega, as Altair makes them. */
export const vegaKind: IViewKind<ILoaded> = {
  name: 'vega',
  accepts: content => TYPE.test(mimeOf(content.content_type)),

  async load(content, stage, signal) {
    const text = await stage.contents.text(content, signal);
    const specification = specificationIn(text);
    const draw = await stage.modules.load<Draw>('vega.js');
    return { specification, draw };
  },

  create: stage => new VegaView(stage)
};

class VegaView implements IView<ILoaded> {
  readonly element = element('div', { class: 'dstack-chart' });
  private readonly note = element('p', { class: 'dstack-hint' });
  private readonly box = element('div', {
    class: 'dstack-scroll',
    role: 'figure',
    translate: 'no',
    tabindex: 0
  });
  private loaded: ILoaded | null = null;
  private isVega = false;
  private turn = {};
  private end: () => void = () => undefined;

  constructor(private readonly stage: IStage) {
    this.element.append(this.note, this.box);
    guardLinks(this.element, stage.signal);
  }

  async draw(loaded: ILoaded, content: IContent): Promise<void> {
    this.loaded = loaded;
    this.isVega = mimeOf(content.content_type).includes('vega.');
    this.box.setAttribute('aria-label', this.stage.caption(content));
    this.note.textContent = isElsewhere(loaded.specification)
      ? __('Some rows of this chart are at an address, which is not asked for.')
      : '';
    await this.redraw();
  }

  restyle(): void {
    forgetPalette();
    void this.redraw();
  }

  dispose(): void {
    this.turn = {};
    this.clear();
  }

  private clear(): void {
    this.end();
    this.end = () => undefined;
  }

  /** Draw again; of drawings that overlap only the one that began last stays. */
  private async redraw(): Promise<void> {
    if (!this.loaded) {
      return;
    }
    const turn = (this.turn = {});
    const { draw, specification } = this.loaded;
    const inner = element('div');
    this.clear();
    this.box.replaceChildren(inner);
    const end = await draw(inner, fitted(specification), {
      isVega: this.isVega,
      config: themed(paletteAt(this.element))
    });
    if (turn === this.turn) {
      this.end = end;
    } else {
      end();
    }
  }
}

function specificationIn(text: string): Specification {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ContentError(__('This is not a chart, though it says so.'), {
      isFinal: true
    });
  }
  return parsed as Specification;
}

/** Whether some rows of a chart, or of a part of it, are said to be at an address. */
export function isElsewhere(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) {
    return false;
  }
  return Object.entries(part).some(([name, value]) =>
    name === 'data' && isAddress(value)
      ? true
      : name !== 'datasets' && name !== 'values' && isElsewhere(value)
  );
}

function isAddress(data: unknown): boolean {
  const all: unknown[] = Array.isArray(data) ? data : [data];
  return all.some(
    each => typeof each === 'object' && each !== null && 'url' in each
  );
}

/** A single chart that says no width is as wide as its place, and follows it. */
export function fitted(specification: Specification): Specification {
  const isSingle = 'mark' in specification || 'layer' in specification;
  const hasWidth = 'width' in specification;
  return isSingle && !hasWidth && !hasFacet(specification)
    ? { width: 'container', ...specification }
    : specification;
}

function hasFacet({ encoding }: Specification): boolean {
  return (
    typeof encoding === 'object' &&
    encoding !== null &&
    ['row', 'column', 'facet'].some(channel => channel in encoding)
  );
}

/** The looks of the page, where a chart says nothing else; it stays on white where it was made for some ground. */
function themed({ font, text, muted, grid, colorway }: IPalette): object {
  const title = { color: text, subtitleColor: muted };
  const guide = {
    domainColor: grid,
    gridColor: grid,
    tickColor: grid,
    labelColor: muted,
    titleColor: text
  };
  return {
    background: 'transparent',
    font,
    axis: guide,
    header: { labelColor: muted, titleColor: text },
    legend: { labelColor: muted, titleColor: text },
    title,
    style: { 'guide-label': { fill: muted }, 'guide-title': { fill: text } },
    text: { color: text },
    mark: { color: colorway[0] },
    range: { category: colorway },
    view: { stroke: 'transparent' }
  };
}
