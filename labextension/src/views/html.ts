import { element } from './elements';
import { IStage, IView, IViewKind } from './view';
import { IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { __ } from '../words';

interface ILoaded {
  html: string;
  hadScripts: boolean;
}

/** HTML of others: without its scripts, in a frame that is a stranger to the page. */
export const htmlKind: IViewKind<ILoaded> = {
  name: 'html',

  accepts: content =>
    ['text/html', 'application/xhtml+xml'].includes(
      mimeOf(content.content_type)
    ),

  async load(content, stage, signal) {
    const text = await stage.contents.text(content, signal);
    const { framed } = await import('./frame');
    return { html: framed(text), hadScripts: /<script\b/i.test(text) };
  },

  create: stage => new HtmlView(stage)
};

class HtmlView implements IView<ILoaded> {
  readonly element = element('div', { class: 'dstack-html' });

  constructor(private readonly stage: IStage) {}

  draw(loaded: ILoaded, content: IContent): void {
    const frame = element('iframe', {
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
      referrerpolicy: 'no-referrer',
      title: this.stage.caption(content),
      translate: 'no'
    });
    frame.srcdoc = loaded.html;
    this.element.replaceChildren(frame);
    if (loaded.hadScripts) {
      const note = __(
        'Shown without its scripts: they could act on your behalf.'
      );
      this.element.append(element('p', { class: 'dstack-hint' }, note));
    }
  }
}
