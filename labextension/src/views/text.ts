import { button, element, mimeOf, sizeText } from './elements';
import { IView, IViewKind } from './view';

/** How many characters are shown before somebody asks for all. */
const SHOWN = 50_000;

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
export const textKind: IViewKind<string> = {
  name: 'text',
  accepts: content => {
    const mime = mimeOf(content.content_type);
    return mime.startsWith('text/') || TEXTS.has(mime);
  },
  load: (content, stage, signal) => stage.contents.text(content, signal),
  create: () => new TextView()
};

class TextView implements IView<string> {
  readonly element = element('div', { class: 'dstack-text' });
  private text = '';

  draw(loaded: string): void {
    this.text = loaded;
    this.show(loaded.length > SHOWN * 1.2);
  }

  isEmpty(): boolean {
    return this.text.length === 0;
  }

  private show(isCut: boolean): void {
    const text = isCut ? this.text.slice(0, SHOWN) : this.text;
    const pre = element('pre', { tabindex: 0 }, text);
    this.element.replaceChildren(pre);
    if (isCut) {
      const label = `Show all (${sizeText(this.text.length)})`;
      const all = button(label, () => {
        this.show(false);
        this.element.querySelector('pre')?.focus();
      });
      this.element.append(all);
    }
  }
}
