import { ContentError, IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { __ } from '../words';
import { element } from './elements';
import { FileBar } from './file';
import { IStage, IView, IViewKind } from './view';

const TYPE = 'application/pdf';

/** PDF, shown by the browser itself, which runs no scripts of a document with the rights of the page. */
export const pdfKind: IViewKind<Blob> = {
  name: 'pdf',
  accepts: content => mimeOf(content.content_type) === TYPE,

  async load(content, stage, signal) {
    const bytes = await stage.contents.bytes(content, signal);
    const begin = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
    if (!begin.includes('%PDF-')) {
      throw new ContentError(__('This is not a PDF, though it says so.'), {
        isFinal: true
      });
    }
    return new Blob([bytes], { type: TYPE });
  },

  create: stage => new PdfView(stage)
};

class PdfView implements IView<Blob> {
  readonly element = element('div', { class: 'dstack-pdf' });
  private url = '';

  constructor(private readonly stage: IStage) {}

  draw(loaded: Blob, content: IContent): void {
    this.dispose();
    // No sandbox: browsers show no PDF in one. A blob is of the type that it was made with, and none of HTML.
    this.url = URL.createObjectURL(loaded);
    const bar = new FileBar(this.stage);
    bar.draw(content);
    const title = this.stage.caption(content);
    const src = `${this.url}#navpanes=0&view=FitH`;
    const frame = element('iframe', { src, title, translate: 'no' });
    const shown = navigator.pdfViewerEnabled ? [frame] : [];
    this.element.replaceChildren(...shown, bar.element);
  }

  dispose(): void {
    URL.revokeObjectURL(this.url);
  }
}
