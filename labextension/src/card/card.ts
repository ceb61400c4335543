import { labelsOf } from '../choices';
import { CommSource, IComm } from '../contents/comm';
import { Contents } from '../contents/contents';
import { EmbeddedSource } from '../contents/embedded';
import { HttpSource } from '../contents/http';
import { IContent } from '../contents/model';
import { Modules } from '../contents/modules';
import { element } from '../views/elements';
import { IStage } from '../views/view';
import { __ } from '../words';
import { captionOf, footerOf } from './captions';
import { Neighbours } from './neighbours';
import { Stage, StageState } from './stage';
import { CardState } from './state';
import { emptyState, errorState } from './states';

const embedded = new EmbeddedSource();

/** What a card's element shows: the content that is selected, and where it comes from. */
export class Card {
  private readonly stage: Stage;
  private readonly neighbours: Neighbours;
  private readonly note = element('p', {
    class: 'dstack-note',
    role: 'status'
  });
  private readonly caption = element('p', { class: 'dstack-figure-caption' });
  private readonly footer = element('footer', { class: 'dstack-card-foot' });

  constructor(
    private readonly element: HTMLElement,
    private readonly state: CardState,
    comm: IComm,
    signal: AbortSignal
  ) {
    const kernel = new CommSource(comm);
    const place = (): CardState['place'] => state.place;
    const http = new HttpSource(place, () => comm.isLive());
    const around: IStage = {
      contents: new Contents([embedded, http, kernel]),
      modules: new Modules(kernel),
      http,
      place,
      caption: content => captionOf(state, content),
      signal
    };
    this.stage = new Stage(around, (now, content) => this.tell(now, content));
    this.neighbours = new Neighbours(state, around);
    element.classList.add('dstack-card-view');
    element.replaceChildren(
      this.note,
      this.stage.element,
      this.caption,
      this.footer
    );
    signal.addEventListener('abort', () => this.dispose());
  }

  /** Show what the state says now; resolves when it is drawn, or cannot be. */
  async show(): Promise<void> {
    const { contents, selected, error } = this.state;
    const content = contents[selected];
    if (error) {
      this.stage.say('error', errorState(error, null));
    } else if (!content) {
      this.stage.say('empty', this.nothing());
    } else if (this.element.dataset.sha256 !== content.sha256) {
      await this.stage.show(content);
    }
  }

  /** Follow the theme of the page. */
  restyle(): void {
    this.stage.restyle();
  }

  /** Say which labels of shared controls this card does not show: `shows 2002`. */
  differ(standing: Readonly<Record<string, string>>): void {
    const shown = labelsOf(this.state.choices, this.state.selected);
    const others = this.state.shared.filter(
      param =>
        param in standing && param in shown && standing[param] !== shown[param]
    );
    this.note.textContent = others
      .map(param => __('shows %1 %2', param, shown[param]))
      .join(', ');
  }

  private tell(now: StageState, content: IContent | null): void {
    const { dataset } = this.element;
    dataset.dstackState = now;
    this.element.ariaBusy = String(now === 'loading');
    if (now === 'loading') {
      return;
    }
    if (content) {
      dataset.sha256 = content.sha256;
      this.neighbours.fetch();
    } else {
      delete dataset.sha256;
    }
    this.caption.textContent = content?.description ?? '';
    this.footer.replaceChildren(...footerOf(this.state.frame));
    this.element.dispatchEvent(
      new CustomEvent('dstack-shown', { bubbles: true })
    );
  }

  private nothing(): HTMLElement {
    const name = this.state.stack.split('/').slice(1).join('/') || 'name';
    const code = `%dstack push df ${name}`;
    const [before = '', after = ''] = __(
      'Push something to this stack, for example %1, then reload.',
      code
    ).split(code);
    return emptyState(
      __('Nothing to show yet'),
      before,
      element('code', {}, code),
      after
    );
  }

  private dispose(): void {
    this.neighbours.stop();
    this.stage.dispose();
  }
}
