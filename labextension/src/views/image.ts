import { ContentError, IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { __ } from '../words';
import { element } from './elements';
import { IStage, IView, IViewKind } from './view';

const TYPES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml'
]);

/** Pictures. SVG too is shown as a picture only: what it says to do is not done. */
export const imageKind: IViewKind<Blob> = {
  name: 'image',
  accepts: content => TYPES.has(mimeOf(content.content_type)),

  async load(content, stage, signal) {
    const bytes = await stage.contents.bytes(content, signal);
    return new Blob([bytes], { type: mimeOf(content.content_type) });
  },

  create: stage => new ImageView(stage)
};

class ImageView implements IView<Blob> {
  readonly element = element('div', { class: 'dstack-image' });
  private url = '';

  constructor(private readonly stage: IStage) {}

  async draw(loaded: Blob, content: IContent): Promise<void> {
    const url = URL.createObjectURL(loaded);
    const next = element('img', {
      alt: this.stage.caption(content),
      translate: 'no'
    });
    next.src = url;
    try {
      await next.decode();
    } catch {
      URL.revokeObjectURL(url);
      throw new ContentError(
        __(
          'This picture cannot be read: it is damaged, or not of the type that it says.'
        ),
        { isFinal: true }
      );
    }
    this.element.replaceChildren(next);
    this.dispose();
    this.url = url;
  }

  dispose(): void {
    URL.revokeObjectURL(this.url);
  }
}
