import { IChoices } from './choices';
import { IModel, labelAt, moveTo, onMove, present } from './controls';
import { INarrowedCard, fulfilled, narrow } from './filters';
import { INamedControl } from './url-state';

/** A card of a board: what can be chosen, the controls of its params by id, and how to make it show one. */
export interface IBoardCard {
  readonly stack: string;
  readonly controls: Readonly<Record<string, string>>;
  readonly shared: readonly string[];
  choices(): IChoices;
  show(index: number): void;
}

/**
 * The cards and controls of one board where no kernel narrows them.
 *
 * A control that moves narrows the other controls and changes what the cards show. While `isLive` says that a
 * kernel does that, the board only tells its listeners.
 */
export class Board {
  private readonly cards: IBoardCard[] = [];
  private readonly models = new Map<string, IModel>();
  private readonly listeners = new Set<() => void>();
  private isPresenting = false;
  private hasMoved = false;

  /** `isComplete` says that whoever made the board adds all its cards, before any is drawn. */
  constructor(
    readonly isLive: () => boolean = () => false,
    readonly isComplete = false
  ) {}

  /** Add a card and the models of its controls; one that comes after a move follows it. */
  add(card: IBoardCard, models: ReadonlyMap<string, IModel>): void {
    this.cards.push(card);
    for (const [id, model] of models) {
      if (!this.models.has(id)) {
        this.models.set(id, model);
        onMove(model, () => this.moved(id));
      }
    }
    if (this.hasMoved && !this.isLive()) {
      this.narrow(this.standing(), null);
    }
  }

  remove(card: IBoardCard): void {
    const at = this.cards.indexOf(card);
    if (at >= 0) {
      this.cards.splice(at, 1);
    }
  }

  /** Call `listener` after a move; returns what ends it. */
  onMoved(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The labels at which the controls stand, by id. */
  standing(): Map<string, string> {
    const labels = new Map<string, string>();
    for (const [id, model] of this.models) {
      const label = labelAt(model);
      if (label !== null) {
        labels.set(id, label);
      }
    }
    return labels;
  }

  /** The controls as the URL names them. */
  named(): INamedControl[] {
    const named = new Map<string, INamedControl>();
    for (const card of this.cards) {
      for (const [param, id] of Object.entries(card.controls)) {
        const isShared = card.shared.includes(param);
        named.set(id, { id, param, card: isShared ? null : card.stack });
      }
    }
    return [...named.values()];
  }

  /** Move the controls so that the wished labels come true, from where they stand or from `start`. */
  wish(wished: ReadonlyMap<string, string>, start = this.standing()): void {
    this.narrow(fulfilled(this.narrowed(), start, wished), null);
  }

  /** Move one control, as a person would; false where it does not offer the label now. */
  move(id: string, label: string): boolean {
    const model = this.models.get(id);
    if (!model || !moveTo(model, label)) {
      return false;
    }
    model.save_changes();
    return true;
  }

  private moved(id: string): void {
    if (this.isPresenting) {
      return;
    }
    this.hasMoved = true;
    if (this.isLive()) {
      this.listeners.forEach(listener => listener());
    } else {
      this.narrow(this.standing(), id);
    }
  }

  private narrow(
    standing: ReadonlyMap<string, string>,
    changed: string | null
  ): void {
    const { offers, selections } = narrow(this.narrowed(), standing, changed);
    this.isPresenting = true;
    try {
      for (const [id, offer] of offers) {
        const model = this.models.get(id);
        if (model) {
          present(model, offer);
        }
      }
    } finally {
      this.isPresenting = false;
    }
    this.cards.forEach((card, at) => card.show(selections[at]?.index ?? -1));
    this.listeners.forEach(listener => listener());
  }

  private narrowed(): INarrowedCard[] {
    return this.cards.map(card => ({
      choices: card.choices(),
      controls: card.controls
    }));
  }
}
