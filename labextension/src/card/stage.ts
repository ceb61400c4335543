import { ContentError, IContent } from '../contents/model';
import { element } from '../views/elements';
import { kindOf } from '../views/registry';
import { AnyViewKind, IStage, IView } from '../views/view';
import { __ } from '../words';
import { emptyState, errorState, skeleton } from './states';

export type StageState = 'loading' | 'ready' | 'empty' | 'error';

/**
 * The place in a card where one content is shown.
 *
 * What was shown stays until the next content is there, and only the content asked for last is ever shown.
 */
export class Stage {
  readonly element = element('div', { class: 'dstack-stage' });
  private request = new AbortController();
  private kind: AnyViewKind | null = null;
  private view: IView<unknown> | null = null;

  constructor(
    private readonly around: IStage,
    private readonly tell: (state: StageState, content: IContent | null) => void
  ) {}

  /** Show a content. */
  async show(content: IContent): Promise<void> {
    const kind = kindOf(content);
    const signal = this.begin(kind);
    try {
      const loaded = await kind.load(content, this.around, signal);
      if (!signal.aborted) {
        await this.draw(kind, loaded, content, signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.fail(error, () => void this.show(content));
      }
    }
  }

  /** Show that there is nothing to show, or why. */
  say(state: 'empty' | 'error', what: HTMLElement): void {
    this.request.abort();
    this.clear();
    this.element.replaceChildren(what);
    this.tell(state, null);
  }

  /** Follow the theme of the page. */
  restyle(): void {
    this.view?.restyle?.();
  }

  dispose(): void {
    this.request.abort();
    this.clear();
  }

  private begin(kind: AnyViewKind): AbortSignal {
    this.request.abort();
    this.request = new AbortController();
    if (!this.view) {
      this.element.replaceChildren(skeleton(kind.name));
    }
    this.tell('loading', null);
    return this.request.signal;
  }

  private async draw(
    kind: AnyViewKind,
    loaded: unknown,
    content: IContent,
    signal: AbortSignal
  ): Promise<void> {
    const view = this.view && this.kind === kind ? this.view : this.enter(kind);
    await view.draw(loaded, content);
    if (signal.aborted) {
      return;
    }
    if (view.isEmpty?.()) {
      this.say(
        'empty',
        emptyState(
          __('Nothing in it'),
          __('This attachment was pushed without content.')
        )
      );
      return;
    }
    this.tell('ready', content);
  }

  /** Take in a view of another kind. It is in the page before it draws, so that it knows its size. */
  private enter(kind: AnyViewKind): IView<unknown> {
    this.clear();
    const view = kind.create(this.around);
    this.kind = kind;
    this.view = view;
    this.element.replaceChildren(view.element);
    return view;
  }

  private fail(error: unknown, retry: () => void): void {
    const isOurs = error instanceof ContentError;
    const message = isOurs ? error.message : broken(error);
    const isFinal = isOurs && error.isFinal;
    this.say('error', errorState(message, isFinal ? null : retry));
  }

  private clear(): void {
    this.view?.dispose?.();
    this.view = null;
    this.kind = null;
  }
}

function broken(error: unknown): string {
  const text = __(
    'The content is not what its type says, or this browser cannot draw it.'
  );
  return `${text} (${String(error)})`;
}
