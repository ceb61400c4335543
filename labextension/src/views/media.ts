import { IContent } from '../contents/model';
import { mimeOf } from '../content-types';
import { __ } from '../words';
import { element } from './elements';
import { FileBar } from './file';
import { sourceOf } from './source';
import { IStage, IView, IViewKind } from './view';

/** Sound and films, played by the browser, which fetches the part that is played. */
export const mediaKind: IViewKind<string> = {
  name: 'media',
  accepts: content => /^(audio|video)\//.test(mimeOf(content.content_type)),
  load: (content, stage) =>
    sourceOf(content, stage, mimeOf(content.content_type)),
  create: stage => new MediaView(stage)
};

class MediaView implements IView<string> {
  readonly element = element('div', { class: 'dstack-media' });
  private source = '';

  constructor(private readonly stage: IStage) {}

  draw(loaded: string, content: IContent): void {
    const isFilm = mimeOf(content.content_type).startsWith('video/');
    const player = element(isFilm ? 'video' : 'audio', {
      controls: true,
      preload: 'metadata',
      translate: 'no',
      'aria-label': this.stage.caption(content)
    });
    player.addEventListener('error', () => this.giveUp(content));
    player.src = loaded;
    this.element.replaceChildren(player);
    this.dispose();
    this.source = loaded;
  }

  dispose(): void {
    URL.revokeObjectURL(this.source);
  }

  private giveUp(content: IContent): void {
    const bar = new FileBar(this.stage);
    bar.draw(content);
    const note = __('This browser cannot play it.');
    this.element.replaceChildren(
      element('p', { class: 'dstack-hint', role: 'status' }, note),
      bar.element
    );
  }
}
