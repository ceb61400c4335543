import { mimeOf } from '../content-types';
import { element } from './elements';
import { IView, IViewKind } from './view';

/** Markdown, as sanitised HTML. */
export const markdownKind: IViewKind<DocumentFragment> = {
  name: 'markdown',

  accepts: content =>
    ['text/markdown', 'text/x-markdown'].includes(mimeOf(content.content_type)),

  async load(content, stage, signal) {
    const text = await stage.contents.text(content, signal);
    const { safeMarkup } = await import('./markup');
    return safeMarkup(text);
  },

  create: () => new MarkdownView()
};

class MarkdownView implements IView<DocumentFragment> {
  readonly element = element('div', {
    class: 'dstack-markdown',
    translate: 'no'
  });

  draw(loaded: DocumentFragment): void {
    this.element.replaceChildren(loaded.cloneNode(true));
  }

  isEmpty(): boolean {
    return (
      !this.element.textContent?.trim() && !this.element.querySelector('img')
    );
  }
}
