import { IChoices, IParam, NO_CHOICES, controlled } from '../choices';
import { INarrowed, INarrowedCard, fulfilled, narrow } from '../filters';
import { INamedControl, readQuery, writeQuery } from '../url-state';

/** A control as it stands: `labels` is what it offers now. */
export interface IControl {
  param: IParam;
  labels: readonly string[];
  label: string;
}

type Standing = ReadonlyMap<string, string>;

/** What is chosen among the attachments of a frame, by the rule that the cards of dashboards go by. */
export class Choosing {
  private readonly initial: Standing;
  private narrowed: INarrowed;
  /** What the query has: what it had, and what stood at first and does no more. */
  private readonly written = new Set<string>();

  /** Begin where the labels that are `wished` come true, as far as the frame has them. */
  constructor(
    private readonly choices: IChoices = NO_CHOICES,
    wished: Standing = new Map()
  ) {
    this.initial = standingOf(narrow([this.card], new Map()));
    this.narrowed = narrow([this.card], this.initial);
    this.wish(wished);
  }

  /** The index of the attachment, -1 where there is none. */
  get index(): number {
    return this.narrowed.selections[0]?.index ?? -1;
  }

  /** The params that one can choose by, in order. */
  get controls(): IControl[] {
    return controlled(this.choices).map(param => {
      const offer = this.narrowed.offers.get(param.name);
      return { param, labels: offer?.labels ?? [], label: offer?.label ?? '' };
    });
  }

  /** The params that are the same in all attachments, with their label. */
  get captions(): readonly [string, string][] {
    return this.choices.params
      .filter(param => param.kind === 'caption')
      .map(param => [param.name, param.labels[0] ?? '']);
  }

  /** The labels at which the controls stand. */
  get standing(): Standing {
    return standingOf(this.narrowed);
  }

  /** Those of them that were chosen, rather than standing where they stood at first. */
  get chosen(): Standing {
    return new Map(
      [...this.standing].filter(([name]) => this.written.has(name))
    );
  }

  /** Move a control; the others follow as far as they must. */
  move(param: string, label: string): void {
    const wanted = new Map([...this.standing, [param, label]]);
    this.narrowed = narrow([this.card], wanted, param);
    this.note();
  }

  /** A query with what is chosen, in place of what it says of the same controls. */
  write(query: string): string {
    return writeQuery(query, this.named, this.chosen);
  }

  /** What a query asks for. */
  read(query: string): Map<string, string> {
    return readQuery(query, this.named);
  }

  private wish(wished: Standing): void {
    const standing = fulfilled([this.card], this.standing, wished);
    this.narrowed = narrow([this.card], standing);
    wished.forEach((_, name) => this.written.add(name));
    this.note();
  }

  /** Whatever has left its first place is written from now on. */
  private note(): void {
    for (const [name, label] of this.standing) {
      if (label !== this.initial.get(name)) {
        this.written.add(name);
      }
    }
  }

  private get card(): INarrowedCard {
    const names = controlled(this.choices).map(({ name }) => [name, name]);
    return {
      choices: this.choices,
      controls: Object.fromEntries(names) as Record<string, string>
    };
  }

  private get named(): INamedControl[] {
    return controlled(this.choices).map(({ name }) => ({
      id: name,
      param: name,
      card: null
    }));
  }
}

function standingOf(narrowed: INarrowed): Map<string, string> {
  return new Map(
    [...narrowed.offers].map(([name, { label }]) => [name, label])
  );
}
