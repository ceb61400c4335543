import { ContentError } from '../contents/model';
import { mimeOf } from '../content-types';
import { __, _n } from '../words';
import { button, countText, element } from './elements';
import { guardLinks } from './links';
import { asText, Output, outputElement, ISafe } from './outputs';
import { IStage, IView, IViewKind } from './view';

/** Cells that are shown before somebody asks for all. */
const SHOWN = 100;

interface ICell {
  cell_type?: unknown;
  source?: unknown;
  execution_count?: unknown;
  outputs?: unknown;
}

interface ILoaded {
  cells: readonly ICell[];
  safe: ISafe;
}

/** Notebooks, as they were saved: nothing of them runs. */
export const notebookKind: IViewKind<ILoaded> = {
  name: 'notebook',
  accepts: content =>
    mimeOf(content.content_type) === 'application/x-ipynb+json',

  async load(content, stage, signal) {
    const text = await stage.contents.text(content, signal);
    const cells = cellsIn(text);
    if (!cells) {
      throw new ContentError(__('This is not a notebook, though it says so.'), {
        isFinal: true
      });
    }
    const { safeHtml, safeMarkup } = await import('./markup');
    return { cells, safe: { html: safeHtml, markdown: safeMarkup } };
  },

  create: stage => new NotebookView(stage)
};

class NotebookView implements IView<ILoaded> {
  readonly element = element('div', { class: 'dstack-notebook' });
  private cells: readonly ICell[] = [];

  constructor(stage: IStage) {
    guardLinks(this.element, stage.signal);
  }

  draw({ cells, safe }: ILoaded): void {
    this.cells = cells;
    this.show(safe, cells.length > SHOWN * 1.2 ? SHOWN : cells.length);
  }

  isEmpty(): boolean {
    return this.cells.length === 0;
  }

  private show(safe: ISafe, count: number): void {
    const shown = this.cells.slice(0, count);
    this.element.replaceChildren(...shown.map(cell => cellElement(cell, safe)));
    const { length } = this.cells;
    if (count < length) {
      const label = _n(
        'Show all (%2 cell)',
        'Show all (%2 cells)',
        length,
        countText(length)
      );
      this.element.append(button(label, () => this.show(safe, length)));
    }
  }
}

function cellsIn(text: string): readonly ICell[] | null {
  try {
    const { cells } = JSON.parse(text) as { cells?: unknown };
    const isOurs = (cell: unknown): boolean =>
      typeof cell === 'object' && cell !== null;
    return Array.isArray(cells) ? (cells.filter(isOurs) as ICell[]) : null;
  } catch {
    return null;
  }
}

function cellElement(cell: ICell, safe: ISafe): HTMLElement {
  const source = asText(cell.source);
  if (cell.cell_type === 'markdown') {
    const text = element('div', { class: 'dstack-markdown', translate: 'no' });
    text.append(safe.markdown(source));
    return element('div', { class: 'dstack-cell' }, text);
  }
  const outputs = Array.isArray(cell.outputs) ? (cell.outputs as Output[]) : [];
  const count =
    typeof cell.execution_count === 'number' ? cell.execution_count : ' ';
  const prompt =
    cell.cell_type === 'code'
      ? [element('span', { class: 'dstack-prompt' }, `[${count}]`)]
      : [];
  return element(
    'div',
    { class: 'dstack-cell dstack-text' },
    ...prompt,
    ...(source
      ? [element('pre', { tabindex: 0, translate: 'no' }, source)]
      : []),
    ...outputs.flatMap(output => outputElement(output, safe) ?? [])
  );
}
