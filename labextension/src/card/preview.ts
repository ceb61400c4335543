import { CommSource } from '../contents/comm';
import { Contents } from '../contents/contents';
import { HttpSource } from '../contents/http';
import { IContent, IPlace } from '../contents/model';
import { Modules } from '../contents/modules';
import { element } from '../views/elements';
import { IStage } from '../views/view';
import { Stage, StageState } from './stage';
import { injectStyles } from './styles';
import { onTheme } from './theme';

/** A content, where it is, and what it is in words. */
export interface IPreviewed {
  place: IPlace;
  content: IContent;
  caption: string;
}

/** Draws one content after the other as a card does, in a page that has no widgets. */
export class Preview {
  private readonly ending = new AbortController();
  private readonly frame = element('div', {
    class: 'dstack-card dstack-preview'
  });
  private readonly stage: Stage;
  private previewed: IPreviewed | null = null;

  /** `v1` is the address of the interface v1 of the server that has the contents, with a slash at its end. */
  constructor(box: HTMLElement, v1: string) {
    const { signal } = this.ending;
    const none = new CommSource(NO_KERNEL);
    const place = (): IPlace => this.previewed?.place ?? NOWHERE;
    const http = new HttpSource(
      place,
      () => false,
      () => v1
    );
    const around: IStage = {
      contents: new Contents([http]),
      modules: new Modules(none),
      http,
      place,
      caption: () => this.previewed?.caption ?? '',
      signal
    };
    injectStyles();
    this.stage = new Stage(around, now => this.tell(now));
    this.frame.append(this.stage.element);
    box.replaceChildren(this.frame);
    onTheme(() => this.stage.restyle(), signal);
  }

  /** Show a content; resolves when it is drawn, or cannot be. */
  async show(previewed: IPreviewed): Promise<void> {
    this.previewed = previewed;
    await this.stage.show(previewed.content);
  }

  dispose(): void {
    this.ending.abort();
    this.stage.dispose();
    this.frame.remove();
  }

  private tell(now: StageState): void {
    this.frame.dataset.dstackState = now;
    this.frame.ariaBusy = String(now === 'loading');
  }
}

/** Markdown that others wrote, as elements that can do nothing. */
export async function drawMarkdown(markdown: string): Promise<HTMLElement> {
  injectStyles();
  const { safeMarkup } = await import('../views/markup');
  return element(
    'div',
    { class: 'dstack-card dstack-preview' },
    element(
      'div',
      { class: 'dstack-markdown', translate: 'no' },
      safeMarkup(markdown)
    )
  );
}

export { speak } from '../words';

const NOWHERE: IPlace = { stack: '', store: '', frame: '' };

const NO_KERNEL = {
  isLive: (): boolean => false,
  send: (): void => undefined,
  onMessage: () => (): void => undefined
};
