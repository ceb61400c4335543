import { ContentError, IContent } from '../contents/model';
import { Bundle, bundleOf, chosen, isBundle } from '../plotly/bundles';
import { IFigure, figureOf } from '../plotly/figure';
import { fitted, isRefit } from '../plotly/fit';
import { loadShapes } from '../plotly/geo';
import { forgetPalette, paletteAt } from '../plotly/palette';
import { harmless, obstacle } from '../plotly/safety';
import { themed } from '../plotly/theme';
import { element } from './elements';
import { guardLinks } from './links';
import { IStage, IView, IViewKind } from './view';

/** What this package uses of plotly.js. */
interface IPlotly {
  react(element: HTMLElement, figure: object): Promise<unknown>;
  purge(element: HTMLElement): void;
  setPlotConfig(config: object): void;
  Plots: { resize(element: HTMLElement): Promise<unknown> };
}

interface ILoaded {
  figure: IFigure;
  plotly: IPlotly;
}

/** Nothing of plotly's own servers: neither its logo nor its ways to send a figure away. */
const CONFIG = {
  displaylogo: false,
  linkText: '',
  modeBarButtonsToRemove: ['select2d', 'lasso2d', 'sendChartToCloud'],
  plotlyServerURL: '',
  showSendToCloud: false
};

/** What holds for all figures: plotly tells the console nothing, and knows no place for shapes but ours. */
const COMMON = { logging: 0, notifyOnLogging: 0, topojsonURL: 'about:blank' };

const bundles = new Set<Bundle>();

/** Figures of plotly. */
export const plotlyKind: IViewKind<ILoaded> = {
  name: 'plotly',

  accepts: content =>
    content.application === 'plotly' ||
    content.content_type.startsWith('application/vnd.plotly.v1+json'),

  async load(content, stage, signal) {
    const declared = content.settings?.bundle;
    const early = isBundle(declared) ? take(declared, stage) : undefined;
    early?.catch(() => undefined);
    const figure = await parsed(content, stage, signal);
    const bundle = bundleOf(figure);
    const fits = early && declared === bundle;
    const plotly = await (fits ? early : take(bundle, stage));
    plotly.setPlotConfig(COMMON);
    await loadShapes(figure, stage.modules);
    return { figure, plotly };
  },

  create: stage => new PlotlyView(stage)
};

async function parsed(
  content: IContent,
  stage: IStage,
  signal: AbortSignal
): Promise<IFigure> {
  const text = await stage.contents.text(content, signal);
  const figure = figureOf(JSON.parse(text));
  const reason = obstacle(figure);
  if (reason !== null) {
    throw new ContentError(reason, { isFinal: true });
  }
  return harmless(figure);
}

function take(need: Bundle, stage: IStage): Promise<IPlotly> {
  const bundle = chosen(need, bundles);
  bundles.add(bundle);
  return stage.modules.load<IPlotly>(`plotly-${bundle}.js`);
}

class PlotlyView implements IView<ILoaded> {
  readonly element = element('div', { class: 'dstack-plot' });
  private readonly plot = element('div', { role: 'figure', translate: 'no' });
  private readonly observer = new ResizeObserver(() => this.resized());
  private drawn: ILoaded | null = null;
  private width = 0;
  private frame = 0;

  constructor(private readonly stage: IStage) {
    this.element.append(this.plot);
    guardLinks(this.element, stage.signal);
  }

  async draw(loaded: ILoaded, content: IContent): Promise<void> {
    this.drawn = loaded;
    this.plot.setAttribute('aria-label', this.stage.caption(content));
    await this.redraw();
    this.observer.observe(this.element);
  }

  restyle(): void {
    forgetPalette();
    void this.redraw();
  }

  isEmpty(): boolean {
    return this.drawn?.figure.data.length === 0 && !hasLayout(this.drawn);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.drawn?.plotly.purge(this.plot);
  }

  private async redraw(): Promise<void> {
    if (!this.drawn) {
      return;
    }
    const { figure, plotly } = this.drawn;
    this.width = this.element.clientWidth;
    const palette = paletteAt(this.element);
    const fit = fitted(themed(figure, palette), this.width);
    await plotly.react(this.plot, {
      // plotly writes into what it is given; the figure is drawn again in other themes and sizes.
      data: fit.data.map(trace => ({ ...trace })),
      layout: structuredClone(fit.layout),
      frames: fit.frames,
      config: { ...CONFIG, displayModeBar: hasHover() ? 'hover' : false }
    });
  }

  /** Follow the card's width, once a frame. */
  private resized(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const width = this.element.clientWidth;
      if (width === 0 || width === this.width || !this.drawn) {
        return;
      }
      const before = this.width;
      this.width = width;
      void (isRefit(before, width)
        ? this.redraw()
        : this.drawn.plotly.Plots.resize(this.plot));
    });
  }
}

/** Whether the buttons of a figure can come and go with a pointer; on a touch screen they would cover it. */
function hasHover(): boolean {
  return matchMedia('(hover: hover)').matches;
}

function hasLayout({ figure }: ILoaded): boolean {
  return ['annotations', 'shapes', 'images'].some(name =>
    Array.isArray(figure.layout[name])
  );
}
