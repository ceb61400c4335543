import { IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { sizeText } from '../sizes';
import { __, spoken } from '../words';
import { button, element } from './elements';
import { isJson } from './json';
import { IStage, IView, IViewKind } from './view';

/** How many characters are shown before somebody asks for all. */
const SHOWN = 50_000;

/** Of a longer text, in bytes, only the beginning is fetched before somebody asks for all. */
const LONG = 2_000_000;

/** A text, or the beginning of one. */
interface ILoaded {
  text: string;
  isWhole: boolean;
}

/** Types of text that do not say so. */
const TEXTS = new Set([
  'application/javascript',
  'application/jsonl',
  'application/sql',
  'application/toml',
  'application/xml',
  'application/yaml'
]);

/** Plain text. */
export const textKind: IViewKind<ILoaded> = {
  name: 'text',

  accepts: content => {
    const mime = mimeOf(content.content_type);
    return mime.startsWith('text/') || TEXTS.has(mime) || isJson(mime);
  },

  async load(content, { contents }, signal) {
    const isWhole = content.length <= LONG;
    const text = await (isWhole
      ? contents.text(content, signal)
      : contents.beginning(content, 4 * SHOWN, signal));
    return { text, isWhole };
  },

  create: stage => new TextView(stage)
};

class TextView implements IView<ILoaded> {
  readonly element = element('div', { class: 'dstack-text' });
  private isNothing = false;

  constructor(private readonly stage: IStage) {}

  draw({ text, isWhole }: ILoaded, content: IContent): void {
    this.isNothing = isWhole && text.length === 0;
    if (isWhole && text.length <= SHOWN * 1.2) {
      this.show(text);
      return;
    }
    this.show(text.slice(0, SHOWN));
    const label = __('Show all (%1)', sizeText(content.length, spoken()));
    const status = element('p', { class: 'dstack-hint', role: 'status' });
    const all = button(label, () => void this.showAll(content, all, status));
    this.element.append(all, status);
  }

  isEmpty(): boolean {
    return this.isNothing;
  }

  private show(text: string): void {
    const pre = element('pre', { tabindex: 0, translate: 'no' }, text);
    this.element.replaceChildren(pre);
  }

  private async showAll(
    content: IContent,
    control: HTMLButtonElement,
    status: HTMLElement
  ): Promise<void> {
    const { contents, signal } = this.stage;
    control.disabled = true;
    try {
      this.show(await contents.text(content, signal));
      this.element.querySelector('pre')?.focus();
    } catch (error) {
      control.disabled = false;
      status.textContent = error instanceof Error ? error.message : '';
    }
  }
}
